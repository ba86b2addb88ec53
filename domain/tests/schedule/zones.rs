//! Law 5, over the whole tz database: at every clock change from 2000 to 2037, weekly hours are exactly the instants
//! at which the wall clock shows a stated time. The wall clock itself is the judge: the zone's offset is looked up for
//! every single instant.

use std::{collections::BTreeSet, sync::LazyLock};

use chrono::{DateTime, Datelike, Days, NaiveDateTime, Offset, TimeZone, Timelike, Utc, Weekday};
use chrono_tz::{TZ_VARIANTS, Tz};
use domain::schedule::{TimeRange, WallMinute, WeeklyHours, zone};

use crate::{location, utc};

const DAY: i64 = 86_400;

/// Wall-clock ranges in minutes, each tried on the days around a change.
const WEEKS: [&[(u16, u16)]; 8] = [
    &[(0, 1440)],
    &[(90, 180)],
    &[(0, 30), (1410, 1440)],
    &[(120, 150), (150, 181)],
    &[(540, 1020)],
    &[(0, 1), (1, 61), (1381, 1440)],
    &[(59, 119), (119, 121)],
    &[(0, 195), (1320, 1440)],
];

/// One zone for every way to change the clocks (most names of the database are links to others), and the instants in
/// seconds at which they do, from 2000 to 2037.
static ZONES: LazyLock<Vec<(Tz, Vec<i64>)>> = LazyLock::new(|| {
    let mut known = BTreeSet::new();
    let mut zones = Vec::new();
    for zone in TZ_VARIANTS {
        let changes = changes(zone);
        let offsets: Vec<i64> = changes.iter().map(|change| offset(zone, *change)).collect();
        if known.insert((offset(zone, utc("2000-01-01T00:00").timestamp()), changes.clone(), offsets)) {
            zones.push((zone, changes));
        }
    }
    zones
});

fn changes(zone: Tz) -> Vec<i64> {
    let days = (utc("2000-01-01T00:00").timestamp()..utc("2038-01-01T00:00").timestamp()).step_by(86_400);
    let mut offset_before = offset(zone, utc("2000-01-01T00:00").timestamp());
    let mut changes = Vec::new();
    for day in days {
        if offset(zone, day + DAY) != offset_before {
            let (mut before, mut after) = (day, day + DAY);
            while after - before > 1 {
                let middle = i64::midpoint(before, after);
                *(if offset(zone, middle) == offset_before { &mut before } else { &mut after }) = middle;
            }
            changes.push(after);
            offset_before = offset(zone, after);
        }
    }
    changes
}

fn instant(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).expect("an instant of this age")
}

/// The wall clock, our judge: how far it is from UTC at one instant.
fn offset(zone: Tz, seconds: i64) -> i64 {
    zone.offset_from_utc_datetime(&instant(seconds).naive_utc()).fix().local_minus_utc().into()
}

/// What the wall clock shows, every quarter of an hour for two days before and after a change, every minute close to it.
fn wall_clock(zone: Tz, change: i64) -> Vec<(i64, NaiveDateTime)> {
    let quarter = change - change.rem_euclid(900);
    let coarse = |from, to| (quarter + from..quarter + to).step_by(900);
    let fine = (quarter - 5400..quarter + 5400).step_by(60);
    let seconds = coarse(-2 * DAY, -5400).chain(fine).chain(coarse(5400, 2 * DAY));
    seconds.map(|at| (at, instant(at + offset(zone, at)).naive_utc())).collect()
}

fn weekly(ranges: &[(u16, u16)], day_off: Weekday) -> Vec<WeeklyHours> {
    let days = (0..7).map(|day| Weekday::try_from(day).unwrap()).filter(|day| *day != day_off);
    let minute = |minute| WallMinute::new(minute).unwrap();
    let on = |weekday, start, end| WeeklyHours::every_week(location(1), weekday, minute(start), minute(end));
    days.flat_map(|weekday| ranges.iter().map(move |(start, end)| on(weekday, *start, *end))).collect()
}

