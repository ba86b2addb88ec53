//! Whom a doctor sees.

use chrono::{DateTime, NaiveDate, Utc};
use domain::appointment::{Appointment, Status};
use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    api::appointments::{SetStatus, my_day},
    backend::backend,
    components::{ErrorSummary, StatusBadge, Trouble},
    flash::FormState,
    format,
    layouts::Base,
    page, paths,
};

#[component]
pub fn DayPage() -> impl IntoView {
    Suspend::new(async move {
        match my_day().await {
            Ok(page) => view! { <Days appointments=page.items /> }.into_any(),
            Err(error) => view! { <Trouble error=error.clinic() here=paths::DOCTOR_DAY /> }.into_any(),
        }
    })
}

#[component]
fn Days(appointments: Vec<Appointment>) -> impl IntoView {
    let days = by_day(appointments);
    let list = if days.is_empty() {
        view! {
            <p class="empty">
                "Nobody has booked yet. "<a href=paths::DOCTOR_HOURS>"Check your hours"</a>
            </p>
        }
        .into_any()
    } else {
        days.into_iter().map(|(date, visits)| view! { <Visits date=date visits=visits /> }).collect_view().into_any()
    };
    view! {
        <Base title="My day">
            <ErrorSummary state=FormState::of("status", page::flash()) />
            <h1>"My day"</h1>
            {list}
        </Base>
    }
}

/// On the clock of the place each visit is at.
fn by_day(appointments: Vec<Appointment>) -> Vec<(NaiveDate, Vec<Appointment>)> {
    let mut days: Vec<(NaiveDate, Vec<Appointment>)> = Vec::new();
    for appointment in appointments {
        let date = format::date(appointment.start_time, format::zone(&appointment.location.time_zone));
        match days.last_mut() {
            Some((day, visits)) if *day == date => visits.push(appointment),
            _ => days.push((date, vec![appointment])),
        }
    }
    days
}

#[component]
fn Visits(date: NaiveDate, visits: Vec<Appointment>) -> impl IntoView {
    let heading = format::day(date);
    let caption = format!("Visits on {heading}");
    view! {
        <section class="visits">
            <h2>{heading}</h2>
            <table>
                <caption class="visually-hidden">{caption}</caption>
                <thead>
                    <tr>
                        <th scope="col">"Time"</th>
                        <th scope="col">"Patient"</th>
                        <th scope="col">"Visit"</th>
                        <th scope="col">"Reason"</th>
                        <th scope="col">"Status"</th>
                    </tr>
                </thead>
                <tbody>{visits.into_iter().map(visit).collect_view()}</tbody>
            </table>
        </section>
    }
}

/// What can be noted about a visit now.
#[component]
fn Next(id: String, status: Status, start: DateTime<Utc>, who: String) -> impl IntoView {
    let now = backend().now();
    let buttons = [
        (Status::CheckedIn, "Check in"),
        (Status::Completed, "Complete"),
        (Status::NoShow, "Did not come"),
        (Status::Confirmed, "Undo"),
    ];
    let buttons: Vec<_> = buttons
        .into_iter()
        .filter(|(to, _)| status.can_become(*to, start, now))
        .map(|(to, verb)| {
            let verb = match status {
                Status::Completed => "Undo",
                Status::Requested => "Confirm",
                _ => verb,
            };
            let label = format!("{verb}: {who}");
            view! { <button class="secondary" name="status" value=to.as_str() aria-label=label>{verb}</button> }
        })
        .collect();
    (!buttons.is_empty()).then(|| {
        view! {
            <form class="next" method="post" action=SetStatus::PATH>
                <input type="hidden" name="id" value=id />
                {buttons}
            </form>
        }
    })
}

fn visit(appointment: Appointment) -> impl IntoView {
    let zone = format::zone(&appointment.location.time_zone);
    let time =
        format!("{} to {}", format::time(appointment.start_time, zone), format::time(appointment.end_time, zone));
    let when = format::when(&appointment);
    let who = format!("{}, {}", appointment.attendee_name(), format::time(appointment.start_time, zone));
    let [to_move, to_cancel] = ["Move", "Cancel"].map(|verb| format!("{verb} the appointment on {when}"));
    let links = appointment.can_be_changed(backend().now()).then(|| {
        view! {
            <a href=paths::move_appointment(appointment.id, None, None) aria-label=to_move>"Move"</a>
            " "
            <a href=paths::cancel(appointment.id) aria-label=to_cancel>"Cancel"</a>
        }
    });
    let patient = match &appointment.dependant {
        Some(dependant) => format!("{} (booked by {})", dependant.full_name, appointment.patient.full_name),
        None => appointment.patient.full_name.clone(),
    };
    view! {
        <tr>
            <th scope="row">{time}</th>
            <td data-label="Patient">{patient}</td>
            <td data-label="Visit">{appointment.visit_type.map(|visit| visit.name)}</td>
            <td data-label="Reason">{appointment.reason}</td>
            <td data-label="Status">
                <StatusBadge status=appointment.status />
                {appointment.overbooked.then(|| view! { " " <span class="badge overbooked">"Overbooked"</span> })}
                " "
                {links}
                <Next id=appointment.id.to_string() status=appointment.status start=appointment.start_time who=who />
            </td>
        </tr>
    }
}
