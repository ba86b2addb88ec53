//! The form of time off: days, and a time of the first and the last of them where it is not the whole day.

use chrono::{Days, NaiveDate};
use domain::{
    availability::{Hit, TimeOffForm},
    error::{ClinicError, FieldError, Problems},
};

use crate::flash::FormState;

/// Both days are among those off.
///
/// # Errors
/// [`ClinicError::Invalid`] for days that cannot be read.
pub fn read(
    first_day: &str,
    from: &str,
    last_day: &str,
    until: &str,
    reason: &str,
) -> Result<TimeOffForm, ClinicError> {
    let mut problems = Problems::default();
    let first = problems.keep(date("first_day", first_day));
    let last = problems.keep(date("last_day", if last_day.trim().is_empty() { first_day } else { last_day }));
    problems.check()?;
    // `check` has answered for whatever is missing.
    let (Some(first), Some(last)) = (first, last) else { return Err(ClinicError::Internal) };
    let start_time = if from.trim().is_empty() { first.to_string() } else { format!("{first}T{}", from.trim()) };
    let end_time = if until.trim().is_empty() {
        last.checked_add_days(Days::new(1)).unwrap_or(last).to_string()
    } else {
        format!("{last}T{}", until.trim())
    };
    Ok(TimeOffForm { start_time, end_time, reason: Some(reason.to_owned()), ..TimeOffForm::default() })
}

fn date(field: &str, text: &str) -> Result<NaiveDate, FieldError> {
    text.trim().parse().map_err(|_| FieldError::new(field, "invalid_date", "Give the day, such as 2026-12-24."))
}

/// The form that was refused, for looking at what it would do.
///
/// # Errors
/// As [`read`].
pub fn refused(state: &FormState) -> Result<TimeOffForm, ClinicError> {
    let value = |field: &str| state.value(field).unwrap_or_default();
    read(&value("first_day"), &value("from"), &value("last_day"), &value("until"), &value("reason"))
}

/// Why time off is not taken before it was said what is to become of who is booked in it.
pub const BOOKED_IN_IT: &str = "appointments_in_time_off";

/// # Errors
/// [`ClinicError::Conflict`] [`BOOKED_IN_IT`].
pub fn refuse_unseen(hits: &[Hit]) -> Result<(), ClinicError> {
    let booked = match hits.len() {
        0 => return Ok(()),
        1 => "One appointment is booked".to_owned(),
        count => format!("{count} appointments are booked"),
    };
    let detail = format!("{booked} in this time. Nothing is saved yet: say below what is to become of it, then save.");
    Err(ClinicError::conflict(BOOKED_IN_IT, detail))
}

/// The service speaks of the start and the end; the form has fields for days.
pub fn at_fields(mut error: ClinicError) -> ClinicError {
    let field = |name: &mut String| match name.as_str() {
        "start_time" => "first_day".clone_into(name),
        "end_time" => "last_day".clone_into(name),
        _ => {}
    };
    match &mut error {
        ClinicError::Invalid { errors } => errors.iter_mut().for_each(|error| field(&mut error.field)),
        ClinicError::Rule { rule } => field(&mut rule.field),
        _ => {}
    }
    error
}