#[test]
fn weekly_hours_are_what_the_wall_clock_shows_at_every_change_of_every_zone() {
    let mut tried = 0;
    for (zone, changes) in ZONES.iter() {
        for (number, change) in changes.iter().enumerate() {
            // Two changes a year: over the years every zone meets every week in spring and in autumn.
            let week = WEEKS[number / 2 % WEEKS.len()];
            let day_off = Weekday::try_from(u8::try_from(number % 7).unwrap()).unwrap();
            check_week(*zone, &wall_clock(*zone, *change), week, day_off);
            tried += 1;
        }
    }
    // If the database or the search shrank, the law would be proved of nothing.
    assert!(ZONES.len() > 150 && tried > 5000, "only {} zones and {tried} changes", ZONES.len());
}

fn check_week(zone: Tz, clock: &[(i64, NaiveDateTime)], week: &[(u16, u16)], day_off: Weekday) {
    let within = TimeRange::new(instant(clock[0].0), instant(clock[clock.len() - 1].0 + 1)).unwrap();
    let mut stretches: Vec<TimeRange> =
        weekly(week, day_off).iter().flat_map(|hours| hours.expand(zone, within)).collect();
    stretches.sort();
    for pair in stretches.windows(2) {
        assert!(!pair[0].overlaps(&pair[1]), "{zone}: {pair:?} is time counted twice, of {week:?}");
    }
    let mut ahead = stretches.iter().peekable();
    for (at, shown) in clock {
        let at = instant(*at);
        while ahead.next_if(|stretch| stretch.end() <= at).is_some() {}
        let minute = u16::try_from(shown.num_seconds_from_midnight() / 60).unwrap();
        let stated = shown.weekday() != day_off && week.iter().any(|(start, end)| *start <= minute && minute < *end);
        let open = ahead.peek().is_some_and(|stretch| stretch.contains(at));
        assert_eq!(open, stated, "{zone} at {at}, when clocks show {shown}: {week:?}, not on {day_off}");
    }
}

#[test]
fn a_local_time_is_its_first_instant_at_every_change_of_every_zone() {
    for (zone, changes) in ZONES.iter() {
        for change in changes {
            let offsets = [offset(*zone, change - 1), offset(*zone, *change)];
            for local in (change - 5400..change + 5400).step_by(300).flat_map(|at| offsets.map(|offset| at + offset)) {
                let showing = offsets.map(|at| local - at).into_iter().filter(|at| at + offset(*zone, *at) == local);
                let found = zone::resolve_local(*zone, instant(local).naive_utc());
                let expected = showing.min().map(instant).ok_or(zone::NonexistentLocalTime);
                assert_eq!(found, expected, "{zone} at local {}", instant(local).naive_utc());
            }
        }
    }
}

#[test]
fn the_days_of_every_zone_follow_each_other() {
    for (zone, changes) in ZONES.iter() {
        for change in changes {
            let shows = |at: i64| instant(at + offset(*zone, at)).date_naive();
            let mut date = shows(change - DAY);
            let mut last_end = None;
            while date <= shows(change + DAY) {
                match zone::day_bounds(*zone, date) {
                    Some(day) => {
                        let (start, end) = (day.start().timestamp(), day.end().timestamp());
                        assert!(
                            shows(start) == date && shows(start - 1) < date,
                            "{zone}: {date} does not begin at {day:?}"
                        );
                        assert!(shows(end) > date, "{zone}: {date} does not end at {day:?}");
                        assert!(last_end.is_none_or(|last| last == start), "{zone}: a gap or an overlap before {date}");
                        last_end = Some(end);
                    }
                    None => assert!(shows(change - 1) < date && date < shows(*change), "{zone} does have a {date}"),
                }
                date = date + Days::new(1);
            }
        }
    }
}

#[test]
fn the_judge_is_awake() {
    let changes = changes(Tz::Europe__Berlin);
    assert_eq!((changes.len(), instant(changes[0])), (76, utc("2000-03-26T01:00")));
}
