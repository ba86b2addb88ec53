//! Which of the free times somebody wants.

use chrono::NaiveDate;
use chrono_tz::{America::New_York, Europe::Berlin, Tz};
use domain::schedule::{PartOfDay, Wish};

use super::utc;

fn on(date: &str, part_of_day: Option<PartOfDay>) -> Wish {
    Wish { date: Some(date.parse::<NaiveDate>().unwrap()), part_of_day }
}

fn at(part_of_day: PartOfDay) -> Wish {
    Wish { date: None, part_of_day: Some(part_of_day) }
}

fn fulfilled(wish: Wish, zone: Tz, starts: &[&str]) -> Vec<String> {
    starts.iter().filter(|start| wish.is_fulfilled_by(utc(start), zone)).map(|start| (*start).to_owned()).collect()
}

#[test]
fn any_time_will_do_for_who_wishes_for_nothing() {
    assert!(Wish::default().is_fulfilled_by(utc("2026-03-05T03:00:00Z"), Berlin));
}

#[test]
fn a_day_is_that_of_the_place() {
    let midnight = ["2026-03-04T22:59:00Z", "2026-03-04T23:00:00Z", "2026-03-05T22:59:59Z", "2026-03-05T23:00:00Z"];
    assert_eq!(fulfilled(on("2026-03-05", None), Berlin, &midnight), midnight[1..3]);
    assert_eq!(fulfilled(on("2026-03-05", None), New_York, &midnight), midnight[2..]);
}

#[test]
fn parts_of_a_day_follow_each_other_without_gap_or_overlap() {
    // In Berlin: 0:00, 11:59, 12:00, 16:59, 17:00 and 23:59.
    let starts = [
        "2026-01-14T23:00:00Z",
        "2026-01-15T10:59:59Z",
        "2026-01-15T11:00:00Z",
        "2026-01-15T15:59:59Z",
        "2026-01-15T16:00:00Z",
        "2026-01-15T22:59:59Z",
    ];
    for (part, theirs) in PartOfDay::ALL.into_iter().zip(starts.chunks(2)) {
        assert_eq!(fulfilled(at(part), Berlin, &starts), theirs, "{part:?}");
    }
}

#[test]
fn on_days_the_clocks_change_it_is_still_the_wall_clock_that_counts() {
    // 29 March has 23 hours in Berlin: noon is at 10:00 UTC, the day before at 11:00.
    let around = ["2026-03-28T10:30:00Z", "2026-03-29T09:59:00Z", "2026-03-29T10:00:00Z", "2026-03-29T21:59:00Z"];
    assert_eq!(fulfilled(at(PartOfDay::Morning), Berlin, &around), around[..2]);
    assert_eq!(fulfilled(on("2026-03-29", Some(PartOfDay::Evening)), Berlin, &around), around[3..]);
    // 25 October has 25, and shows 2:30 twice: both are that morning's.
    let doubled = ["2026-10-24T21:59:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T11:00:00Z"];
    assert_eq!(fulfilled(on("2026-10-25", Some(PartOfDay::Morning)), Berlin, &doubled), doubled[1..3]);
}

#[test]
fn parts_of_the_day_are_read_by_their_names() {
    for part in PartOfDay::ALL {
        assert_eq!(PartOfDay::parse("part_of_day", part.as_str()), Ok(part));
    }
    let refused = PartOfDay::parse("part_of_day", "night").unwrap_err();
    assert_eq!((refused.field.as_str(), refused.code.as_str()), ("part_of_day", "unknown_value"));
}
