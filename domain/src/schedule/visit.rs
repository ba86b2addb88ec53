//! What is booked: how long it takes, what it keeps free around itself, when it can start.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::ranges::TimeRange;
use crate::ids::{LocationId, VisitTypeId};

/// How long a visit takes and what it keeps free around itself; all in minutes of elapsed time.
///
/// The visit lies inside working time. Its buffers need not, since a doctor can tidy up after closing time; but they
/// never overlap what another appointment blocks. A visit of no minutes is never offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    pub visit_type_id: Option<VisitTypeId>,
    pub minutes: u16,
    pub buffer_before: u16,
    pub buffer_after: u16,
    pub start_rule: StartRule,
}

/// At which times a visit can start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StartRule {
    /// Every so many minutes from the start of each stated range of hours, whatever overlaps or touches it: another
    /// window, time off or an appointment never shifts these times. With 0, at the start only.
    Every(u16),
    /// At any multiple of five minutes: for bookings that name their own length.
    FiveMinutes,
}

impl Visit {
    /// The visit itself when it begins at `start`. None for a visit of no minutes.
    pub(super) fn during(&self, start: DateTime<Utc>) -> Option<TimeRange> {
        TimeRange::new(start, start.checked_add_signed(self.length())?)
    }

    /// What a visit keeps from other appointments of its doctor: itself and its buffers.
    pub fn blocked(&self, during: TimeRange) -> TimeRange {
        during.widened(minutes(self.buffer_before), minutes(self.buffer_after))
    }

    pub(super) fn length(&self) -> TimeDelta {
        minutes(self.minutes)
    }
}

pub(super) fn minutes(count: u16) -> TimeDelta {
    TimeDelta::minutes(count.into())
}

/// One time at which a visit can be booked.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Slot {
    pub start_time: DateTime<Utc>,
    pub end_time: DateTime<Utc>,
    pub location_id: LocationId,
    pub visit_type_id: Option<VisitTypeId>,
}

impl Slot {
    /// The visit without its buffers.
    ///
    /// # Panics
    /// For a slot that ends before it starts: this module makes none, but the fields are public.
    pub fn during(&self) -> TimeRange {
        TimeRange::new(self.start_time, self.end_time).expect("a slot ends after it starts")
    }
}

/// What a booking is checked against besides the calendar: the limits of booking itself.
///
/// A visit starts at `now` or later, and no later than `horizon_days` times 24 hours after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub now: DateTime<Utc>,
    pub horizon_days: u16,
}

impl Limits {
    /// The last instant at which a visit can start.
    pub(super) fn latest(&self) -> DateTime<Utc> {
        self.now.checked_add_signed(TimeDelta::days(self.horizon_days.into())).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    /// The part of `within` in which a visit can start.
    pub(super) fn cut(&self, within: TimeRange) -> Option<TimeRange> {
        // Ranges are half-open, the horizon is not: a nanosecond is the step of the clock.
        let after_latest =
            self.latest().checked_add_signed(TimeDelta::nanoseconds(1)).unwrap_or(DateTime::<Utc>::MAX_UTC);
        TimeRange::new(self.now, after_latest)?.intersect(&within)
    }
}
