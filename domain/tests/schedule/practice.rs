//! A small practice to make examples of. Without a zone a time is UTC.

use chrono::{TimeDelta, Weekday};
use chrono_tz::Tz::{self, UTC};
use domain::schedule::{
    Asker, Calendar, Refusal, Standing, StartRule, TimeRange, Visit, WallMinute, WeeklyHours, slot_at, slots,
};

use crate::{location, range, utc};

/// 2026-03-02 is a Monday.
pub const MONDAY: &str = "2026-03-02";

pub fn hours(weekday: Weekday, start: &str, end: &str) -> WeeklyHours {
    let minute = |text| WallMinute::parse("time", text).unwrap();
    WeeklyHours::every_week(location(1), weekday, minute(start), minute(end))
}

pub fn calendar(zone: Tz, weekly: Vec<WeeklyHours>) -> Calendar {
    Calendar { zones: vec![(location(1), zone)], weekly, ..Calendar::default() }
}

pub fn monday(start: &str, end: &str) -> Calendar {
    calendar(UTC, vec![hours(Weekday::Mon, start, end)])
}

pub fn visit(minutes: u16) -> Visit {
    Visit { minutes, start_rule: StartRule::Every(minutes), horizon_days: u16::MAX, ..Visit::default() }
}

pub fn own_length(minutes: u16) -> Visit {
    Visit { start_rule: StartRule::FiveMinutes, ..visit(minutes) }
}

/// Somebody who asks long before every example.
pub fn somebody() -> Asker {
    Asker { now: utc("2005-01-01T00:00"), standing: Standing::Unknown }
}

/// The starts offered on one UTC day, as `09:00`.
pub fn starts(calendar: &Calendar, visit: &Visit, day: &str) -> Vec<String> {
    let midnight = utc(&format!("{day}T00:00"));
    let within = TimeRange::new(midnight, midnight + TimeDelta::days(1)).unwrap();
    slots(calendar, visit, &somebody(), within).iter().map(|slot| slot.start_time.format("%H:%M").to_string()).collect()
}

pub fn refusal(calendar: &Calendar, visit: &Visit, start: &str) -> Refusal {
    slot_at(calendar, visit, &somebody(), utc(start)).unwrap_err()
}

pub fn open(calendar: &Calendar, start: &str, end: &str) -> Vec<TimeRange> {
    calendar.open_time(range(start, end)).iter().map(|open| open.during).collect()
}
