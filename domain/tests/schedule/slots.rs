//! Slots of any calendar against the minute-by-minute model, around days on which clocks change.

use chrono::{DateTime, Days, TimeDelta, Utc, Weekday};
use chrono_tz::Tz;
use domain::{
    ids::{LocationId, VisitTypeId},
    schedule::{
        Asker, Calendar, Closure, Counted, GroupVisit, Slot, Standing, StartRule, Taken, TimeRange, Visit, WallMinute,
        WeeklyHours, Weeks, Window, explain, nearest, slot_at, slots,
    },
};
use proptest::{collection::vec, option, prelude::*, sample::select};
use uuid::Uuid;

use crate::{
    location,
    model::{MINUTES, Model},
    utc,
};

const DAY: i64 = 1440;

/// The days in the middle: far enough from the ends of the model for every visit, buffer and stated hour.
const MIDDLE: (i64, i64) = (2 * DAY, MINUTES - 2 * DAY);

/// A zone and the midnight (UTC) five days before its clocks do something.
const SCENES: [(Tz, &str); 8] = [
    (Tz::Europe__Berlin, "2026-03-24T00:00"),
    (Tz::Europe__Berlin, "2026-10-20T00:00"),
    (Tz::Australia__Lord_Howe, "2026-03-30T00:00"),
    (Tz::Australia__Lord_Howe, "2026-09-28T00:00"),
    (Tz::America__St_Johns, "2010-11-02T00:00"),
    (Tz::Pacific__Apia, "2011-12-25T00:00"),
    (Tz::Africa__Casablanca, "2026-02-10T00:00"),
    (Tz::Asia__Kathmandu, "2026-06-01T00:00"),
];

#[derive(Debug, Clone)]
struct Case {
    base: DateTime<Utc>,
    calendar: Calendar,
    visit: Visit,
    asker: Asker,
}

impl Case {
    fn at(&self, minute: i64) -> DateTime<Utc> {
        self.base + TimeDelta::minutes(minute)
    }

    fn slots(&self, from: i64, to: i64) -> Vec<Slot> {
        let within = TimeRange::new(self.at(from), self.at(to));
        within.map_or(Vec::new(), |within| slots(&self.calendar, &self.visit, &self.asker, within))
    }
}

/// Half of all times are on the quarter hour, so that things touch.
fn minute(bounds: std::ops::Range<i64>) -> impl Strategy<Value = i64> {
    prop_oneof![bounds.clone(), (bounds.start / 15..bounds.end / 15).prop_map(|quarter| quarter * 15)]
}

fn wall_minute() -> impl Strategy<Value = WallMinute> {
    let hours = prop_oneof![3 => 0..6_u16, 3 => 8..18_u16, 1 => 20..24_u16].prop_map(|hour| hour * 60);
    prop_oneof![hours, 0..=1440_u16, Just(1440)].prop_map(|minute| WallMinute::new(minute).unwrap())
}

fn weekly(base: DateTime<Utc>) -> impl Strategy<Value = WeeklyHours> {
    let date = move || option::weighted(0.2, (0..10_u64).prop_map(move |day| base.date_naive() + Days::new(day)));
    let weeks = prop_oneof![
        2 => Just(Weeks::default()),
        1 => (1..=4_u8, 1..=4_u8).prop_map(|(every, which)| Weeks::new(every, which.min(every)).unwrap()),
    ];
    (1..4_u128, 0..7_u8, wall_minute(), wall_minute(), date(), date(), weeks).prop_map(
        |(place, weekday, one, other, effective_from, effective_until, weeks)| WeeklyHours {
            location_id: location(place),
            weekday: Weekday::try_from(weekday).unwrap(),
            start: one.min(other),
            end: one.max(other),
            effective_from,
            effective_until,
            weeks,
        },
    )
}

fn stretches(base: DateTime<Utc>, longest: i64, count: usize) -> impl Strategy<Value = Vec<TimeRange>> {
    let one = (minute(DAY..MINUTES - DAY), minute(15..longest)).prop_map(move |(start, length)| {
        let start = base + TimeDelta::minutes(start);
        TimeRange::new(start, start + TimeDelta::minutes(length.max(1))).unwrap()
    });
    vec(one, 0..count)
}

