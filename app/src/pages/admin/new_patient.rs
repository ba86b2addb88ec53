//! An account for somebody who came to the desk.

use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    api::{patients::AdmitPatient, users::only_administrators},
    components::{ErrorSummary, Field, Trouble},
    flash::FormState,
    layouts::AdminBase,
    page, paths,
};

#[component]
pub fn AdminNewPatientPage() -> impl IntoView {
    if let Err(error) = only_administrators() {
        return view! { <Trouble error=error.clinic() here=paths::ADMIN_NEW_PATIENT /> }.into_any();
    }
    let state = FormState::of("patient", page::flash());
    view! {
        <AdminBase title="Add a patient" here=paths::ADMIN_PATIENTS>
            <div class="narrow">
                <ErrorSummary state=state.clone() />
                <h1>"Add a patient"</h1>
                <p>"They are mailed a link to choose a password. Visits can be booked for them at once."</p>
                <form method="post" action=AdmitPatient::PATH novalidate>
                    <Field name="full_name" label="Full name" autocomplete="off" required=true state=state.clone() />
                    <Field
                        name="email"
                        label="E-mail address"
                        kind="email"
                        autocomplete="off"
                        required=true
                        state=state.clone()
                    />
                    <Field name="phone" label="Telephone (optional)" kind="tel" autocomplete="off" state=state />
                    <p class="actions">
                        <button>"Add this patient"</button>
                        <a href=paths::ADMIN_PATIENTS>"Back to all patients"</a>
                    </p>
                </form>
            </div>
        </AdminBase>
    }
    .into_any()
}
