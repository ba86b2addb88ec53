//! What a doctor publishes: weekly hours and one-off windows; and what closes them: time off and closures.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    appointment::Appointment,
    ids::{ClosureId, LocationId, TimeOffId, WindowId},
    schedule::{Slot, TimeRange},
};

/// One range of a week, as written: ISO weekday 1 (Monday) to 7, wall-clock times such as `09:00`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WeeklyRange {
    pub weekday: u8,
    pub start: String,
    pub end: String,
    /// Whether it holds every week (1), every other one (2), and so on up to 4 …
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub every_weeks: u8,
    /// … and in which of those weeks, counted from the one of `effective_from`, which is 1.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub week: u8,
}

impl WeeklyRange {
    pub fn every_week(weekday: u8, start: String, end: String) -> Self {
        Self { weekday, start, end, every_weeks: 1, week: 1 }
    }
}

fn one() -> u8 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "this is how serde asks")]
fn is_one(number: &u8) -> bool {
    *number == 1
}

/// A doctor's weekly hours at one location.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WeeklySchedule {
    pub location_id: LocationId,
    /// First day these hours hold, in the location's zone; none: as long as can be remembered.
    pub effective_from: Option<NaiveDate>,
    pub weekly: Vec<WeeklyRange>,
}

/// New weekly hours for one location, as written. They replace the old ones from `effective_from` on.
#[derive(Debug, Clone, Default)]
pub struct ScheduleForm {
    /// None: the doctor's first location.
    pub location_id: Option<String>,
    pub effective_from: Option<String>,
    /// Required, so that leaving it out is no way to delete all hours; empty means none.
    pub weekly: Option<Vec<WeeklyRange>>,
    /// What becomes of appointments that would fall outside.
    pub resolutions: Vec<Resolution>,
}

/// An appointment that an edit of the calendar hits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    pub appointment: Appointment,
    /// The nearest other time that would be free after the edit, for doctor and patient.
    pub proposed: Option<Slot>,
}

/// What is to become of an appointment that an edit hits, as written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Resolution {
    pub id: String,
    /// Where it is moved to; none: it is cancelled.
    pub start_time: Option<String>,
}

/// A wish to be bookable once, outside the weekly hours, as written.
#[derive(Debug, Clone, Default)]
pub struct WindowForm {
    pub start_time: String,
    pub end_time: String,
    /// None: the doctor's first location.
    pub location_id: Option<String>,
}

/// A one-off range of open time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AvailabilityWindow {
    pub id: WindowId,
    pub location_id: LocationId,
    pub during: TimeRange,
}

/// Longest one-off window, in hours: longer ones are typing errors.
pub const MAX_WINDOW_HOURS: i64 = 24;

/// A stretch of time in which a doctor sees nobody, whatever their hours say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TimeOff {
    pub id: TimeOffId,
    pub start_time: DateTime<Utc>,
    pub end_time: DateTime<Utc>,
    /// Seen by the practice only.
    pub reason: Option<String>,
}

/// Time off, and what is booked in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenTimeOff {
    pub time_off: TimeOff,
    /// What is booked in it all the same, and has to be moved or cancelled; in the order of starts.
    pub appointments: Vec<Appointment>,
}

/// Time off, as written. Bounds are instants or dates; the end is exclusive.
#[derive(Debug, Clone, Default)]
pub struct TimeOffForm {
    pub start_time: String,
    pub end_time: String,
    pub reason: Option<String>,
    /// What becomes of appointments that are booked in it; the others stay.
    pub resolutions: Vec<Resolution>,
}

/// Longest time off, in days: longer ones are typing errors.
pub const MAX_TIME_OFF_DAYS: i64 = 366;

/// Longest reason of time off or a closure.
pub const MAX_ABSENCE_REASON_CHARS: usize = 200;

/// Days on which a location is closed for everybody, such as a public holiday; on its own calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LocationClosure {
    pub id: ClosureId,
    pub location_id: LocationId,
    pub first_day: NaiveDate,
    /// Closed as well.
    pub last_day: NaiveDate,
    pub reason: Option<String>,
}

/// A closure, as written.
#[derive(Debug, Clone, Default)]
pub struct ClosureForm {
    pub first_day: String,
    /// None: one day.
    pub last_day: Option<String>,
    pub reason: Option<String>,
}