fn visit() -> impl Strategy<Value = Visit> {
    let length = prop_oneof![select(vec![15_u16, 20, 30, 60]), 0..200_u16];
    let buffer = || prop_oneof![Just(0_u16), 0..45_u16];
    let start_rule = prop_oneof![
        3 => prop_oneof![select(vec![10_u16, 15, 20, 60]), 0..120_u16].prop_map(StartRule::Every),
        1 => Just(StartRule::FiveMinutes),
    ];
    let minimum_notice = prop_oneof![2 => Just(0_u16), 1 => 0..3000_u16];
    let for_whom = prop_oneof![2 => Just((true, true)), 1 => Just((true, false)), 1 => Just((false, true))];
    let limits = (minimum_notice, 0..9_u16, option::weighted(0.3, 1..3_u16), select(vec![1_u16, 1, 2, 3]), for_whom);
    let places = prop_oneof![3 => Just(Vec::new()), 1 => vec((1..4_u128).prop_map(location), 1..3)];
    ((length, buffer(), buffer()), start_rule, limits, places).prop_map(
        |((minutes, buffer_before, buffer_after), start_rule, limits, locations)| {
            let (minimum_notice, horizon_days, per_day, seats, (new_patients, known_patients)) = limits;
            Visit {
                visit_type_id: Some(visit_type(1)),
                minutes,
                buffer_before,
                buffer_after,
                start_rule,
                minimum_notice,
                horizon_days,
                per_day,
                seats,
                new_patients,
                known_patients,
                locations,
            }
        },
    )
}

fn visit_type(number: u128) -> VisitTypeId {
    VisitTypeId(Uuid::from_u128(number))
}

fn calendar(base: DateTime<Utc>, zones: Vec<(LocationId, Tz)>) -> impl Strategy<Value = Calendar> {
    let windows = (stretches(base, 1000, 4), vec(1..4_u128, 4)).prop_map(|(ranges, places)| {
        let windows = ranges.into_iter().zip(places);
        windows.map(|(during, place)| Window { location_id: location(place), during }).collect::<Vec<_>>()
    });
    let closure = (1..4_u128, 0..10_u64, 0..3_u64).prop_map(move |(place, first, more)| {
        let first_day = base.date_naive() + Days::new(first);
        Closure { location_id: location(place), first_day, last_day: first_day + Days::new(more) }
    });
    let counted = (1..3_u128, minute(0..MINUTES)).prop_map(move |(number, start)| Counted {
        visit_type_id: visit_type(number),
        start: base + TimeDelta::minutes(start),
    });
    let group = ((1..3_u128, 1..4_u16, prop::bool::weighted(0.2)), minute(DAY..MINUTES - DAY), 15..120_i64);
    let group = group.prop_map(move |((number, taken, with_asker), start, length)| {
        let start = base + TimeDelta::minutes(start);
        let blocked = TimeRange::new(start, start + TimeDelta::minutes(length)).unwrap();
        GroupVisit { visit_type_id: visit_type(number), start, blocked, taken, with_asker }
    });
    let booked = (stretches(base, 120, 12), vec(group, 0..12), vec(counted, 0..8));
    let taken = (stretches(base, 2000, 3), vec(closure, 0..2), booked);
    (vec(weekly(base), 0..14), windows, taken).prop_map(
        move |(weekly, windows, (time_off, closures, (blocked, groups, counted)))| Calendar {
            zones: zones.clone(),
            weekly,
            windows,
            time_off,
            closures,
            blocked,
            groups,
            counted,
        },
    )
}

