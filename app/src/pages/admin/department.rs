//! One department: its name, where it is, and its end.

use domain::directory::{Department, DoctorSearch, Location};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{departments::DepartmentFields, in_the_way::InTheWay};
use crate::{
    api::{
        departments::{ChangeDepartment, RetireDepartment, find_department},
        directory::locations,
        users::only_administrators,
    },
    components::{EntryForm, Retire, Trouble},
    error::AppError,
    flash::FormState,
    layouts::AdminBase,
    page,
    pages::param,
    paths,
};

const RETIRING: &str = "Nobody can choose it any more. While a doctor belongs to it, it cannot be retired. This cannot be undone; you \
                        can add another one of the same name.";

#[component]
pub fn AdminDepartmentPage() -> impl IntoView {
    let key = param("id");
    let here = paths::one_of(paths::ADMIN_DEPARTMENTS, &key);
    Suspend::new(async move {
        let found = async {
            only_administrators()?;
            Ok::<_, AppError>((find_department(key).await?, locations().await?))
        };
        match found.await {
            Ok((department, locations)) => view! {
                <AdminBase title=department.name.clone() here=paths::ADMIN_DEPARTMENTS>
                    <h1>{department.name.clone()}</h1>
                    <Change department=department.clone() locations=locations />
                    <End department=department />
                    <p><a href=paths::ADMIN_DEPARTMENTS>"All departments"</a></p>
                </AdminBase>
            }
            .into_any(),
            Err(error) => view! { <Trouble error=error.clinic() here=here /> }.into_any(),
        }
    })
}

#[component]
fn Change(department: Department, locations: Vec<Location>) -> impl IntoView {
    let state = FormState::of("entry", page::flash());
    view! {
        <EntryForm
            heading="Name and location"
            action=ChangeDepartment::PATH
            state=state.clone()
            hidden=vec![("id", department.id.to_string())]
            save="Save department"
        >
            <DepartmentFields department=Some(department) locations=locations state=state />
        </EntryForm>
    }
}

#[component]
fn End(department: Department) -> impl IntoView {
    let hidden = vec![("id", department.id.to_string())];
    let state = FormState::of("retire", page::flash());
    let search = DoctorSearch { location: Some(department.location_id.to_string()), ..DoctorSearch::default() };
    view! {
        <Retire action=RetireDepartment::PATH hidden=hidden name=department.name meaning=RETIRING state=state>
            <InTheWay search=search department=department.id />
        </Retire>
    }
}
