//! What a doctor publishes: weekly hours and one-off windows.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::ids::{LocationId, WindowId};
use crate::schedule::TimeRange;

/// One range of a week, as written: ISO weekday 1 (Monday) to 7, wall-clock times such as `09:00`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeeklyRange {
    pub weekday: u8,
    pub start: String,
    pub end: String,
}

/// A doctor's weekly hours at one location.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
