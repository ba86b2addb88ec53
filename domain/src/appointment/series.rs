//! The same visit again, week after week.

use chrono::{DateTime, Days, NaiveDateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::{Appointment, BookForm};
use crate::{
    error::{ClinicError, FieldError, Problems},
    ids::SeriesId,
    schedule::zone::resolve_local,
};

/// A wish for several visits, as it was written.
#[derive(Debug, Clone, Default)]
pub struct SeriesForm {
    /// The first of them, and what all have in common.
    pub first: BookForm,
    /// None: every week.
    pub every_weeks: Option<i64>,
    /// How many, the first included.
    pub count: Option<i64>,
    /// Book those that can be booked, and leave out the others; otherwise all or none.
    pub book_rest: bool,
}

/// How often a visit is repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repetition {
    pub every_weeks: u8,
    pub count: u8,
}

impl Repetition {
    /// # Errors
    /// [`ClinicError::Invalid`].
    pub fn read(form: &SeriesForm) -> Result<Self, ClinicError> {
        let mut problems = Problems::default();
        let mut number = |field: &str, value: Option<i64>, accepted: std::ops::RangeInclusive<u8>| {
            let read = value.and_then(|value| u8::try_from(value).ok()).filter(|value| accepted.contains(value));
            let detail = format!("This is a whole number from {} to {}.", accepted.start(), accepted.end());
            problems.keep(read.ok_or_else(|| FieldError::new(field, "out_of_range", detail)))
        };
        let every_weeks = number("every_weeks", form.every_weeks.or(Some(1)), 1..=8);
        let count = number("count", form.count, 2..=26);
        problems.check()?;
        // `check` has answered for whatever is missing.
        let (Some(every_weeks), Some(count)) = (every_weeks, count) else { return Err(ClinicError::Internal) };
        Ok(Self { every_weeks, count })
    }

    /// When the visits start: at the same time on the wall clock of `zone`, whatever the clocks do in between. A local time
    /// that the clocks skip is left as it is.
    pub fn starts(self, first: DateTime<Utc>, zone: Tz) -> Vec<Result<DateTime<Utc>, NaiveDateTime>> {
        let local = first.with_timezone(&zone).naive_local();
        let nth = |number: u8| {
            if number == 0 {
                return Some(Ok(first));
            }
            let local = local.checked_add_days(Days::new(7 * u64::from(number) * u64::from(self.every_weeks)))?;
            Some(resolve_local(zone, local).map_err(|_| local))
        };
        (0..self.count).filter_map(nth).collect()
    }
}

/// One visit of a series that could not be booked, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NotBooked {
    /// RFC 3339; without an offset where the clocks skip it.
    pub start_time: String,
    pub code: String,
    pub detail: String,
}

/// What became of a series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Series {
    pub id: SeriesId,
    pub appointments: Vec<Appointment>,
    /// Left out, as was wished.
    pub not_booked: Vec<NotBooked>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visits_keep_their_time_on_the_wall_clock() {
        let starts = |first: &str, every_weeks, count| {
            let starts = Repetition { every_weeks, count }.starts(first.parse().unwrap(), Tz::Europe__Berlin);
            starts
                .into_iter()
                .map(|start| start.map_or_else(|local| local.to_string(), |at| at.to_rfc3339()))
                .collect::<Vec<_>>()
        };
        let over_the_change = ["2026-03-16T09:00:00+00:00", "2026-03-23T09:00:00+00:00", "2026-03-30T08:00:00+00:00"];
        assert_eq!(starts("2026-03-16T09:00:00Z", 1, 3), over_the_change);
        assert_eq!(starts("2026-03-15T01:30:00Z", 2, 2), ["2026-03-15T01:30:00+00:00", "2026-03-29 02:30:00"]);
    }

    #[test]
    fn how_often_is_read_and_nonsense_is_named() {
        let form = |every_weeks, count| SeriesForm { every_weeks, count, ..SeriesForm::default() };
        assert_eq!(Repetition::read(&form(None, Some(6))).unwrap(), Repetition { every_weeks: 1, count: 6 });
        let ClinicError::Invalid { errors } = Repetition::read(&form(Some(0), None)).unwrap_err() else { panic!() };
        assert_eq!(errors.iter().map(|error| error.field.as_str()).collect::<Vec<_>>(), ["every_weeks", "count"]);
    }
}
