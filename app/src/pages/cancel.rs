//! Asking once more before an appointment is cancelled.

use domain::error::ClinicError;
use leptos::{prelude::*, server_fn::ServerFn};

use super::param;
use crate::{
    api::appointments::{Cancel, find_appointment},
    components::{AppointmentSummary, ErrorSummary, Trouble},
    error::AppError,
    flash::FormState,
    layouts::Base,
    page, paths,
};

#[component]
pub fn CancelPage() -> impl IntoView {
    let id = param("id");
    let here = format!("{}/{id}/cancel", paths::APPOINTMENTS);
    Suspend::new(async move {
        let found = match id.parse() {
            Ok(id) => find_appointment(id).await.map_err(AppError::clinic),
            Err(_) => Err(ClinicError::not_found("appointment")),
        };
        match found {
            Ok(appointment) => view! {
                <Base title="Cancel this appointment?">
                    <ErrorSummary state=FormState::of("cancel", page::flash()) />
                    <h1>"Cancel this appointment?"</h1>
                    <AppointmentSummary appointment=appointment.clone() />
                    <form method="post" action=Cancel::PATH>
                        <input type="hidden" name="id" value=appointment.id.to_string() />
                        <p class="actions">
                            <button class="danger">"Yes, cancel it"</button>
                            <a href=page::own_list()>"Keep it"</a>
                        </p>
                    </form>
                </Base>
            }
            .into_any(),
            Err(error) => view! { <Trouble error=error here=here /> }.into_any(),
        }
    })
}
