//! One specialty: its name, and its end.

use domain::directory::{DoctorSearch, Specialty};
use leptos::{prelude::*, server_fn::ServerFn};

use super::in_the_way::InTheWay;
use crate::{
    api::{
        specialties::{ChangeSpecialty, RetireSpecialty, find_specialty},
        users::only_administrators,
    },
    components::{EntryForm, Field, Retire, Trouble},
    flash::FormState,
    layouts::AdminBase,
    page,
    pages::param,
    paths,
};

const RETIRING: &str = "Nobody can choose it any more, in the search or for a doctor. While a doctor has it, it cannot be retired. This \
                        cannot be undone; you can add another one of the same name.";

#[component]
pub fn AdminSpecialtyPage() -> impl IntoView {
    let key = param("id");
    let here = paths::one_of(paths::ADMIN_SPECIALTIES, &key);
    Suspend::new(async move {
        let found = async {
            only_administrators()?;
            find_specialty(key).await
        };
        match found.await {
            Ok(specialty) => view! {
                <AdminBase title=specialty.name.clone() here=paths::ADMIN_SPECIALTIES>
                    <h1>{specialty.name.clone()}</h1>
                    <Change specialty=specialty.clone() />
                    <End specialty=specialty />
                    <p><a href=paths::ADMIN_SPECIALTIES>"All specialties"</a></p>
                </AdminBase>
            }
            .into_any(),
            Err(error) => view! { <Trouble error=error.clinic() here=here /> }.into_any(),
        }
    })
}

#[component]
fn Change(specialty: Specialty) -> impl IntoView {
    let state = FormState::of("entry", page::flash());
    view! {
        <EntryForm
            heading="Name"
            action=ChangeSpecialty::PATH
            state=state.clone()
            hidden=vec![("id", specialty.id.to_string())]
            save="Save name"
        >
            <Field
                name="name"
                label="Name"
                hint="Addresses of pages keep the first name, so that links stay good."
                autocomplete="off"
                required=true
                initial=specialty.name
                state=state
            />
        </EntryForm>
    }
}

#[component]
fn End(specialty: Specialty) -> impl IntoView {
    let hidden = vec![("id", specialty.id.to_string())];
    let state = FormState::of("retire", page::flash());
    let search = DoctorSearch { specialty: Some(specialty.slug), ..DoctorSearch::default() };
    view! {
        <Retire action=RetireSpecialty::PATH hidden=hidden name=specialty.name meaning=RETIRING state=state>
            <InTheWay search=search />
        </Retire>
    }
}
