//! Lists: `?limit` and `?cursor`, and times in a query.

use chrono::{DateTime, Utc};
use domain::{
    Tz,
    directory::Order,
    error::{ClinicError, FieldError, Problems},
    local_time::parse_instant_or_date,
};
use serde::Deserialize;
use utoipa::IntoParams;

/// Which part of a list is asked for, as it was written.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Paging {
    pub limit: Option<String>,
    pub cursor: Option<String>,
}

pub const DEFAULT_LIMIT: u16 = 50;
pub const MAX_LIMIT: u16 = 200;

/// # Errors
/// 422 outside 1 to 200.
pub fn limit(text: Option<&str>) -> Result<u16, ClinicError> {
    match text.map(str::parse) {
        None => Ok(DEFAULT_LIMIT),
        Some(Ok(limit @ 1..=MAX_LIMIT)) => Ok(limit),
        Some(_) => Err(ClinicError::invalid("limit", "invalid_limit", format!("The limit is 1 to {MAX_LIMIT}."))),
    }
}

/// An optional instant or date of a query. Without an offset it is read in UTC: a list may span practices.
pub fn instant(problems: &mut Problems, field: &str, text: Option<&str>) -> Option<DateTime<Utc>> {
    text.and_then(|text| problems.keep(parse_instant_or_date(field, text, Tz::UTC)))
}

/// Which end of a list comes first, that is sorted by one thing.
pub fn order(problems: &mut Problems, by: &str, text: Option<&str>) -> Order {
    let parse = |text: &str| Order::parse(by, text);
    parsed(problems, "sort", text, &format!("`{by}` or `-{by}`"), parse).unwrap_or_default()
}

/// An optional value of a query that has to be one of a kind.
pub fn parsed<T>(
    problems: &mut Problems,
    field: &str,
    text: Option<&str>,
    accepts: &str,
    parse: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    let text = text?;
    problems
        .keep(parse(text).ok_or_else(|| FieldError::new(field, "unknown_value", format!("`{field}` is {accepts}."))))
}
