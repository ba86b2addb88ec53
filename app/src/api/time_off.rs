//! A doctor's time off.

use domain::{availability::TakenTimeOff, ids::TimeOffId};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use super::availability::HitField;
use crate::error::AppError;

/// The doctor's own, with what is still to be moved or cancelled in it.
#[server(prefix = "/fn", endpoint = "time-off", input = GetUrl)]
pub async fn my_time_off() -> Result<Vec<TakenTimeOff>, AppError> {
    use crate::{backend, page::answer};
    let actor = answer(backend::actor())?;
    answer(backend::backend().time_off(&actor).await)
}

/// Whole days, or from and until a time of the day.
#[server(prefix = "/fn", endpoint = "take-time-off")]
pub async fn take_time_off(
    first_day: String,
    from: Option<String>,
    last_day: String,
    until: Option<String>,
    reason: Option<String>,
    /// Whatever it says: it was said what is to become of the appointments.
    checked: Option<String>,
    #[server(default)] appointments: Vec<HitField>,
) -> Result<(), AppError> {
    use crate::{backend, forms, hours_form, paths, time_off_form};
    use domain::availability::TimeOffForm;
    let [from, until, reason] = [from, until, reason].map(Option::unwrap_or_default);
    let taken = async {
        let actor = backend::actor()?;
        actor.can_publish_hours()?;
        let form = time_off_form::read(&first_day, &from, &last_day, &until, &reason)?;
        let form = TimeOffForm { resolutions: hours_form::resolutions(&appointments), ..form };
        if checked.is_none() {
            time_off_form::refuse_unseen(&backend::backend().preview_time_off(&actor, form.clone()).await?)?;
        }
        backend::backend().take_time_off(&actor, form).await
    };
    let taken = taken.await.map_err(time_off_form::at_fields);
    let typed = [
        ("first_day", first_day.as_str()),
        ("from", &from),
        ("last_day", &last_day),
        ("until", &until),
        ("reason", &reason),
    ];
    forms::answer("time-off", paths::DOCTOR_TIME_OFF, &typed, taken, |taken| {
        let booked = match taken.appointments.len() {
            0 => "Nobody is booked in it.".to_owned(),
            1 => "One appointment is booked in it: move or cancel it below.".to_owned(),
            count => format!("{count} appointments are booked in it: move or cancel them below."),
        };
        forms::done(
            paths::DOCTOR_TIME_OFF,
            &format!("Your time off is saved; no new appointments are made in it. {booked}"),
        );
    })
}

#[server(prefix = "/fn", endpoint = "give-back-time-off")]
pub async fn give_back_time_off(id: TimeOffId) -> Result<(), AppError> {
    use crate::{backend, forms, paths};
    let given = async { backend::backend().give_back_time_off(&backend::actor()?, id).await };
    forms::answer("give-back", paths::DOCTOR_TIME_OFF, &[], given.await, |()| {
        forms::done(paths::DOCTOR_TIME_OFF, "The time off is removed. Your hours hold again.");
    })
}
