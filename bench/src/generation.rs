//! Slots from a calendar that is in memory already: no database, no HTTP.

use std::{env, hint::black_box, process::Command, time::Instant};

use chrono::{DateTime, TimeDelta, Utc, Weekday};
use domain::{
    Tz,
    ids::LocationId,
    schedule::{self, Asker, Calendar, Standing, TimeRange, Visit, WallMinute, WeeklyHours},
};
use uuid::Uuid;

use crate::{
    Outcome,
    load::Times,
    postgres::run,
    report::{Goal, Section, count},
};

const DAYS: i64 = 31;
const TIMES: usize = 5000;
/// What `bench` is called with to do nothing but this, so many times.
pub const ALONE: &str = "generation";
/// Slow under a simulator.
const COUNTED: usize = 100;

/// # Errors
/// When the counting program fails.
pub fn measure(section: &mut Section<'_>) -> Outcome<()> {
    let month = Month::new();
    section.rows = format!("{} booked, {} slots, {TIMES} times", month.calendar.blocked.len(), month.slots());
    let begin = Instant::now();
    let mut took = Vec::with_capacity(TIMES);
    for _ in 0..TIMES {
        let begin = Instant::now();
        black_box(black_box(&month).slots());
        took.push(begin.elapsed());
    }
    let times = Times::of(took, begin.elapsed());
    section.note("a month of slots, in memory, p50", times.percentile(50) * 1000.0, "µs", Some(Goal::Below(100.0)));
    section.note("a month of slots, in memory, p99", times.percentile(99) * 1000.0, "µs", None);
    match instructions()? {
        Some(instructions) => section.note("a month of slots, in memory", instructions, "instructions", None),
        None => eprintln!("Without valgrind nobody counts instructions"),
    }
    Ok(())
}

/// What `bench generation COUNT` does.
pub fn alone(count: usize) {
    let month = Month::new();
    for _ in 0..count {
        black_box(black_box(&month).slots());
    }
}

/// Instructions of one month of slots: the difference between many of them and one more than none. None without valgrind.
fn instructions() -> Outcome<Option<f64>> {
    if Command::new("valgrind").arg("--version").output().is_err() {
        return Ok(None);
    }
    let counted = |times: usize| -> Outcome<f64> {
        let mut valgrind = Command::new("sh");
        valgrind.args(["-c", r#"exec valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" 2>&1"#, "sh"]);
        let output = run(valgrind.arg(env::current_exe()?).args([ALONE, &times.to_string()]))?;
        let number = output.lines().find_map(|line| line.split_once("Collected : ")).map(|(_, number)| number.trim());
        Ok(number.ok_or("valgrind counted nothing")?.parse()?)
    };
    Ok(Some((counted(COUNTED + 1)? - counted(1)?) / count(COUNTED)))
}

/// A doctor with hours on every day and 20 of 24 visits of each booked.
struct Month {
    calendar: Calendar,
    visit: Visit,
    asker: Asker,
    within: TimeRange,
}

impl Month {
    fn new() -> Self {
        let start = DateTime::<Utc>::from_timestamp(1_800_000_000, 0).expect("a moment in 2027");
        let location_id = LocationId(Uuid::from_u128(1));
        let visit = Visit { minutes: 20, start_rule: schedule::StartRule::Every(20), ..Visit::default() };
        let asker = Asker { now: start, standing: Standing::Unknown };
        let weekly = [(9, 13), (14, 18)].into_iter().flat_map(|(from, until)| {
            let hour = |hour: u16| WallMinute::new(hour * 60).expect("within a day");
            let day = |day: u8| Weekday::try_from(day).expect("there are seven");
            (0..7).map(move |weekday| WeeklyHours::every_week(location_id, day(weekday), hour(from), hour(until)))
        });
        let mut calendar = Calendar {
            zones: vec![(location_id, Tz::Europe__Berlin)],
            weekly: weekly.collect(),
            ..Calendar::default()
        };
        let within = TimeRange::new(start, start + TimeDelta::days(DAYS)).expect("days later is later");
        let offered = schedule::slots(&calendar, &visit, &asker, within);
        let booked = offered.iter().enumerate().filter(|(number, _)| number % 6 != 5);
        calendar.blocked = booked.map(|(_, slot)| slot.during()).collect();
        Self { calendar, visit, asker, within }
    }

    fn slots(&self) -> usize {
        schedule::slots(&self.calendar, &self.visit, &self.asker, self.within).len()
    }
}
