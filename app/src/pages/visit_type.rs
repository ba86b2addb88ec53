//! The rules of one of the doctor's own visit types.

use domain::error::ClinicError;
use leptos::prelude::*;

use super::param;
use crate::{
    api::directory::find_doctor,
    components::{Trouble, VisitTypeRules},
    error::AppError,
    flash::FormState,
    layouts::Base,
    page::{self, answer},
    paths,
};

#[component]
pub fn VisitTypePage() -> impl IntoView {
    let key = param("id");
    let here = paths::one_of(paths::DOCTOR_VISIT_TYPES, &key);
    Suspend::new(async move {
        let found = async {
            let user = answer(page::user().ok_or(ClinicError::Unauthenticated))?;
            answer(user.actor().can_publish_hours())?;
            let doctor = find_doctor(user.id.to_string()).await?;
            let visit_type = doctor.visit_type(Some(&key)).cloned();
            let visit_type = answer(visit_type.ok_or_else(|| ClinicError::not_found("visit type")))?;
            Ok::<_, AppError>((doctor, visit_type))
        };
        match found.await {
            Ok((doctor, visit_type)) => {
                let (entry, retire) = (FormState::of("entry", page::flash()), FormState::of("retire", page::flash()));
                view! {
                    <Base title=visit_type.name.clone()>
                        <h1>{visit_type.name.clone()}</h1>
                        <VisitTypeRules doctor=doctor visit_type=visit_type state=entry retiring=retire />
                        <p><a href=paths::DOCTOR_VISIT_TYPES>"My visit types"</a></p>
                    </Base>
                }
                .into_any()
            }
            Err(error) => view! { <Trouble error=error.clinic() here=here /> }.into_any(),
        }
    })
}
