//! Interval algebra against sets of minutes.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use domain::schedule::{TimeRange, intersect, normalise, subtract, union};
use proptest::{collection::vec, prelude::*};
use serde::{
    Deserialize,
    de::value::{Error, MapDeserializer},
};

use crate::{range, utc};

fn at(minute: i64) -> DateTime<Utc> {
    utc("2026-01-01T00:00") + TimeDelta::minutes(minute)
}

fn minutes(ranges: &[TimeRange]) -> BTreeSet<i64> {
    (0..200).filter(|minute| ranges.iter().any(|range| range.contains(at(*minute)))).collect()
}

/// Any list of short ranges, in any order: overlapping, touching, equal, apart.
fn ranges() -> impl Strategy<Value = Vec<TimeRange>> {
    let one =
        (0..170_i64, 1..30_i64).prop_map(|(start, length)| TimeRange::new(at(start), at(start + length)).unwrap());
    vec(one, 0..8)
}

fn assert_normalised(ranges: &[TimeRange]) {
    for pair in ranges.windows(2) {
        assert!(pair[0].end() < pair[1].start(), "{pair:?} overlap, touch or are not in order");
    }
}

proptest! {
    #[test]
    fn normalising_changes_the_words_and_not_the_time(ranges in ranges()) {
        let normal = normalise(ranges.clone());
        assert_normalised(&normal);
        prop_assert_eq!(minutes(&normal), minutes(&ranges));
        prop_assert_eq!(normalise(normal.clone()), normal);
    }

    #[test]
    fn lists_combine_as_sets_of_minutes_do(a in ranges(), b in ranges()) {
        let (a, b) = (normalise(a), normalise(b));
        let (in_a, in_b) = (minutes(&a), minutes(&b));
        for (combined, expected) in [
            (union(&a, &b), &in_a | &in_b),
            (intersect(&a, &b), &in_a & &in_b),
            (subtract(&a, &b), &in_a - &in_b),
        ] {
            assert_normalised(&combined);
            prop_assert_eq!(minutes(&combined), expected);
        }
    }

    #[test]
    fn two_ranges_relate_as_their_minutes_do(a in ranges(), b in ranges()) {
        for (a, b) in a.into_iter().zip(b) {
            let (in_a, in_b) = (minutes(&[a]), minutes(&[b]));
            prop_assert_eq!(a.overlaps(&b), !in_a.is_disjoint(&in_b));
            prop_assert_eq!(a.encloses(&b), in_a.is_superset(&in_b));
            prop_assert_eq!(minutes(a.intersect(&b).as_slice()), &in_a & &in_b);
        }
    }
}

#[test]
fn a_range_is_never_empty() {
    assert_eq!(TimeRange::new(at(5), at(5)), None);
    assert_eq!(TimeRange::new(at(6), at(5)), None);
    let read = |start: &'static str, end: &'static str| {
        TimeRange::deserialize(MapDeserializer::<_, Error>::new([("start", start), ("end", end)].into_iter()))
    };
    assert_eq!(
        read("2026-01-01T09:00:00Z", "2026-01-01T11:00:00+01:00").unwrap(),
        range("2026-01-01T09:00", "2026-01-01T10:00")
    );
    assert!(read("2026-01-01T09:00:00Z", "2026-01-01T10:00:00+01:00").is_err());
    assert!(read("2026-01-01T09:00:00Z", "2026-01-01T08:00:00Z").is_err());
}

#[test]
fn ranges_that_touch_share_nothing() {
    let (morning, noon) =
        (range("2026-01-01T09:00", "2026-01-01T12:00"), range("2026-01-01T12:00", "2026-01-01T13:00"));
    assert!(!morning.overlaps(&noon));
    assert!(!morning.contains(morning.end()));
    assert_eq!(normalise(vec![noon, morning]), [range("2026-01-01T09:00", "2026-01-01T13:00")]);
}

#[test]
fn widening_never_narrows_and_stops_at_the_end_of_time() {
    let hour = range("2026-01-01T09:00", "2026-01-01T10:00");
    assert_eq!(
        hour.widened(TimeDelta::minutes(5), TimeDelta::minutes(10)),
        range("2026-01-01T08:55", "2026-01-01T10:10")
    );
    assert_eq!(hour.widened(TimeDelta::minutes(-90), TimeDelta::minutes(-90)), hour);
    let always = hour.widened(TimeDelta::MAX, TimeDelta::MAX);
    assert_eq!((always.start(), always.end()), (DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC));
}
