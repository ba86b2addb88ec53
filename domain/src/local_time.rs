//! Times as callers write them: with an offset, or as the practice's clock shows them.

use std::ops::RangeInclusive;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, Utc};
use chrono_tz::Tz;

use crate::{error::FieldError, schedule::zone};

/// Reads an RFC 3339 instant, or a local date and time of `zone` (`2026-11-21T10:00`, seconds optional).
///
/// A local time that happens twice means its first occurrence.
///
/// # Errors
/// `invalid_time`, or `nonexistent_local_time` where the clocks skip it.
pub fn parse_instant(field: &str, text: &str, zone: Tz) -> Result<DateTime<Utc>, FieldError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(FieldError { code: "required".to_owned(), ..invalid(field) });
    }
    if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
        return within_reason(field, instant.with_timezone(&Utc));
    }
    let local = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"]
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
        .ok_or_else(|| invalid(field))?;
    let instant = zone::resolve_local(zone, local).map_err(|_| {
        FieldError::new(
            field,
            "nonexistent_local_time",
            format!("The clocks in {zone} skip {}; choose a time that exists.", local.format("%Y-%m-%d %H:%M")),
        )
    })?;
    within_reason(field, instant)
}

/// Reads an instant as [`parse_instant`] does, or a bare date, which means its first moment in `zone`.
///
/// # Errors
/// As [`parse_instant`].
pub fn parse_instant_or_date(field: &str, text: &str, zone: Tz) -> Result<DateTime<Utc>, FieldError> {
    match NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d") {
        Ok(date) => {
            zone::day_bounds(zone, date).ok_or_else(|| invalid(field)).and_then(|day| within_reason(field, day.start()))
        }
        Err(_) => parse_instant(field, text, zone),
    }
}

/// Reads a date of the calendar.
///
/// # Errors
/// `invalid_date`, for `field`.
pub fn parse_date(field: &str, text: &str) -> Result<NaiveDate, FieldError> {
    let date = NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").ok();
    date.filter(|date| REASONABLE_YEARS.contains(&date.year()))
        .ok_or_else(|| FieldError::new(field, "invalid_date", "Write the date as 2026-03-05."))
}

/// Reads an IANA zone name.
///
/// # Errors
/// `unknown_time_zone`.
pub fn parse_zone(field: &str, text: &str) -> Result<Tz, FieldError> {
    text.parse().map_err(|_| {
        FieldError::new(field, "unknown_time_zone", "The time zone is an IANA name such as Europe/London.")
    })
}

fn invalid(field: &str) -> FieldError {
    FieldError::new(
        field,
        "invalid_time",
        "Write the time as 2026-03-02T10:00:00+00:00, or without the offset for the practice's own clock.",
    )
}

/// Years outside this range are typing errors, and would overflow what the database can hold.
const REASONABLE_YEARS: RangeInclusive<i32> = 1970..=2200;

fn within_reason(field: &str, instant: DateTime<Utc>) -> Result<DateTime<Utc>, FieldError> {
    if REASONABLE_YEARS.contains(&instant.year()) { Ok(instant) } else { Err(invalid(field)) }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Europe::Berlin;

    use super::*;

    fn utc(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc)
    }

    #[test]
    fn a_time_without_offset_is_read_on_the_practices_clock() {
        assert_eq!(parse_instant("t", "2026-01-15T10:00:00", Berlin).unwrap(), utc("2026-01-15T09:00:00Z"));
        assert_eq!(parse_instant("t", "2026-07-15T10:00", Berlin).unwrap(), utc("2026-07-15T08:00:00Z"));
        assert_eq!(parse_instant("t", "2026-07-15T10:00:00-04:00", Berlin).unwrap(), utc("2026-07-15T14:00:00Z"));
    }

    #[test]
    fn a_skipped_time_is_refused_and_a_doubled_one_is_its_first() {
        assert_eq!(parse_instant("t", "2026-03-29T02:30", Berlin).unwrap_err().code, "nonexistent_local_time");
        assert_eq!(parse_instant("t", "2026-10-25T02:30", Berlin).unwrap(), utc("2026-10-25T00:30:00Z"));
    }

    #[test]
    fn nonsense_is_refused_with_an_example() {
        assert_eq!(parse_instant("t", " ", Berlin).unwrap_err().code, "required");
        for wrong in ["tomorrow", "2026-13-01T00:00", "9999-01-01T00:00:00Z", "2026-01-01T25:00", "\0"] {
            assert_eq!(parse_instant("t", wrong, Berlin).unwrap_err().code, "invalid_time", "{wrong:?}");
        }
        for wrong in ["", "tomorrow", "2026-02-29", "9999-01-01", "2026-03-05T10:00"] {
            assert_eq!(parse_date("t", wrong).unwrap_err().code, "invalid_date", "{wrong:?}");
        }
        assert_eq!(parse_instant_or_date("t", "2026-03-29", Berlin).unwrap(), utc("2026-03-28T23:00:00Z"));
    }
}
