//! What doctors know about.

use domain::directory::Specialty;
use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    api::{directory::specialties, specialties::AddSpecialty, users::only_administrators},
    components::{EntryForm, Field, LinkedRow, LinkedTable, Trouble},
    flash::FormState,
    layouts::AdminBase,
    page, paths,
};

#[component]
pub fn AdminSpecialtiesPage() -> impl IntoView {
    Suspend::new(async move {
        let found = async {
            only_administrators()?;
            specialties().await
        };
        match found.await {
            Ok(specialties) => view! {
                <AdminBase title="Specialties" here=paths::ADMIN_SPECIALTIES>
                    <h1>"Specialties"</h1>
                    <List specialties=specialties />
                    <Add />
                </AdminBase>
            }
            .into_any(),
            Err(error) => view! { <Trouble error=error.clinic() here=paths::ADMIN_SPECIALTIES /> }.into_any(),
        }
    })
}

#[component]
fn List(specialties: Vec<Specialty>) -> impl IntoView {
    let row = |specialty: Specialty| LinkedRow {
        href: paths::one_of(paths::ADMIN_SPECIALTIES, specialty.id),
        name: specialty.name,
        cells: vec![specialty.slug],
    };
    let rows = specialties.into_iter().map(row).collect();
    view! { <LinkedTable caption="Specialties" columns=&["In addresses"] rows=rows none="There are no specialties yet." /> }
}

#[component]
fn Add() -> impl IntoView {
    let state = FormState::of("entry", page::flash());
    view! {
        <EntryForm heading="Add a specialty" action=AddSpecialty::PATH state=state.clone() save="Add specialty">
            <Field
                name="name"
                label="Name"
                hint="As patients look for it, such as “Cardiology”; at most 80 characters."
                autocomplete="off"
                required=true
                state=state
            />
        </EntryForm>
    }
}
