//! Who, when and where.

use domain::appointment::Appointment;
use leptos::prelude::*;

use crate::format;

#[component]
pub fn AppointmentSummary(appointment: Appointment) -> impl IntoView {
    let visit =
        appointment.visit_type.as_ref().map(|visit| view! { <div><dt>"Visit"</dt><dd>{visit.name.clone()}</dd></div> });
    let whom = appointment
        .dependant
        .as_ref()
        .map(|dependant| view! { <div><dt>"For"</dt><dd>{dependant.full_name.clone()}</dd></div> });
    view! {
        <dl class="summary">
            <div><dt>"Doctor"</dt><dd>{appointment.doctor.full_name.clone()}</dd></div>
            <div><dt>"When"</dt><dd>{format::when(&appointment)}</dd></div>
            <div><dt>"Where"</dt><dd>{appointment.location.in_full()}</dd></div>
            {visit}
            {whom}
        </dl>
    }
}
