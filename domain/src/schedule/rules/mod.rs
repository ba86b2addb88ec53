//! The rules a start time is judged by, one file each. What is offered, what is booked and what is explained all ask
//! here, so the three cannot disagree. A new rule is a file, a line in [`RULES`] and a [`Refusal`].

mod closures;
mod day_limit;
mod free;
mod horizon;
mod hours;
mod locations;
mod notice;
mod past;
mod patients;
mod time_off;

use super::{
    booked::GroupVisit,
    calendar::{Ground, Place},
    ranges::TimeRange,
    visit::{Asker, Visit},
};

/// One start time in question.
pub(super) struct Case<'a> {
    pub(super) visit: &'a Visit,
    pub(super) asker: &'a Asker,
    pub(super) ground: &'a Ground,
    /// Where it would be: the location the doctor works at then. None: they work nowhere.
    pub(super) place: Option<&'a Place>,
    /// The visit, without its buffers.
    pub(super) during: TimeRange,
}

impl Case<'_> {
    /// Whether it would be a seat of this visit.
    fn joins(&self, group: &GroupVisit) -> bool {
        group.start == self.during.start()
    }
}

/// Why not, if so.
type Rule = fn(&Case) -> Option<Refusal>;

/// In the order in which reasons are told.
const RULES: [Rule; 10] = [
    past::refuses,
    notice::refuses,
    horizon::refuses,
    hours::refuses,
    time_off::refuses,
    closures::refuses,
    locations::refuses,
    patients::refuses,
    day_limit::refuses,
    free::refuses,
];

/// Every reason against it.
pub(super) fn refusals<'a>(case: &'a Case) -> impl Iterator<Item = Refusal> + 'a {
    RULES.iter().filter_map(|rule| rule(case))
}

/// Why a start time is not offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    InThePast,
    /// Sooner than the visit's minimum notice.
    TooSoon,
    BeyondHorizon,
    /// The doctor does not work there and then, or not long enough.
    OutsideAvailability,
    /// The doctor works, but has time off.
    TimeOff,
    /// The location is closed that day.
    Closed,
    /// The visit is not offered at the location where the doctor is then.
    NotAtThisLocation,
    /// The visit is for people the doctor has seen before.
    KnownPatientsOnly,
    /// The visit is for people the doctor has not seen before.
    NewPatientsOnly,
    /// As many such visits as there can be are booked that day.
    DayIsFull,
    /// Inside working time, but an appointment or its buffers are in the way, or somebody holds the time.
    Taken,
    /// Free, but not a start time that is offered.
    OffGrid,
}

impl Refusal {
    /// Stable, `snake_case`: what programs branch on.
    pub fn code(self) -> &'static str {
        match self {
            Self::InThePast => "in_the_past",
            Self::TooSoon => "too_soon",
            Self::BeyondHorizon => "beyond_horizon",
            Self::OutsideAvailability => "outside_availability",
            Self::TimeOff => "time_off",
            Self::Closed => "practice_closed",
            Self::NotAtThisLocation => "not_at_this_location",
            Self::KnownPatientsOnly => "known_patients_only",
            Self::NewPatientsOnly => "new_patients_only",
            Self::DayIsFull => "day_full",
            Self::Taken => "slot_taken",
            Self::OffGrid => "off_grid",
        }
    }

    /// What people outside the practice are told: that a doctor is away, and that is all.
    #[must_use]
    pub fn to_patients(self) -> Self {
        match self {
            Self::TimeOff | Self::Closed | Self::NotAtThisLocation => Self::OutsideAvailability,
            other => other,
        }
    }

    /// A sentence for people: what is wrong and what is accepted.
    pub fn detail(self) -> &'static str {
        match self {
            Self::InThePast => "This time has already passed. Please choose a time that is still to come.",
            Self::TooSoon => "This visit has to be booked longer beforehand. Please choose a later time.",
            Self::BeyondHorizon => {
                "This is further ahead than appointments can be booked. Please choose an earlier time."
            }
            Self::OutsideAvailability => {
                "The doctor is not available for the whole of this visit. Please choose one of the free times."
            }
            Self::TimeOff => "The doctor has time off then.",
            Self::Closed => "The practice is closed that day.",
            Self::NotAtThisLocation => "This visit is not offered at the location where the doctor is then.",
            Self::KnownPatientsOnly => {
                "This visit is for patients the doctor has seen before. Please choose another kind of visit."
            }
            Self::NewPatientsOnly => {
                "This visit is for patients the doctor has not seen before. Please choose another kind of visit."
            }
            Self::DayIsFull => "No more visits of this kind can be booked that day. Please choose another day.",
            Self::Taken => "This time slot is already booked. Please choose another time.",
            Self::OffGrid => "Visits do not start at this time. Please choose one of the start times offered.",
        }
    }
}
