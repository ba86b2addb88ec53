//! What a practice can expect on the days its clocks change, one example each.

use chrono::{NaiveDate, TimeDelta, Weekday};
use chrono_tz::Tz::{America__St_Johns, Asia__Kathmandu, Europe__Berlin, Pacific__Apia};
use domain::schedule::zone;

use crate::{
    practice::{self, MONDAY, calendar, hours, open, starts, visit},
    range, utc,
};

#[test]
fn hours_follow_the_wall_clock_through_the_year() {
    let calendar = calendar(Europe__Berlin, vec![hours(Weekday::Mon, "09:00", "10:00")]);
    assert_eq!(starts(&calendar, &visit(60), "2026-03-23"), ["08:00"]);
    assert_eq!(starts(&calendar, &visit(60), "2026-03-30"), ["07:00"]);
}

#[test]
fn zones_off_the_full_hour_keep_their_own_times() {
    let calendar = calendar(Asia__Kathmandu, vec![hours(Weekday::Mon, "09:00", "10:00")]);
    assert_eq!(starts(&calendar, &visit(30), MONDAY), ["03:15", "03:45"]);
}

#[test]
fn in_spring_no_skipped_time_is_offered_and_a_visit_spans_the_gap() {
    // Clocks in Berlin jump from 02:00 to 03:00 at 01:00 UTC on Sunday, 2026-03-29.
    let calendar = calendar(Europe__Berlin, vec![hours(Weekday::Sun, "01:30", "04:00")]);
    assert_eq!(
        open(&calendar, "2026-03-28T00:00", "2026-03-30T00:00"),
        [range("2026-03-29T00:30", "2026-03-29T02:00")]
    );
    // 01:30, then 03:10 on the wall; the visit that begins at 01:30 takes 40 minutes, not one hour 40.
    assert_eq!(starts(&calendar, &visit(40), "2026-03-29"), ["00:30", "01:10"]);
    // Hours that lie in the gap are no hours at all.
    let skipped = practice::calendar(Europe__Berlin, vec![hours(Weekday::Sun, "02:00", "03:00")]);
    assert!(starts(&skipped, &visit(15), "2026-03-29").is_empty());
    assert_eq!(starts(&skipped, &visit(15), "2026-04-05").len(), 4);
}

#[test]
fn in_autumn_a_doubled_hour_is_worked_twice() {
    // Clocks in Berlin go back from 03:00 to 02:00 at 01:00 UTC on Sunday, 2026-10-25.
    let calendar = calendar(Europe__Berlin, vec![hours(Weekday::Sun, "02:00", "03:00")]);
    assert_eq!(
        open(&calendar, "2026-10-24T00:00", "2026-10-26T00:00"),
        [range("2026-10-25T00:00", "2026-10-25T02:00")]
    );
    assert_eq!(starts(&calendar, &visit(30), "2026-10-25"), ["00:00", "00:30", "01:00", "01:30"]);
}

#[test]
fn in_autumn_hours_that_begin_inside_the_doubled_hour_pause_until_it_comes_again() {
    let calendar = calendar(Europe__Berlin, vec![hours(Weekday::Sun, "02:30", "04:00")]);
    assert_eq!(
        open(&calendar, "2026-10-24T00:00", "2026-10-26T00:00"),
        [range("2026-10-25T00:30", "2026-10-25T01:00"), range("2026-10-25T01:30", "2026-10-25T03:00")]
    );
    assert_eq!(starts(&calendar, &visit(45), "2026-10-25"), ["01:30", "02:15"]);
}

#[test]
fn a_day_that_never_was_has_no_hours() {
    // Samoa went from Thursday, 2011-12-29 to Saturday: there was no Friday.
    let days = [Weekday::Thu, Weekday::Fri, Weekday::Sat].map(|day| hours(day, "23:00", "24:00"));
    let calendar = calendar(Pacific__Apia, days.to_vec());
    assert_eq!(
        open(&calendar, "2011-12-28T00:00", "2012-01-01T00:00"),
        [range("2011-12-30T09:00", "2011-12-30T10:00"), range("2011-12-31T09:00", "2011-12-31T10:00")]
    );
    let date = |day| NaiveDate::from_ymd_opt(2011, 12, day).unwrap();
    assert_eq!(zone::day_bounds(Pacific__Apia, date(30)), None);
    let thursday = zone::day_bounds(Pacific__Apia, date(29)).unwrap();
    let saturday = zone::day_bounds(Pacific__Apia, date(31)).unwrap();
    assert_eq!((thursday.end(), thursday.duration()), (saturday.start(), TimeDelta::days(1)));
}

#[test]
fn days_have_23_24_or_25_hours() {
    let hours = |month, day| {
        let date = NaiveDate::from_ymd_opt(2026, month, day).unwrap();
        zone::day_bounds(Europe__Berlin, date).unwrap().duration().num_hours()
    };
    assert_eq!([hours(3, 28), hours(3, 29), hours(10, 25)], [24, 23, 25]);
}

#[test]
fn where_clocks_go_back_over_midnight_the_new_date_has_begun() {
    // St. John's, 2010-11-07: from 00:01 back to 23:01 of the day before.
    let sunday = NaiveDate::from_ymd_opt(2010, 11, 7).unwrap();
    let day = zone::day_bounds(America__St_Johns, sunday).unwrap();
    assert_eq!((day.start(), day.duration()), (utc("2010-11-07T02:30"), TimeDelta::hours(25)));
    assert_eq!(zone::day_bounds(America__St_Johns, sunday.pred_opt().unwrap()).unwrap().end(), day.start());
    // Weekly hours still follow the date the clock shows: one minute, and again from the second midnight.
    let calendar = calendar(America__St_Johns, vec![hours(Weekday::Sun, "00:00", "00:30")]);
    assert_eq!(
        open(&calendar, "2010-11-06T00:00", "2010-11-08T00:00"),
        [range("2010-11-07T02:30", "2010-11-07T02:31"), range("2010-11-07T03:30", "2010-11-07T04:00")]
    );
}
