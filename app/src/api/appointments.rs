//! Booking, listing, moving and cancelling.

use domain::{
    appointment::{Appointment, Status},
    directory::Page,
    ids::AppointmentId,
};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// A patient's own appointments: what is to come, soonest first, and the rest, latest first.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Mine {
    pub upcoming: Vec<Appointment>,
    pub past: Vec<Appointment>,
}

#[server(prefix = "/fn", endpoint = "appointments", input = GetUrl)]
pub async fn my_appointments() -> Result<Mine, AppError> {
    use crate::{backend, page::answer};
    use domain::appointment::AppointmentFilter;
    let actor = answer(backend::actor())?;
    let port = backend::backend();
    let now = port.now();
    let all = answer(port.appointments(&actor, &AppointmentFilter::default(), None).await)?;
    let (upcoming, mut past): (Vec<_>, Vec<_>) = all.items.into_iter().partition(|it| it.can_be_changed(now));
    past.reverse();
    Ok(Mine { upcoming, past })
}

/// A doctor's appointments from today on.
#[server(prefix = "/fn", endpoint = "day", input = GetUrl)]
pub async fn my_day() -> Result<Page<Appointment>, AppError> {
    use crate::{backend, page::answer};
    use domain::appointment::AppointmentFilter;
    let actor = answer(backend::actor())?;
    answer(actor.can_run_a_day())?;
    let port = backend::backend();
    // Half a day back, so that this morning's visits still show, in any zone.
    let from = port.now() - chrono::TimeDelta::hours(12);
    let filter = AppointmentFilter { from: Some(from), ..AppointmentFilter::default() };
    answer(port.appointments(&actor, &filter, None).await)
}

#[server(prefix = "/fn", endpoint = "appointment", input = GetUrl)]
pub async fn find_appointment(id: AppointmentId) -> Result<Appointment, AppError> {
    use crate::{backend, page::answer};
    let actor = answer(backend::actor())?;
    answer(backend::backend().appointment(&actor, id).await)
}

/// The same visit for several weeks.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RepeatFields {
    /// How many visits in all; none: one.
    pub count: Option<i64>,
    pub every_weeks: Option<i64>,
    /// Whatever it says: visits that cannot be booked are left out.
    pub book_rest: Option<String>,
}

/// Books one time of a doctor (by slug), and goes on to the confirmation; or that time of several weeks.
#[server(prefix = "/fn", endpoint = "book")]
pub async fn book(
    doctor: String,
    start: String,
    visit_type: Option<String>,
    reason: Option<String>,
    hold_id: Option<String>,
    /// Whom it is for; none or empty: oneself.
    dependant: Option<String>,
    #[server(default)] repeat: RepeatFields,
) -> Result<(), AppError> {
    use crate::{backend, book_form, forms, page, paths};
    use domain::appointment::{BookForm, SeriesForm};
    let form = BookForm {
        doctor_id: doctor.clone(),
        start_time: start.clone(),
        end_time: None,
        visit_type_id: visit_type.clone().filter(|key| !key.is_empty()),
        reason: reason.clone(),
        hold_id: hold_id.filter(|id| !id.is_empty()),
        dependant_id: dependant.clone(),
        ..BookForm::default()
    };
    let back = paths::book(&doctor, &start, visit_type.as_deref());
    let [reason, dependant] = [reason, dependant].map(Option::unwrap_or_default);
    let port = backend::backend();
    let Some(count) = repeat.count.filter(|count| *count != 1) else {
        let booked = async { port.book(&backend::actor()?, form).await };
        let typed = [("reason", reason.as_str()), ("dependant", &dependant)];
        return forms::answer("book", &back, &typed, booked.await, |appointment| {
            page::go(&paths::booked(appointment.id));
        });
    };
    let series = SeriesForm {
        first: form,
        every_weeks: repeat.every_weeks,
        count: Some(count),
        book_rest: repeat.book_rest.is_some(),
    };
    let booked = async { port.book_series(&backend::actor()?, series).await };
    let (count, every_weeks) = (count.to_string(), repeat.every_weeks.unwrap_or(1).to_string());
    let typed =
        [("reason", reason.as_str()), ("dependant", &dependant), ("count", &count), ("every_weeks", &every_weeks)];
    forms::answer("book", &back, &typed, booked.await, |series| {
        forms::done(paths::APPOINTMENTS, &book_form::booked(&series));
    })
}

/// Moves to another time, and goes back to the list.
#[server(prefix = "/fn", endpoint = "move")]
pub async fn move_appointment(id: AppointmentId, start: String) -> Result<(), AppError> {
    use crate::{backend, format, forms, page, paths};
    use domain::appointment::ChangeForm;
    let form = ChangeForm { start_time: Some(start), reason: None };
    let moved = async { backend::backend().change_appointment(&backend::actor()?, id, form).await };
    forms::answer("move", &paths::move_appointment(id, None, None), &[], moved.await, |appointment| {
        let moved = format!("The appointment is moved to {}.", format::when(&appointment));
        forms::done(page::own_list(), &moved);
    })
}

/// Notes how far a visit is, for the doctor who runs the day.
#[server(prefix = "/fn", endpoint = "set-status")]
pub async fn set_status(id: AppointmentId, status: Status) -> Result<(), AppError> {
    use crate::{backend, format, forms, paths};
    let set = async { backend::backend().set_status(&backend::actor()?, id, status).await };
    forms::answer("status", paths::DOCTOR_DAY, &[], set.await, |appointment| {
        let time = format::time(appointment.start_time, format::zone(&appointment.location.time_zone));
        let done = format!("{time}, {}: {}.", appointment.attendee_name(), appointment.status.label());
        forms::done(paths::DOCTOR_DAY, &done);
    })
}

/// Cancels, and goes back to the list.
#[server(prefix = "/fn", endpoint = "cancel")]
pub async fn cancel(id: AppointmentId) -> Result<(), AppError> {
    use crate::{backend, format, forms, page, paths};
    let port = backend::backend();
    let cancelled = async {
        let actor = backend::actor()?;
        let appointment = port.appointment(&actor, id).await?;
        port.cancel(&actor, id).await?;
        Ok(appointment)
    };
    forms::answer("cancel", &paths::cancel(id), &[], cancelled.await, |appointment| {
        let zone = format::zone(&appointment.location.time_zone);
        let when = format::long(appointment.start_time, zone);
        forms::done(
            page::own_list(),
            &format!("Your appointment on {when} is cancelled. The time is free for others again."),
        );
    })
}
