//! The parts of a practice.

use domain::directory::{Department, Location};
use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    api::{
        departments::{AddDepartment, departments},
        directory::locations,
        users::only_administrators,
    },
    components::{EntryForm, Field, LinkedRow, LinkedTable, SelectField, Trouble},
    error::AppError,
    flash::FormState,
    layouts::AdminBase,
    page, paths,
};

#[component]
pub fn AdminDepartmentsPage() -> impl IntoView {
    Suspend::new(async move {
        let found = async {
            only_administrators()?;
            Ok::<_, AppError>((departments().await?, locations().await?))
        };
        match found.await {
            Ok((departments, locations)) => view! {
                <AdminBase title="Departments" here=paths::ADMIN_DEPARTMENTS>
                    <h1>"Departments"</h1>
                    <List departments=departments locations=locations.clone() />
                    <Add locations=locations />
                </AdminBase>
            }
            .into_any(),
            Err(error) => view! { <Trouble error=error.clinic() here=paths::ADMIN_DEPARTMENTS /> }.into_any(),
        }
    })
}

#[component]
fn List(departments: Vec<Department>, locations: Vec<Location>) -> impl IntoView {
    let row = |department: Department| {
        let location = locations.iter().find(|location| location.id == department.location_id);
        LinkedRow {
            href: paths::one_of(paths::ADMIN_DEPARTMENTS, department.id),
            name: department.name,
            cells: vec![location.map(|location| location.name.clone()).unwrap_or_default()],
        }
    };
    let rows = departments.into_iter().map(row).collect();
    view! { <LinkedTable caption="Departments" columns=&["Location"] rows=rows none="There are no departments yet." /> }
}

#[component]
fn Add(locations: Vec<Location>) -> impl IntoView {
    let state = FormState::of("entry", page::flash());
    view! {
        <EntryForm heading="Add a department" action=AddDepartment::PATH state=state.clone() save="Add department">
            <DepartmentFields department=None locations=locations state=state />
        </EntryForm>
    }
}

/// Of a department there is, or of a new one.
#[component]
pub(super) fn DepartmentFields(
    department: Option<Department>,
    locations: Vec<Location>,
    state: FormState,
) -> impl IntoView {
    let (name, location) = department.map(|it| (it.name, it.location_id.to_string())).unzip();
    let options = locations.into_iter().map(|it| (it.id.to_string(), format!("{}, {}", it.name, it.city))).collect();
    view! {
        <Field
            name="name"
            label="Name"
            hint="At most 120 characters."
            autocomplete="off"
            required=true
            initial=name.unwrap_or_default()
            state=state.clone()
        />
        <SelectField
            name="location_id"
            label="Location"
            hint="A department moves only while no doctor belongs to it."
            options=options
            chosen=location.unwrap_or_default()
            state=state
        />
    }
}
