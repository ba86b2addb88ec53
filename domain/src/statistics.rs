//! What administrators want to know: how much is booked, what becomes of it, and how much of the open time it takes.
//!
//! A visit belongs to the day that the clock of its place shows when it begins, whenever it was booked.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    error::{ClinicError, FieldError, Problems},
    local_time::parse_date,
};

const DEFAULT_DAYS: u64 = 30;
const MAX_DAYS: i64 = 366;

/// The practice at this moment, in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Overview {
    pub patients: i64,
    /// Doctors whom patients see.
    pub doctors: i64,
    pub doctors_to_approve: i64,
    pub locations: i64,
    pub appointments: i64,
    /// Today, on the clock of their place, cancelled ones apart.
    pub appointments_today: i64,
    pub appointments_to_come: i64,
    pub appointments_to_confirm: i64,
    /// Entries of waiting lists.
    pub waiting: i64,
}

/// What became of the visits of some days.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Visits {
    /// All of them, whatever became of them.
    pub booked: i64,
    pub cancelled: i64,
    pub no_shows: i64,
    pub completed: i64,
}

impl Visits {
    /// Those of which none of this is known: to come, under way, or forgotten.
    pub fn others(&self) -> i64 {
        self.booked - self.cancelled - self.no_shows - self.completed
    }

    fn add(&mut self, more: Self) {
        self.booked += more.booked;
        self.cancelled += more.cancelled;
        self.no_shows += more.no_shows;
        self.completed += more.completed;
    }
}

/// A day, or a week, which begins on Monday.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Period {
    pub start: NaiveDate,
    #[serde(flatten)]
    pub visits: Visits,
    /// Days from booking to visit, of half of them at most. None: there were no visits.
    pub median_lead_days: Option<f64>,
    /// How many joined a waiting list, on the clock of UTC …
    pub waitlist_joined: i64,
    /// … and how often somebody on one was offered a time.
    pub times_offered: i64,
}

/// How much of the time that was open was taken: of a doctor, or at a location.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Utilisation {
    pub id: Uuid,
    pub name: String,
    #[serde(flatten)]
    pub visits: Visits,
    /// Minutes in which there was a visit that was not cancelled.
    pub booked_minutes: i64,
    /// Minutes of weekly hours and windows, less time off and closures.
    pub open_minutes: i64,
    /// Booked minutes by open ones. More than 1 where visits lie outside the hours; none where nothing was open.
    pub utilisation: Option<f64>,
}

impl Utilisation {
    pub fn of(id: Uuid, name: String) -> Self {
        Self { id, name, visits: Visits::default(), booked_minutes: 0, open_minutes: 0, utilisation: None }
    }

    /// Takes visits and the time of one doctor at one place into account.
    pub fn add(&mut self, visits: Visits, booked_minutes: i64, open_minutes: i64) {
        self.visits.add(visits);
        self.booked_minutes += booked_minutes;
        self.open_minutes += open_minutes;
        #[expect(clippy::cast_precision_loss, reason = "no practice is open for 2^53 minutes")]
        let share = self.booked_minutes as f64 / self.open_minutes as f64;
        self.utilisation = (self.open_minutes > 0).then_some((share * 1000.0).round() / 1000.0);
    }
}

/// How days are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    Day,
    Week,
}

impl By {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
        }
    }
}

/// Which days are asked about, as written.
#[derive(Debug, Clone, Default)]
pub struct StatisticsForm {
    pub from: Option<String>,
    pub to: Option<String>,
    pub by: Option<String>,
}

/// The days from `from` up to, not including, `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub by: By,
}

impl StatisticsForm {
    /// Unless said otherwise: the last 30 days, today among them.
    ///
    /// # Errors
    /// [`ClinicError::Invalid`].
    pub fn parse(&self, today: NaiveDate) -> Result<Span, ClinicError> {
        let mut problems = Problems::default();
        let mut date = |field: &str, text: &Option<String>| {
            text.as_deref().and_then(|text| problems.keep(parse_date(field, text)))
        };
        let (from, to) = (date("from", &self.from), date("to", &self.to));
        let by = match self.by.as_deref() {
            None | Some("day") => Some(By::Day),
            Some("week") => Some(By::Week),
            Some(_) => {
                problems.push(FieldError::new("by", "unknown_value", "`by` is day or week."));
                None
            }
        };
        problems.check()?;
        let to = to.unwrap_or(today + Days::new(1));
        let from = from.unwrap_or(to.checked_sub_days(Days::new(DEFAULT_DAYS)).unwrap_or(NaiveDate::MIN));
        let days = (to - from).num_days();
        if !(1..=MAX_DAYS).contains(&days) {
            let detail = format!("`to` comes after `from`, by at most {MAX_DAYS} days.");
            return Err(ClinicError::invalid("to", "invalid_range", detail));
        }
        by.map(|by| Span { from, to, by }).ok_or(ClinicError::Internal)
    }
}
