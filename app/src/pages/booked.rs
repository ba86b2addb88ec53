//! The appointment is made: what it is, and what happens next.

use domain::{
    appointment::{Appointment, Status},
    error::ClinicError,
};
use leptos::prelude::*;

use super::param;
use crate::{
    api::appointments::find_appointment,
    backend::backend,
    components::{AppointmentSummary, Trouble},
    layouts::Base,
    page, paths,
};

#[component]
pub fn BookedPage() -> impl IntoView {
    let id = param("id");
    let here = format!("/book/confirmed/{id}");
    Suspend::new(async move {
        let found = match id.parse() {
            Ok(id) => find_appointment(id).await.map_err(crate::error::AppError::clinic),
            Err(_) => Err(ClinicError::not_found("appointment")),
        };
        match found {
            Ok(appointment) => view! { <Booked appointment=appointment /> }.into_any(),
            Err(error) => view! { <Trouble error=error here=here /> }.into_any(),
        }
    })
}

#[component]
fn Booked(appointment: Appointment) -> impl IntoView {
    let to_come = [
        "The time is yours. Nobody else can book it.",
        "Please come ten minutes early, and bring your insurance card and a list of your medicines.",
        "If you cannot come, move or cancel it as early as you can: somebody else is waiting for a time.",
    ];
    let asked_for = [
        "The time is kept for you. Nobody else can book it.",
        "The practice looks at your request and confirms it.",
        "If you cannot come, move or cancel it as early as you can: somebody else is waiting for a time.",
    ];
    let (title, next) = match appointment.status {
        Status::Requested => ("Your request is sent", &asked_for[..]),
        Status::Confirmed => ("Your appointment is booked", &to_come[..]),
        Status::Cancelled => ("This appointment is cancelled", &[][..]),
        Status::CheckedIn | Status::Completed | Status::NoShow => ("Your appointment", &[][..]),
    };
    let id = appointment.id;
    let next = (!next.is_empty()).then(|| {
        let steps = next.iter().map(|step| view! { <li>{*step}</li> }).collect_view();
        view! { <h2>"What happens next"</h2> <ol>{steps}</ol> }
    });
    let now = backend().now();
    let can_change = page::user().is_some_and(|user| appointment.can_be_changed_by(user.id, now));
    let too_late = (appointment.can_be_changed(now) && !can_change).then(
        || view! { <p>"It is too late to move or cancel it here. If you cannot come, please call the practice."</p> },
    );
    let changes = can_change.then(|| {
        view! {
            <a href=paths::calendar_file(id) download rel="external">"Add to my calendar"</a>
            <a href=paths::move_appointment(id, None, None)>"Move this appointment"</a>
            <a href=paths::cancel(id)>"Cancel this appointment"</a>
        }
    });
    view! {
        <Base title=title>
            <div class="panel"><h1>{title}</h1></div>
            <AppointmentSummary appointment=appointment />
            {next}
            {too_late}
            <p class="actions">
                <a class="button" href=paths::APPOINTMENTS>"My appointments"</a>
                {changes}
            </p>
        </Base>
    }
}
