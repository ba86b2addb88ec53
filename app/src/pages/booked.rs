//! The appointment is made: what it is, and what happens next.

use domain::error::ClinicError;
use leptos::prelude::*;

use super::param;
use crate::{
    api::appointments::find_appointment,
    components::{AppointmentSummary, Trouble},
    layouts::Base,
    paths,
};

#[component]
pub fn BookedPage() -> impl IntoView {
    let id = param("id");
    let here = format!("/book/confirmed/{id}");
    let page = Suspend::new(async move {
        let found = match id.parse() {
            Ok(id) => find_appointment(id).await.map_err(crate::error::AppError::clinic),
            Err(_) => Err(ClinicError::not_found("appointment")),
        };
        match found {
            Ok(appointment) => view! {
                <Base title="Your appointment is booked">
                    <div class="panel"><h1>"Your appointment is booked"</h1></div>
                    <AppointmentSummary appointment=appointment.clone() />
                    <h2>"What happens next"</h2>
                    <ol>
                        <li>"The time is yours. Nobody else can book it."</li>
                        <li>"Please come ten minutes early, and bring your insurance card and a list of your medicines."</li>
                        <li>"If you cannot come, move or cancel it as early as you can: somebody else is waiting for a time."</li>
                    </ol>
                    <p class="actions">
                        <a class="button" href=paths::APPOINTMENTS>"My appointments"</a>
                        <a href=paths::calendar_file(appointment.id) download rel="external">"Add to my calendar"</a>
                        <a href=paths::move_appointment(appointment.id, None, None)>"Move this appointment"</a>
                        <a href=paths::cancel(appointment.id)>"Cancel this appointment"</a>
                    </p>
                </Base>
            }
            .into_any(),
            Err(error) => view! { <Trouble error=error here=here /> }.into_any(),
        }
    });
    view! { <Suspense>{page}</Suspense> }
}
