//! What a doctor publishes.

use domain::{
    availability::{AvailabilityWindow, WeeklySchedule},
    ids::LocationId,
};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// One range of the weekly hours' form; both times empty: not used.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RangeField {
    pub weekday: u8,
    pub start: String,
    pub end: String,
    /// `2/1` is the first of every two weeks. None: every week.
    pub weeks: Option<String>,
}

/// What is to become of an appointment that an edit hits: the new start (RFC 3339), [`LEAVE`], or nothing, to cancel it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct HitField {
    pub id: String,
    pub then: String,
}

/// An appointment that an edit hits stays all the same.
pub const LEAVE: &str = "leave";

/// The weekly hours at one of the doctor's locations; none: the first.
#[server(prefix = "/fn", endpoint = "schedule", input = GetUrl)]
pub async fn schedule(location: Option<LocationId>) -> Result<WeeklySchedule, AppError> {
    use crate::{backend, page::answer};
    let actor = answer(backend::actor())?;
    answer(backend::backend().schedule(&actor, location).await)
}

/// The doctor's one-off windows that are not over.
#[server(prefix = "/fn", endpoint = "windows", input = GetUrl)]
pub async fn windows() -> Result<Vec<AvailabilityWindow>, AppError> {
    use crate::{backend, page::answer};
    let actor = answer(backend::actor())?;
    answer(backend::backend().windows(&actor).await)
}

#[server(prefix = "/fn", endpoint = "set-schedule")]
pub async fn set_schedule(
    location: Option<String>,
    effective_from: Option<String>,
    ranges: Vec<RangeField>,
    #[server(default)] appointments: Vec<HitField>,
) -> Result<(), AppError> {
    use crate::{backend, forms, hours_form, paths};
    use domain::availability::ScheduleForm;
    let (form, indexes) = hours_form::read(location.clone(), effective_from.clone(), &ranges);
    let form = ScheduleForm { resolutions: hours_form::resolutions(&appointments), ..form };
    let saved = async { backend::backend().set_schedule(&backend::actor()?, form).await };
    let saved = saved.await.map_err(|error| hours_form::at_fields(error, &indexes));
    let typed = hours_form::typed(effective_from.as_deref(), &ranges);
    let alternating = ranges.iter().any(|range| range.weeks.is_some());
    let address = if alternating { paths::alternating_hours } else { paths::doctor_hours };
    let hours = address(location.as_deref());
    forms::answer("hours", &hours, &forms::borrowed(&typed), saved, |_| {
        forms::done(&hours, "Your weekly hours are saved.");
    })
}

#[server(prefix = "/fn", endpoint = "open-window")]
pub async fn open_window(start_time: String, end_time: String, location: Option<String>) -> Result<(), AppError> {
    use crate::{backend, forms, paths};
    use domain::availability::WindowForm;
    let form = WindowForm { start_time: start_time.clone(), end_time: end_time.clone(), location_id: location };
    let typed = [("start_time", start_time.as_str()), ("end_time", &end_time)];
    let opened = async { backend::backend().open_window(&backend::actor()?, form).await };
    forms::answer("window", paths::DOCTOR_HOURS, &typed, opened.await, |_| {
        forms::done(paths::DOCTOR_HOURS, "This time is open. Patients can book it now.");
    })
}
