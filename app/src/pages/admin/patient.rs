//! One patient, to read and to change.

use domain::{actor::Role, patient::Patient};
use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    api::patients::{ChangePatient, patient},
    components::{AccountChanges, ErrorSummary, Field, Trouble},
    flash::FormState,
    layouts::AdminBase,
    page,
    pages::param,
    paths,
};

#[component]
pub fn AdminPatientPage() -> impl IntoView {
    let id = param("id");
    Suspend::new(async move {
        let patient = match patient(&id).await {
            Ok(patient) => patient,
            Err(error) => {
                let here = format!("{}/{id}", paths::ADMIN_PATIENTS);
                return view! { <Trouble error=error.clinic() here=here /> }.into_any();
            }
        };
        let access = FormState::of("account", page::flash());
        view! {
            <AdminBase title=patient.full_name.clone() here=paths::ADMIN_PATIENTS>
                <ErrorSummary state=access />
                <h1>{patient.full_name.clone()}</h1>
                <Details patient=patient.clone() />
                <section aria-labelledby="access">
                    <h2 id="access">"Access"</h2>
                    <AccountChanges
                        id=patient.id
                        name=patient.full_name
                        role=Role::Patient
                        approved=true
                        active=patient.active
                        next=paths::admin_patient(patient.id)
                    />
                    <p><a href=paths::admin_user(patient.id)>"The account, its role and its entries in the audit log"</a></p>
                </section>
            </AdminBase>
        }
        .into_any()
    })
}

#[component]
fn Details(patient: Patient) -> impl IntoView {
    let state = FormState::of("patient", page::flash());
    view! {
        <section class="narrow" aria-labelledby="details">
            <h2 id="details">"Details"</h2>
            <ErrorSummary state=state.clone() />
            <dl class="summary">
                <div><dt>"E-mail address"</dt><dd>{patient.email}</dd></div>
                <div><dt>"Account"</dt><dd>{if patient.active { "Active" } else { "Disabled" }}</dd></div>
            </dl>
            <form method="post" action=ChangePatient::PATH novalidate>
                <input type="hidden" name="id" value=patient.id.to_string() />
                <Field
                    name="full_name"
                    label="Full name"
                    autocomplete="off"
                    required=true
                    initial=patient.full_name
                    state=state.clone()
                />
                <Field
                    name="phone"
                    label="Telephone (optional)"
                    kind="tel"
                    autocomplete="off"
                    initial=patient.phone.unwrap_or_default()
                    state=state
                />
                <p class="actions"><button>"Save details"</button></p>
            </form>
        </section>
    }
}
