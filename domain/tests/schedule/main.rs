//! The laws of the scheduling engine.
//!
//! * `rules`, `clocks`, `wishes`: what a practice can expect, one example each.
//! * `ranges`, `hours`, `slots`: whatever the input, the same answer as a minute-by-minute model.
//! * `zones`: every zone of the tz database, every clock change from 2000 to 2037.

mod clocks;
mod hours;
mod model;
mod practice;
mod ranges;
mod rules;
mod slots;
mod wishes;
mod zones;

use chrono::{DateTime, Utc};
use domain::{ids::LocationId, schedule::TimeRange};
use uuid::Uuid;

/// `2026-03-29T01:00:00Z`, or without seconds and zone: UTC.
fn utc(text: &str) -> DateTime<Utc> {
    let text = if text.len() == 16 { format!("{text}:00Z") } else { text.to_owned() };
    DateTime::parse_from_rfc3339(&text).expect("an instant").to_utc()
}

fn range(start: &str, end: &str) -> TimeRange {
    TimeRange::new(utc(start), utc(end)).expect("a range that is not empty")
}

fn location(number: u128) -> LocationId {
    LocationId(Uuid::from_u128(number))
}
