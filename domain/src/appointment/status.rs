//! Where an appointment stands, and where it can go from there.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// People come early, but not a day early.
const EARLIEST_CHECK_IN: TimeDelta = TimeDelta::hours(12);

/// Where an appointment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Booked, and waiting for the practice to confirm it.
    Requested,
    Confirmed,
    CheckedIn,
    Completed,
    Cancelled,
    NoShow,
}

impl Status {
    pub const ALL: [Self; 6] =
        [Self::Requested, Self::Confirmed, Self::CheckedIn, Self::Completed, Self::Cancelled, Self::NoShow];

    /// The word used in the API and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Confirmed => "confirmed",
            Self::CheckedIn => "checked_in",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
            Self::NoShow => "no_show",
        }
    }

    /// The word people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::Requested => "Waiting for confirmation",
            Self::Confirmed => "Confirmed",
            Self::CheckedIn => "Checked in",
            Self::Completed => "Completed",
            Self::Cancelled => "Cancelled",
            Self::NoShow => "Did not come",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }

    /// Only what has not begun can be moved or cancelled.
    pub fn can_change(self) -> bool {
        matches!(self, Self::Requested | Self::Confirmed)
    }

    /// Whether those who run a visit can move it on from here, or back after a slip. It begins at `start`.
    pub fn can_become(self, to: Self, start: DateTime<Utc>, now: DateTime<Utc>) -> bool {
        match (self, to) {
            (Self::Confirmed, Self::CheckedIn) => start - now <= EARLIEST_CHECK_IN,
            (Self::Confirmed, Self::Completed | Self::NoShow) => start <= now,
            (Self::Requested, Self::Confirmed)
            | (Self::CheckedIn, Self::Completed | Self::Confirmed)
            | (Self::Completed, Self::CheckedIn)
            | (Self::NoShow, Self::CheckedIn | Self::Confirmed) => true,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visit_goes_on_step_by_step_and_back_after_a_slip() {
        use Status::{Cancelled, CheckedIn, Completed, Confirmed, NoShow, Requested};
        let start = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let after = |minutes: i64, from: Status| {
            let now = start + TimeDelta::minutes(minutes);
            Status::ALL.into_iter().filter(|to| from.can_become(*to, start, now)).collect::<Vec<_>>()
        };
        let day = 24 * 60;
        assert_eq!(after(-day, Requested), [Confirmed]);
        assert_eq!(after(-day, Confirmed), []);
        assert_eq!(after(-day / 2, Confirmed), [CheckedIn]);
        assert_eq!(after(0, Confirmed), [CheckedIn, Completed, NoShow]);
        assert_eq!(after(day, CheckedIn), [Confirmed, Completed]);
        assert_eq!(after(day, Completed), [CheckedIn]);
        assert_eq!(after(day, NoShow), [Confirmed, CheckedIn]);
        assert_eq!(after(day, Cancelled), []);
    }
}
