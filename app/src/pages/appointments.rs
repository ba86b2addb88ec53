//! One's own appointments.

use domain::appointment::Appointment;
use leptos::prelude::*;

use crate::{
    api::appointments::{Mine, my_appointments},
    components::{StatusBadge, Trouble},
    format,
    layouts::Base,
    paths,
};

#[component]
pub fn AppointmentsPage() -> impl IntoView {
    let page = Suspend::new(async move {
        match my_appointments().await {
            Ok(mine) => view! { <List mine=mine /> }.into_any(),
            Err(error) => view! { <Trouble error=error.clinic() here=paths::APPOINTMENTS /> }.into_any(),
        }
    });
    page
}

#[component]
fn List(mine: Mine) -> impl IntoView {
    let upcoming = if mine.upcoming.is_empty() {
        view! {
            <p class="empty">"You have no upcoming appointments. "<a href=paths::DOCTORS>"Find a doctor"</a></p>
        }
        .into_any()
    } else {
        let items =
            mine.upcoming.into_iter().map(|appointment| view! { <Item appointment=appointment can_change=true /> });
        view! { <ul class="appointments">{items.collect_view()}</ul> }.into_any()
    };
    let past = (!mine.past.is_empty()).then(|| {
        let items =
            mine.past.into_iter().map(|appointment| view! { <Item appointment=appointment can_change=false /> });
        view! {
            <h2>"Past and cancelled"</h2>
            <ul class="appointments">{items.collect_view()}</ul>
        }
    });
    view! {
        <Base title="My appointments">
            <h1>"My appointments"</h1>
            <h2>"Upcoming"</h2>
            {upcoming}
            {past}
        </Base>
    }
}

#[component]
fn Item(appointment: Appointment, can_change: bool) -> impl IntoView {
    let when = format::when(&appointment);
    let to_calendar = format!("Add to calendar: the appointment on {when}");
    let [to_move, to_cancel] = ["Move", "Cancel"].map(|verb| format!("{verb} the appointment on {when}"));
    view! {
        <li class="card">
            <div>
                <p class="when">{when}</p>
                <p>
                    {appointment.doctor.full_name.clone()}
                    {appointment.visit_type.as_ref().map(|visit| format!(", {}", visit.name))}
                </p>
                <p class="where">{appointment.location.in_full()}</p>
            </div>
            <p class="actions">
                <StatusBadge status=appointment.status />
                {can_change.then(|| view! {
                    <a href=paths::calendar_file(appointment.id) download rel="external" aria-label=to_calendar>"Add to calendar"</a>
                    <a href=paths::move_appointment(appointment.id, None, None) aria-label=to_move>"Move"</a>
                    <a href=paths::cancel(appointment.id) aria-label=to_cancel>"Cancel"</a>
                })}
            </p>
        </li>
    }
}
