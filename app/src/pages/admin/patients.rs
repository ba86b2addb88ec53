//! Patients, to find one.

use domain::{directory::Page, patient::Patient};
use leptos::{prelude::*, server_fn::ServerFn};

use super::asked;
use crate::{
    api::patients::{FindPatients, patients},
    components::{DataTable, ErrorSummary, Field, Trouble},
    flash::FormState,
    layouts::AdminBase,
    page, paths,
};

#[component]
pub fn AdminPatientsPage() -> impl IntoView {
    let state = FormState::of("patients", page::flash());
    let [q, cursor] = ["q", "cursor"].map(|field| state.value(field).filter(|text| !text.is_empty()));
    Suspend::new(async move {
        let found = patients(q.as_deref(), cursor.as_deref()).await;
        let (found, state) = match asked(&[("q", &q)], found) {
            Ok(asked) => asked,
            Err(error) => return view! { <Trouble error=error here=paths::ADMIN_PATIENTS /> }.into_any(),
        };
        view! {
            <AdminBase title="Patients" here=paths::ADMIN_PATIENTS>
                <ErrorSummary state=state.clone() />
                <h1>"Patients"</h1>
                <p><a class="button" href=paths::ADMIN_NEW_PATIENT>"Add a patient"</a></p>
                <form class="search" method="post" action=FindPatients::PATH role="search" aria-label="Patients">
                    <Field
                        name="q"
                        label="Name or e-mail address"
                        kind="search"
                        hint="Beginnings of words are enough"
                        autocomplete="off"
                        state=state
                    />
                    <button>"Find patients"</button>
                </form>
                {found.map(|page| view! { <List page=page q=q.unwrap_or_default() /> })}
            </AdminBase>
        }
        .into_any()
    })
}

#[component]
fn List(page: Page<Patient>, q: String) -> impl IntoView {
    if page.items.is_empty() {
        return view! { <p class="empty">"There is no such patient."</p> }.into_any();
    }
    let row = |patient: Patient| {
        view! {
            <tr>
                <th scope="row"><a href=paths::admin_patient(patient.id)>{patient.full_name}</a></th>
                <td data-label="E-mail address">{patient.email}</td>
                <td data-label="Telephone">{patient.phone}</td>
                <td data-label="Account">{if patient.active { "Active" } else { "Disabled" }}</td>
            </tr>
        }
    };
    // The cursor holds a name, and so goes the way of the words.
    let more = page.next_cursor.map(|cursor| {
        view! {
            <form class="pager" method="post" action=FindPatients::PATH>
                <input type="hidden" name="q" value=q />
                <input type="hidden" name="cursor" value=cursor />
                <button class="secondary">"More patients"</button>
            </form>
        }
    });
    view! {
        <section class="visits">
            <DataTable caption="Patients by name" columns=["Name", "E-mail address", "Telephone", "Account"]>
                {page.items.into_iter().map(row).collect_view()}
            </DataTable>
            {more}
        </section>
    }
    .into_any()
}
