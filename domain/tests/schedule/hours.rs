//! Weekly hours: how they are written, and when two of them overlap.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use domain::schedule::{WallMinute, WeeklyHours, Weeks, overlapping};
use proptest::{collection::vec, option, prelude::*};

use crate::{location, model::in_week};

/// Effective periods begin and end in the weeks after this day.
fn day(offset: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 8).unwrap() + Days::new(offset)
}

fn any_hours() -> impl Strategy<Value = WeeklyHours> {
    let weeks = (1..=Weeks::LONGEST, 1..=Weeks::LONGEST)
        .prop_map(|(every, which)| Weeks::new(every, which.min(every)).unwrap());
    (0..7_u8, 0..=20_u16, 0..=20_u16, option::of(0..30_u64), option::of(0..30_u64), (1..3_u128, weeks)).prop_map(
        |(weekday, start, end, from, until, (place, weeks))| WeeklyHours {
            location_id: location(place),
            weekday: Weekday::try_from(weekday).unwrap(),
            start: WallMinute::new(start * 72).unwrap(),
            end: WallMinute::new(end * 72).unwrap(),
            effective_from: from.map(day),
            effective_until: until.map(day),
            weeks,
        },
    )
}

fn holds(hours: &WeeklyHours, date: NaiveDate) -> bool {
    date.weekday() == hours.weekday
        && hours.effective_from.is_none_or(|from| from <= date)
        && hours.effective_until.is_none_or(|until| date <= until)
        && in_week(hours, date)
}

/// A date and a minute of it that both state.
fn clash(a: &WeeklyHours, b: &WeeklyHours) -> bool {
    let mut dates = (0..170).map(|offset| day(offset) - Days::new(7));
    let minute = |hours: &WeeklyHours, minute| (hours.start.minutes()..hours.end.minutes()).contains(&minute);
    dates.any(|date| holds(a, date) && holds(b, date)) && (0..1440).any(|m| minute(a, m) && minute(b, m))
}

proptest! {
    #[test]
    fn hours_overlap_where_some_date_has_a_minute_of_both(hours in vec(any_hours(), 0..6)) {
        let pairs = (0..hours.len()).flat_map(|second| (0..second).map(move |first| (first, second)));
        let clashing: Vec<_> = pairs.filter(|(first, second)| clash(&hours[*first], &hours[*second])).collect();
        match overlapping(&hours) {
            Some(pair) => prop_assert!(clashing.contains(&pair), "{:?} do not overlap", pair),
            None => prop_assert!(clashing.is_empty(), "{:?} were not found", clashing),
        }
    }

    #[test]
    fn every_minute_is_read_as_it_is_written(minute in 0..=1440_u16) {
        let minute = WallMinute::new(minute).unwrap();
        prop_assert_eq!(WallMinute::parse("start", &minute.to_string()).unwrap(), minute);
    }

    #[test]
    fn no_text_makes_reading_panic(text in "\\PC{0,6}") {
        let _ = WallMinute::parse("start", &text);
    }
}

#[test]
fn a_day_ends_at_24_00() {
    assert_eq!(WallMinute::parse("end", " 24:00 ").unwrap().minutes(), 1440);
    assert_eq!(WallMinute::new(1441), None);
    for wrong in ["", "9:00", "09", "09:60", "24:01", "-1:00", "+9:00", "09:00:00", "٠٩:٠٠", "0900"] {
        let error = WallMinute::parse("weekly/0/end", wrong).unwrap_err();
        assert_eq!((error.field.as_str(), error.code.as_str()), ("weekly/0/end", "invalid_time"), "{wrong:?}");
    }
}
