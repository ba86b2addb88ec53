//! What is booked: how long it takes, what it keeps free around itself, when it can start, and who asks for it.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::ranges::TimeRange;
use crate::ids::{LocationId, VisitTypeId};

/// How far ahead a visit can be booked that says nothing else, in days.
pub const HORIZON_DAYS: u16 = 180;

/// How long a visit takes, what it keeps free around itself, and the rules it can be booked by.
///
/// Lengths are minutes of elapsed time. The visit lies inside working time; its buffers need not, since a doctor can
/// tidy up after closing time, but they never overlap what another appointment blocks. A visit of no minutes is never
/// offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    pub visit_type_id: Option<VisitTypeId>,
    pub minutes: u16,
    pub buffer_before: u16,
    pub buffer_after: u16,
    pub start_rule: StartRule,
    /// How long beforehand patients have to book, in minutes.
    pub minimum_notice: u16,
    /// How far ahead patients can book, in days of 24 hours.
    pub horizon_days: u16,
    /// How many there can be on one day of the location.
    pub per_day: Option<u16>,
    /// How many people can come to the same visit.
    pub seats: u16,
    /// Whether people may book it whom the doctor has not seen before …
    pub new_patients: bool,
    /// … and people they have.
    pub known_patients: bool,
    /// Where it is offered; empty: wherever the doctor works.
    pub locations: Vec<LocationId>,
}

impl Default for Visit {
    /// Half an hour, without buffers or rules of its own.
    fn default() -> Self {
        Self {
            visit_type_id: None,
            minutes: 30,
            buffer_before: 0,
            buffer_after: 0,
            start_rule: StartRule::Every(30),
            minimum_notice: 0,
            horizon_days: HORIZON_DAYS,
            per_day: None,
            seats: 1,
            new_patients: true,
            known_patients: true,
            locations: Vec::new(),
        }
    }
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

    /// Whether there can be only so many of these, which no constraint counts: they are booked one after another.
    pub fn is_counted(&self) -> bool {
        self.per_day.is_some() || self.group_seats().is_some()
    }

    /// How many people can come to the same visit; none: it is for one.
    pub fn group_seats(&self) -> Option<u16> {
        Some(self.seats).filter(|seats| *seats > 1)
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
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
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

/// Who asks for times, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asker {
    pub now: DateTime<Utc>,
    pub standing: Standing,
}

/// What somebody is to the doctor they ask about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// They have not said who they are.
    Unknown,
    /// The doctor has not seen them yet.
    NewPatient,
    KnownPatient,
    /// The practice itself, for a patient.
    Staff,
}

impl Asker {
    pub fn is_staff(&self) -> bool {
        self.standing == Standing::Staff
    }
}
