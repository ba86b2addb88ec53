//! Dates and times for people: the only place that formats them, always on the clock of a named zone.
//!
//! For the server alone: the browser gets ready-made text, and no time zone database.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Tz,
    actor::Role,
    api_token::TokenScope,
    appointment::Appointment,
    schedule::{PartOfDay, zone::day_bounds},
    webhook::Event,
};

/// A location's zone; one that is unknown (the services let none in) reads as UTC.
pub fn zone(name: &str) -> Tz {
    name.parse().unwrap_or(Tz::UTC)
}

pub fn date(instant: DateTime<Utc>, zone: Tz) -> NaiveDate {
    instant.with_timezone(&zone).date_naive()
}

/// `Monday 23 November`
pub fn day(date: NaiveDate) -> String {
    date.format("%A %-d %B").to_string()
}

/// `23 Nov`
pub fn short_day(date: NaiveDate) -> String {
    date.format("%-d %b").to_string()
}

/// `10:00`
pub fn time(instant: DateTime<Utc>, zone: Tz) -> String {
    instant.with_timezone(&zone).format("%H:%M").to_string()
}

/// `Mon 23 Nov, 10:00`
pub fn short(instant: DateTime<Utc>, zone: Tz) -> String {
    instant.with_timezone(&zone).format("%a %-d %b, %H:%M").to_string()
}

/// `Monday 23 November 2026, 10:00`
pub fn long(instant: DateTime<Utc>, zone: Tz) -> String {
    instant.with_timezone(&zone).format("%A %-d %B %Y, %H:%M").to_string()
}

/// `Monday 23 November 2026 to Friday 27 November 2026`, or the one day.
pub fn days(first: NaiveDate, last: NaiveDate) -> String {
    let dated = |date: NaiveDate| date.format("%A %-d %B %Y").to_string();
    if first == last { dated(first) } else { format!("{} to {}", dated(first), dated(last)) }
}

/// As [`days`] for whole days, with the times otherwise.
pub fn span(start: DateTime<Utc>, end: DateTime<Utc>, zone: Tz) -> String {
    let whole =
        |instant: DateTime<Utc>| day_bounds(zone, date(instant, zone)).is_some_and(|day| day.start() == instant);
    let (first, last) = (date(start, zone), date(end, zone));
    match (whole(start) && whole(end), last.pred_opt()) {
        (true, Some(last)) => days(first, last),
        _ if first == last => format!("{} to {}", long(start, zone), time(end, zone)),
        _ => format!("{} to {}", long(start, zone), long(end, zone)),
    }
}

/// `23 November 2026, 10:00`
pub fn moment(instant: DateTime<Utc>, zone: Tz) -> String {
    instant.with_timezone(&zone).format("%-d %B %Y, %H:%M").to_string()
}

/// `23 November 2026, 10:00 UTC`, for what is of no location.
pub fn universal(instant: DateTime<Utc>) -> String {
    format!("{} UTC", moment(instant, Tz::UTC))
}

/// `Monday 23 November 2026, 10:00 to 10:30`
pub fn when(appointment: &Appointment) -> String {
    let zone = zone(&appointment.location.time_zone);
    format!("{} to {}", long(appointment.start_time, zone), time(appointment.end_time, zone))
}

/// `Morning, before 12:00`
pub fn part_of_day(part: PartOfDay) -> &'static str {
    match part {
        PartOfDay::Morning => "Morning, before 12:00",
        PartOfDay::Afternoon => "Afternoon, 12:00 to 17:00",
        PartOfDay::Evening => "Evening, from 17:00",
    }
}

/// `Receptionist`
pub fn role(role: Role) -> &'static str {
    match role {
        Role::Patient => "Patient",
        Role::Doctor => "Doctor",
        Role::Receptionist => "Receptionist",
        Role::Admin => "Administrator",
        Role::ApiToken => "External system",
    }
}

/// What a token may be used for.
pub fn scope(scope: TokenScope) -> &'static str {
    match scope {
        TokenScope::DirectoryRead => "Read the directory",
        TokenScope::SlotsRead => "Read free times",
        TokenScope::AppointmentsWrite => "Book for patients, and move and cancel what it booked",
    }
}

/// What a webhook is told.
pub fn event(event: Event) -> &'static str {
    match event {
        Event::Booked => "Appointment booked",
        Event::Moved => "Appointment moved",
        Event::Cancelled => "Appointment cancelled",
        Event::CheckedIn => "Patient checked in",
        Event::Test => "Test",
    }
}

/// A word of the audit log for people: `sign_in_failed` is `Sign in failed`.
pub fn action(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).map(|letter| if letter == '_' { ' ' } else { letter }).collect()
}

/// For a page's title and for fields of several lines, whose text Leptos does not escape as it does everywhere else.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