fn case() -> impl Strategy<Value = Case> {
    (select(&SCENES[..]), select(&SCENES[..]), any::<bool>()).prop_flat_map(|((zone, base), (second, _), swapped)| {
        let base = utc(base);
        let mut zones = vec![(location(1), zone), (location(2), second)];
        if swapped {
            zones.reverse();
        }
        let standing = select(vec![Standing::Unknown, Standing::NewPatient, Standing::KnownPatient, Standing::Staff]);
        (calendar(base, zones), visit(), minute(0..6 * DAY), standing).prop_map(
            move |(calendar, visit, now, standing)| Case {
                base,
                calendar,
                visit,
                asker: Asker { now: base + TimeDelta::minutes(now), standing },
            },
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn offered_is_bookable_and_everything_else_is_explained(case in case()) {
        let model = Model::new(&case.calendar, case.base);
        let (from, to) = MIDDLE;
        let offered = case.slots(from, to);
        let expected: Vec<Slot> = (from..to).filter_map(|minute| model.start(&case.visit, &case.asker, minute).ok()).collect();
        prop_assert_eq!(&offered, &expected);
        for slot in &offered {
            prop_assert_eq!(slot_at(&case.calendar, &case.visit, &case.asker, slot.start_time), Ok(slot.clone()));
        }
        for minute in (from..to).step_by(37) {
            let answer = explain(&case.calendar, &case.visit, &case.asker, case.at(minute));
            prop_assert_eq!(answer, model.start(&case.visit, &case.asker, minute), "at {}", case.at(minute));
        }
    }

    #[test]
    fn working_and_open_time_are_what_was_stated(case in case()) {
        let model = Model::new(&case.calendar, case.base);
        let (from, to) = MIDDLE;
        let within = TimeRange::new(case.at(from), case.at(to)).unwrap();
        let (working, open) = (case.calendar.working_time(within), case.calendar.open_time(within));
        for minute in from..to {
            let place = |times: &[domain::schedule::OpenTime]| {
                let here: Vec<_> = times.iter().filter(|open| open.during.contains(case.at(minute))).collect();
                assert!(here.len() < 2, "in two places at once: {here:?}");
                here.first().map(|open| open.location_id)
            };
            let works = model.works_at(minute).filter(|_| !model.is_away(minute));
            prop_assert_eq!(place(&working), works, "working at {}", case.at(minute));
            let expected = works.filter(|_| !model.is_blocked(minute));
            prop_assert_eq!(place(&open), expected, "open at {}", case.at(minute));
        }
        for times in [&working, &open] {
            prop_assert!(times.is_sorted_by_key(|open| open.during.start()));
            prop_assert!(times.iter().all(|open| within.encloses(&open.during)));
        }
    }

    #[test]
    fn a_shorter_question_gets_the_same_answer(case in case(), one in minute(0..MINUTES), other in minute(0..MINUTES)) {
        let (from, to) = (one.min(other), one.max(other));
        let all = case.slots(-DAY, MINUTES + DAY);
        let inside: Vec<Slot> =
            all.into_iter().filter(|slot| case.at(from) <= slot.start_time && slot.start_time < case.at(to)).collect();
        prop_assert_eq!(case.slots(from, to), inside);
    }

    #[test]
    fn a_booked_slot_takes_away_what_it_is_in_the_way_of_and_nothing_else(case in case(), pick in any::<prop::sample::Index>()) {
        let (from, to) = MIDDLE;
        let before = case.slots(from, to);
        prop_assume!(!before.is_empty());
        let blocked = case.visit.blocked(pick.get(&before).during());
        let mut after = case.clone();
        after.calendar.blocked.push(blocked);
        let expected: Vec<Slot> =
            before.into_iter().filter(|slot| !case.visit.blocked(slot.during()).overlaps(&blocked)).collect();
        prop_assert_eq!(after.slots(from, to), expected);
    }

    #[test]
    fn a_visit_is_offered_until_its_seats_are_taken_and_again_when_one_is_given_back(
        case in case(), seats in 1..4_u16, pick in any::<prop::sample::Index>(),
    ) {
        let (from, to) = MIDDLE;
        let mut case = case;
        (case.visit.seats, case.calendar.groups) = (seats, Vec::new());
        let before = case.slots(from, to);
        prop_assume!(!before.is_empty());
        let slot = pick.get(&before);
        let empty = case.calendar.clone();
        for _ in 0..seats {
            prop_assert!(case.slots(from, to).contains(slot));
            case.calendar.take(&case.visit, slot.during());
        }
        prop_assert!(!case.slots(from, to).contains(slot));
        let blocked = case.visit.blocked(slot.during());
        let one = Taken { visit_type_id: slot.visit_type_id, start: slot.start_time, blocked, overbooked: false };
        case.calendar.give_back(&one);
        prop_assert!(case.slots(from, to).contains(slot));
        for _ in 1..seats {
            case.calendar.give_back(&one);
        }
        prop_assert_eq!(case.slots(from, to), before);
        prop_assert_eq!(case.calendar.groups, empty.groups);
    }

    #[test]
    fn the_nearest_slots_are_the_nearest(case in case(), wanted in minute(0..MINUTES), count in 0..6_usize) {
        let (from, to) = MIDDLE;
        let within = TimeRange::new(case.at(from), case.at(to)).unwrap();
        let wanted = case.at(wanted);
        let mut expected = case.slots(from, to);
        expected.sort_by_key(|slot| ((slot.start_time - wanted).abs(), slot.start_time));
        expected.truncate(count);
        expected.sort_by_key(|slot| slot.start_time);
        prop_assert_eq!(nearest(&case.calendar, &case.visit, &case.asker, wanted, within, count), expected);
    }
}
