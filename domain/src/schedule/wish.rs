//! When somebody wants to come, as the wall clock of the place they go to shows it.

use std::ops::Range;

use chrono::{DateTime, NaiveDate, NaiveTime, Timelike, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::error::FieldError;

/// A part of the day, as people speak of it: until noon, until 17:00, and after that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PartOfDay {
    Morning,
    Afternoon,
    Evening,
}

impl PartOfDay {
    pub const ALL: [Self; 3] = [Self::Morning, Self::Afternoon, Self::Evening];

    /// # Errors
    /// `unknown_value`, for `field`.
    pub fn parse(field: &str, text: &str) -> Result<Self, FieldError> {
        Self::ALL.into_iter().find(|part| part.as_str() == text.trim()).ok_or_else(|| {
            FieldError::new(field, "unknown_value", "The part of the day is morning, afternoon or evening.")
        })
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Morning => "morning",
            Self::Afternoon => "afternoon",
            Self::Evening => "evening",
        }
    }

    /// In minutes after midnight on the wall clock.
    pub fn minutes(self) -> Range<u16> {
        match self {
            Self::Morning => 0..12 * 60,
            Self::Afternoon => 12 * 60..17 * 60,
            Self::Evening => 17 * 60..24 * 60,
        }
    }

    fn contains(self, time: NaiveTime) -> bool {
        let Range { start, end } = self.minutes();
        (u32::from(start)..u32::from(end)).contains(&(time.num_seconds_from_midnight() / 60))
    }
}

/// A day, a part of it, or both. Nothing wished for is fulfilled by any time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wish {
    pub date: Option<NaiveDate>,
    pub part_of_day: Option<PartOfDay>,
}

impl Wish {
    /// Whether a visit that starts then, at a place in `zone`, is what is wished for.
    pub fn is_fulfilled_by(&self, start: DateTime<Utc>, zone: Tz) -> bool {
        let local = start.with_timezone(&zone).naive_local();
        self.date.is_none_or(|date| date == local.date())
            && self.part_of_day.is_none_or(|part| part.contains(local.time()))
    }
}
