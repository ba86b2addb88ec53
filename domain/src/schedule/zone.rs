//! Wall clocks and instants.
//!
//! A zone's clock keeps one distance from UTC for months, then jumps. Between two jumps a local time and an instant
//! differ by a constant, so everything here works on such spans: shift by the span's offset, keep what lies inside it.
//! A local time in a gap then falls inside no span, one that happens twice falls inside two, and no case needs a
//! special rule, not even a zone that skips a whole day (`Pacific/Apia`, 30 December 2011).

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

use super::ranges::{TimeRange, normalise};

/// How far a clock can be from UTC; chrono allows no more.
const MAX_OFFSET: TimeDelta = TimeDelta::days(1);

/// How closely the offset is sampled. Two jumps that cancel each other within one step would be missed; the closest such
/// pair in the tz database since 1938 is most of a week apart.
const STEP: TimeDelta = TimeDelta::days(1);

/// The clocks skip this local time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this local time does not exist: the clocks skip it")]
pub struct NonexistentLocalTime;

/// The instant at which the clocks in `zone` show `local`; the first one where they do so twice.
///
/// # Errors
/// [`NonexistentLocalTime`] where they never do.
pub fn resolve_local(zone: Tz, local: NaiveDateTime) -> Result<DateTime<Utc>, NonexistentLocalTime> {
    zone.from_local_datetime(&local).earliest().map(|instant| instant.with_timezone(&Utc)).ok_or(NonexistentLocalTime)
}

/// A date of the calendar in `zone`: from its first moment up to the first moment of the next date there.
///
/// Days follow each other without gap or overlap, so where the clocks go back over midnight (`America/St_Johns` did,
/// one minute past it, until 2011) the repeated end of the old date counts to the new one. None where the zone skipped
/// the whole date.
pub fn day_bounds(zone: Tz, date: NaiveDate) -> Option<TimeRange> {
    let next = date.succ_opt()?;
    let about = TimeRange::new(date.and_time(NaiveTime::MIN).and_utc(), next.and_time(NaiveTime::MIN).and_utc())?;
    let clock = Clock::new(zone, about);
    let start = clock.first_moment(date)?;
    // A skipped date has the same first moment as the one after it.
    TimeRange::new(start, clock.first_moment(next)?)
}

/// A stretch of time during which a clock keeps one distance from UTC.
#[derive(Debug)]
struct Span {
    during: TimeRange,
    offset: TimeDelta,
}

impl Span {
    /// The instant at which a clock that kept this offset for ever would show `local`.
    fn instant(&self, local: NaiveDateTime) -> Option<DateTime<Utc>> {
        local.checked_sub_signed(self.offset).map(|utc| utc.and_utc())
    }
}

/// What a zone's clock shows over a stretch of time, on every local date that has a moment in it.
#[derive(Debug)]
pub(super) struct Clock {
    spans: Vec<Span>,
    dates: (NaiveDate, NaiveDate),
}

impl Clock {
    pub(super) fn new(zone: Tz, within: TimeRange) -> Self {
        let dates = within.widened(MAX_OFFSET, MAX_OFFSET);
        // Those dates whole, wherever on Earth: one more day for the rest of the date, one for the offset.
        let known = dates.widened(MAX_OFFSET * 2, MAX_OFFSET * 2);
        Self { spans: spans(zone, known), dates: (dates.start().date_naive(), dates.end().date_naive()) }
    }

    /// The first and the last local date that may have a moment in the stretch.
    pub(super) fn dates(&self) -> (NaiveDate, NaiveDate) {
        self.dates
    }

    /// The instants at which the clock shows a local time from `start` up to, not including, `end`; normalised.
    pub(super) fn instants(&self, start: NaiveDateTime, end: NaiveDateTime) -> Vec<TimeRange> {
        let pieces = self
            .spans
            .iter()
            .filter_map(|span| TimeRange::new(span.instant(start)?, span.instant(end)?)?.intersect(&span.during));
        normalise(pieces.collect())
    }

    /// The instants at which the clock shows a date from `first` to `last`, as far as they are near the stretch; normalised.
    /// An hour that is repeated counts to the date that is shown, both times.
    pub(super) fn days(&self, first: NaiveDate, last: NaiveDate) -> Vec<TimeRange> {
        let end = last.succ_opt().unwrap_or(last);
        self.instants(first.and_time(NaiveTime::MIN), end.and_time(NaiveTime::MIN))
    }

    /// The first instant at which the clock shows this date or a later one.
    fn first_moment(&self, date: NaiveDate) -> Option<DateTime<Utc>> {
        self.spans
            .iter()
            .filter_map(|span| Some((span.instant(date.and_time(NaiveTime::MIN))?, span.during)))
            .find(|(midnight, during)| *midnight < during.end())
            .map(|(midnight, during)| midnight.max(during.start()))
    }
}

/// Cuts a stretch of time where the zone's offset changes.
fn spans(zone: Tz, within: TimeRange) -> Vec<Span> {
    // Offsets change at whole seconds, so that is where the search has to look.
    let (mut start, end) = (whole_second(within.start()), whole_second(within.end()));
    let mut spans = Vec::new();
    let mut offset = offset_at(zone, start);
    let mut seen = start;
    while seen < end {
        let next = seen.checked_add_signed(STEP).map_or(end, |next| next.min(end));
        if offset_at(zone, next) == offset {
            seen = next;
            continue;
        }
        let change = first_change(zone, seen, next);
        spans.extend(TimeRange::new(start, change).map(|during| Span { during, offset }));
        (start, seen, offset) = (change, change, offset_at(zone, change));
    }
    spans.extend(TimeRange::new(start, end).map(|during| Span { during, offset }));
    spans
}

/// The first second after `before` at which the offset is another one, known to be so by `after`.
fn first_change(zone: Tz, before: DateTime<Utc>, after: DateTime<Utc>) -> DateTime<Utc> {
    let offset = offset_at(zone, before);
    let (mut same, mut other) = (before, after);
    loop {
        let middle = same + TimeDelta::seconds((other - same).num_seconds() / 2);
        if middle == same {
            return other;
        }
        if offset_at(zone, middle) == offset {
            same = middle;
        } else {
            other = middle;
        }
    }
}

fn offset_at(zone: Tz, instant: DateTime<Utc>) -> TimeDelta {
    TimeDelta::seconds(zone.offset_from_utc_datetime(&instant.naive_utc()).fix().local_minus_utc().into())
}

fn whole_second(instant: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp(instant.timestamp(), 0).unwrap_or(instant)
}
