//! When a doctor can be booked: the question slots, availability and bookings all ask in the same words.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    Tz,
    appointment::SlotQuery,
    directory::Doctor,
    error::{ClinicError, Problems},
    local_time::parse_instant_or_date,
    schedule::{self, Limits, OpenTime, Slot, TimeRange},
};

use super::{Answer, Required, Services, directory::visible_doctor};
use crate::db;

/// How far ahead appointments can be booked.
const HORIZON_DAYS: u16 = 180;
const DEFAULT_DAYS: i64 = 14;
const MAX_DAYS: i64 = 62;

/// The limits of booking at a time.
pub(super) fn limits(now: DateTime<Utc>) -> Limits {
    Limits { now, horizon_days: HORIZON_DAYS }
}

/// What of a calendar bears on a stretch of time: visits and windows reach over its ends by less than two days.
pub(super) fn around(within: TimeRange) -> TimeRange {
    within.widened(TimeDelta::days(2), TimeDelta::days(2))
}

/// The zone in which times without an offset are meant: that of the doctor's first location.
pub(super) fn zone_of(doctor: &Doctor) -> Answer<Tz> {
    match doctor.locations.first() {
        None => Ok(Tz::UTC),
        Some(location) => location.time_zone.parse().map_err(|_| {
            tracing::error!(location = %location.id, "the location's time zone is not a zone");
            ClinicError::Internal
        }),
    }
}

impl Services {
    /// Exactly what can be booked now.
    ///
    /// # Errors
    /// [`ClinicError::NotFound`], [`ClinicError::Invalid`].
    pub async fn slots(&self, query: &SlotQuery) -> Answer<Vec<Slot>> {
        let mut db = self.connect().await?;
        let doctor = visible_doctor(&mut db, &query.doctor_id).await?;
        let within = self.parse_bounds(&doctor, query)?;
        let Some(visit_type) = doctor.visit_type(query.visit_type_id.as_deref()) else {
            return match &query.visit_type_id {
                Some(_) => Err(unknown_visit_type()),
                None => Ok(Vec::new()),
            };
        };
        let calendar =
            db::calendars::load(&mut db, &[doctor.id], around(within)).await?.remove(&doctor.id).required("doctor")?;
        Ok(schedule::slots(&calendar, &visit_type.visit(), &limits(self.now()), within))
    }

    /// Open time less booked time, from now on.
    ///
    /// # Errors
    /// [`ClinicError::NotFound`], [`ClinicError::Invalid`].
    pub async fn availability(&self, query: &SlotQuery) -> Answer<Vec<OpenTime>> {
        let mut db = self.connect().await?;
        let doctor = visible_doctor(&mut db, &query.doctor_id).await?;
        let within = self.parse_bounds(&doctor, query)?;
        let calendar =
            db::calendars::load(&mut db, &[doctor.id], around(within)).await?.remove(&doctor.id).required("doctor")?;
        Ok(calendar.open_time(within))
    }

    pub(super) fn parse_bounds(&self, doctor: &Doctor, query: &SlotQuery) -> Answer<TimeRange> {
        let zone = zone_of(doctor)?;
        let mut problems = Problems::default();
        let mut read = |field: &str, text: &Option<String>| match text {
            None => Some(None),
            Some(text) => problems.keep(parse_instant_or_date(field, text, zone)).map(Some),
        };
        let (from, to) = (read("from", &query.from), read("to", &query.to));
        problems.check()?;
        let from = from.flatten().unwrap_or_else(|| self.now());
        let to = to.flatten().unwrap_or(from + TimeDelta::days(DEFAULT_DAYS));
        let within = TimeRange::new(from, to)
            .ok_or_else(|| ClinicError::invalid("to", "empty_range", "`to` must come after `from`."))?;
        // An hour's grace: 62 days of a zone that turns its clocks back are longer.
        if within.duration() > TimeDelta::days(MAX_DAYS) + TimeDelta::hours(1) {
            return Err(ClinicError::invalid(
                "to",
                "range_too_long",
                format!("Ask for at most {MAX_DAYS} days at a time."),
            ));
        }
        Ok(within)
    }
}

pub(super) fn unknown_visit_type() -> ClinicError {
    ClinicError::invalid("visit_type_id", "unknown_visit_type", "The doctor does not offer this visit type.")
}
