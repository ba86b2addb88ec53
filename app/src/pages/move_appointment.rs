//! Another time for an appointment: choosing it, and asking once more.

use domain::{appointment::Appointment, error::ClinicError, ids::AppointmentId};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{param, query};
use crate::{
    api::{
        appointments::{MoveAppointment, find_appointment},
        slots::{SlotWeek, load_week},
    },
    backend::backend,
    chosen::{Chosen, chosen},
    components::{AppointmentSummary, Awake, ErrorSummary, Trouble},
    error::AppError,
    flash::FormState,
    format,
    islands::SlotPicker,
    layouts::Base,
    page::{self, answer},
    paths,
};

/// Without a `start` the free times; with one, the question whether that is meant.
#[component]
pub fn MovePage() -> impl IntoView {
    let (id, start, from) = (param("id"), query("start"), query("from"));
    let here = format!("{}/{id}/move", paths::APPOINTMENTS);
    Suspend::new(async move {
        let found = async {
            let id: AppointmentId = answer(id.parse().map_err(|_| ClinicError::not_found("appointment")))?;
            let appointment = find_appointment(id).await?;
            if !page::user().is_some_and(|user| appointment.can_be_changed_by(user.id, backend().now())) {
                let detail = "This appointment cannot be moved here any more.";
                answer(Err(ClinicError::conflict("not_changeable", detail)))?;
            }
            let (doctor, visit_type) = (&appointment.doctor.slug, visit_type_of(&appointment));
            Ok::<_, AppError>(if let Some(start) = start {
                let chosen = answer(chosen(doctor, &start, visit_type.as_deref(), Some(id)).await)?;
                view! { <Confirm appointment=appointment chosen=chosen start=start /> }.into_any()
            } else {
                let week = load_week(doctor.clone(), visit_type, from, Some(id)).await?;
                view! { <Choose appointment=appointment week=week /> }.into_any()
            })
        };
        found.await.unwrap_or_else(|error| view! { <Trouble error=error.clinic() here=here /> }.into_any())
    })
}

fn visit_type_of(appointment: &Appointment) -> Option<String> {
    appointment.visit_type.as_ref().map(|visit_type| visit_type.id.to_string())
}

#[component]
fn Choose(appointment: Appointment, week: SlotWeek) -> impl IntoView {
    let (doctor, visit_type) = (appointment.doctor.slug.clone(), visit_type_of(&appointment));
    view! {
        <Base title="Move this appointment">
            <ErrorSummary state=FormState::of("move", page::flash()) />
            <h1>"Move this appointment"</h1>
            <p class="lead">"Choose another time. The old one is kept until you have it."</p>
            <AppointmentSummary appointment=appointment.clone() />
            <Awake />
            <SlotPicker initial=week doctor=doctor visit_type=visit_type moving=Some(appointment.id) />
            <p><a href=page::own_list()>"Keep it as it is"</a></p>
        </Base>
    }
}

#[component]
fn Confirm(appointment: Appointment, chosen: Chosen, start: String) -> impl IntoView {
    let place = chosen.place.unwrap_or_else(|| appointment.location.in_full());
    view! {
        <Base title="Move to this time?">
            <h1>"Move to this time?"</h1>
            <dl class="summary">
                <div><dt>"Doctor"</dt><dd>{chosen.doctor.full_name}</dd></div>
                <div><dt>"From"</dt><dd>{format::when(&appointment)}</dd></div>
                <div><dt>"To"</dt><dd>{chosen.when}</dd></div>
                <div><dt>"Where"</dt><dd>{place}</dd></div>
            </dl>
            <form method="post" action=MoveAppointment::PATH>
                <input type="hidden" name="id" value=appointment.id.to_string() />
                <input type="hidden" name="start" value=start />
                <p class="actions">
                    <button>"Yes, move it"</button>
                    <a href=chosen.other_times>"Choose another time"</a>
                </p>
            </form>
        </Base>
    }
}
