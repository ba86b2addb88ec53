//! Interval algebra, nothing else: half-open stretches of time and lists of them.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// A stretch of time from `start` up to, not including, `end`. It is never empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
pub struct TimeRange {
    start: DateTime<Utc>,
    end: DateTime<Utc>,
}

impl TimeRange {
    /// None where `end` does not come after `start`.
    pub fn new(start: DateTime<Utc>, end: DateTime<Utc>) -> Option<Self> {
        (start < end).then_some(Self { start, end })
    }

    /// The first instant inside.
    pub fn start(&self) -> DateTime<Utc> {
        self.start
    }

    /// The first instant after it.
    pub fn end(&self) -> DateTime<Utc> {
        self.end
    }

    /// Elapsed time, which on the day of a clock change is not what the wall clock shows.
    pub fn duration(&self) -> TimeDelta {
        self.end - self.start
    }

    /// Whether `instant` is inside.
    pub fn contains(&self, instant: DateTime<Utc>) -> bool {
        self.start <= instant && instant < self.end
    }

    /// Whether all of `other` is inside. Every range encloses itself.
    pub fn encloses(&self, other: &TimeRange) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share an instant. Ranges that touch do not.
    pub fn overlaps(&self, other: &TimeRange) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// What the two share.
    pub fn intersect(&self, other: &TimeRange) -> Option<TimeRange> {
        Self::new(self.start.max(other.start), self.end.min(other.end))
    }

    /// The range with time added on both sides. A negative length counts as none, and nothing reaches beyond the time
    /// chrono can express.
    #[must_use]
    pub fn widened(&self, before: TimeDelta, after: TimeDelta) -> TimeRange {
        Self {
            start: self.start.checked_sub_signed(before.max(TimeDelta::zero())).unwrap_or(DateTime::<Utc>::MIN_UTC),
            end: self.end.checked_add_signed(after.max(TimeDelta::zero())).unwrap_or(DateTime::<Utc>::MAX_UTC),
        }
    }
}

/// A range as it arrives from outside.
#[derive(Deserialize)]
struct Unchecked {
    start: DateTime<Utc>,
    end: DateTime<Utc>,
}

impl TryFrom<Unchecked> for TimeRange {
    type Error = &'static str;

    fn try_from(range: Unchecked) -> Result<Self, Self::Error> {
        Self::new(range.start, range.end).ok_or("the end of a time range must come after its start")
    }
}

/// The same time, said in the fewest ranges: sorted and disjoint, those that touch are one.
pub fn normalise(mut ranges: Vec<TimeRange>) -> Vec<TimeRange> {
    // The stable sort finds runs that are sorted already, which makes it linear for the lists `union` appends.
    ranges.sort();
    ranges.dedup_by(|next, kept| {
        let joined = next.start <= kept.end;
        if joined {
            kept.end = kept.end.max(next.end);
        }
        joined
    });
    ranges
}

/// The time in either list. Both are normalised, and so is the answer; linear.
pub fn union(a: &[TimeRange], b: &[TimeRange]) -> Vec<TimeRange> {
    normalise([a, b].concat())
}

/// The time in both lists. Both are normalised, and so is the answer; linear.
pub fn intersect(a: &[TimeRange], b: &[TimeRange]) -> Vec<TimeRange> {
    let (mut a, mut b) = (a, b);
    let mut shared = Vec::new();
    while let ([first_a, rest_a @ ..], [first_b, rest_b @ ..]) = (a, b) {
        shared.extend(first_a.intersect(first_b));
        // The one that ends first can meet nothing more.
        if first_a.end <= first_b.end {
            a = rest_a;
        } else {
            b = rest_b;
        }
    }
    shared
}

/// The time in `a` but not in `b`. Both are normalised, and so is the answer; linear.
pub fn subtract(a: &[TimeRange], b: &[TimeRange]) -> Vec<TimeRange> {
    let mut b = b;
    let mut left = Vec::with_capacity(a.len());
    for range in a {
        let mut start = range.start;
        while let [hole, rest @ ..] = b {
            if hole.start >= range.end {
                break;
            }
            left.extend(TimeRange::new(start, hole.start));
            start = start.max(hole.end);
            if hole.end > range.end {
                // It may reach into the next range as well.
                break;
            }
            b = rest;
        }
        left.extend(TimeRange::new(start, range.end));
    }
    left
}

/// What `ranges`, which are normalised, share with one range, in order; those before it cost a logarithmic search.
pub(super) fn parts_within(ranges: &[TimeRange], range: TimeRange) -> impl Iterator<Item = TimeRange> {
    let first = ranges.partition_point(|other| other.end <= range.start);
    ranges[first..].iter().map_while(move |other| other.intersect(&range))
}

/// Whether one of them, which are normalised, encloses all of `range`; logarithmic.
pub(super) fn any_encloses(ranges: &[TimeRange], range: &TimeRange) -> bool {
    first_not_over(ranges, range.start).is_some_and(|first| first.encloses(range))
}

/// Whether one of them, which are normalised, shares an instant with `range`; logarithmic.
pub(super) fn any_overlaps(ranges: &[TimeRange], range: &TimeRange) -> bool {
    first_not_over(ranges, range.start).is_some_and(|first| first.overlaps(range))
}

fn first_not_over(ranges: &[TimeRange], instant: DateTime<Utc>) -> Option<&TimeRange> {
    ranges.get(ranges.partition_point(|range| range.end <= instant))
}
