//! What a doctor offers: their own list.

use domain::error::ClinicError;
use leptos::prelude::*;

use crate::{
    api::directory::find_doctor,
    components::{Trouble, VisitTypeList},
    error::AppError,
    flash::FormState,
    layouts::Base,
    page::{self, answer},
    paths,
};

#[component]
pub fn VisitTypesPage() -> impl IntoView {
    Suspend::new(async move {
        let found = async {
            let user = answer(page::user().ok_or(ClinicError::Unauthenticated))?;
            answer(user.actor().can_publish_hours())?;
            find_doctor(user.id.to_string()).await
        };
        match found.await.map_err(AppError::clinic) {
            Ok(doctor) => view! {
                <Base title="My visit types">
                    <h1>"My visit types"</h1>
                    <VisitTypeList doctor=doctor state=FormState::of("entry", page::flash()) />
                </Base>
            }
            .into_any(),
            Err(error) => view! { <Trouble error=error here=paths::DOCTOR_VISIT_TYPES /> }.into_any(),
        }
    })
}
