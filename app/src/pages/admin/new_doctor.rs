//! A new doctor, whom an administrator makes an account for.

use leptos::{prelude::*, server_fn::ServerFn};

use super::doctor_fields::DoctorFields;
use crate::{
    api::{
        doctors::{EngageDoctor, places},
        users::only_administrators,
    },
    components::{ErrorSummary, Trouble},
    flash::FormState,
    layouts::AdminBase,
    page, paths,
};

#[component]
pub fn AdminNewDoctorPage() -> impl IntoView {
    Suspend::new(async move {
        let found = async {
            only_administrators()?;
            places().await
        };
        let places = match found.await {
            Ok(places) => places,
            Err(error) => return view! { <Trouble error=error.clinic() here=paths::ADMIN_NEW_DOCTOR /> }.into_any(),
        };
        let state = FormState::of("doctor", page::flash());
        view! {
            <AdminBase title="Add a doctor" here=paths::ADMIN_DOCTORS>
                <div class="narrow">
                    <ErrorSummary state=state.clone() />
                    <h1>"Add a doctor"</h1>
                    <p>
                        "They are approved at once, and mailed a link to choose a password. Patients can book them as soon as \
                        they have published hours."
                    </p>
                    <form method="post" action=EngageDoctor::PATH novalidate>
                        <DoctorFields places=places account=None state=state />
                        <p class="actions">
                            <button>"Add this doctor"</button>
                            <a href=paths::ADMIN_DOCTORS>"Back to all doctors"</a>
                        </p>
                    </form>
                </div>
            </AdminBase>
        }
        .into_any()
    })
}
