//! What patients look through.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    directory::{Doctor, DoctorSearch, Location, Page, Specialty},
    error::ClinicError,
    ids::UserId,
    schedule::{self, TimeRange},
};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Answer, Required, Services, bookable};
use crate::db::{
    self,
    doctors::{After, Visible},
};

/// How far ahead a list of doctors looks for their next free time.
const LOOK_AHEAD_DAYS: i64 = 14;
/// How many free times a doctor shows in a list.
const SLOTS_SHOWN: usize = 3;

impl Services {
    /// # Errors
    /// [`ClinicError::Overloaded`] when the database does not answer.
    pub async fn specialties(&self) -> Answer<Vec<Specialty>> {
        Ok(db::specialties::all(&mut *self.connect().await?).await?)
    }

    /// # Errors
    /// [`ClinicError::Overloaded`] when the database does not answer.
    pub async fn locations(&self) -> Answer<Vec<Location>> {
        Ok(db::locations::all(&mut *self.connect().await?).await?)
    }

    /// Approved doctors, each with their next free times. The number of SQL statements does not depend on how many.
    ///
    /// # Errors
    /// [`ClinicError::Invalid`] for a cursor that is not one of ours.
    pub async fn search_doctors(
        &self,
        search: &DoctorSearch,
        cursor: Option<&str>,
        limit: u16,
    ) -> Answer<Page<Doctor>> {
        let after = cursor.filter(|cursor| !cursor.is_empty()).map(parse_cursor).transpose()?;
        let mut db = self.connect().await?;
        let mut items = db::doctors::search(&mut db, search, after, i64::from(limit) + 1).await?;
        let more = items.len() > usize::from(limit);
        items.truncate(limit.into());
        let next_cursor = items.last().filter(|_| more).map(cursor_after);
        self.add_next_slots(&mut db, search, &mut items).await?;
        if search.available_from.is_some() || search.available_to.is_some() {
            items.retain(|doctor| doctor.next_available.is_some());
        }
        Ok(Page { items, next_cursor })
    }

    /// An approved doctor, by id or slug.
    ///
    /// # Errors
    /// [`ClinicError::NotFound`].
    pub async fn doctor(&self, key: &str) -> Answer<Doctor> {
        let mut db = self.connect().await?;
        let doctor = visible_doctor(&mut db, key).await?;
        let mut one = [doctor];
        self.add_next_slots(&mut db, &DoctorSearch::default(), &mut one).await?;
        let [doctor] = one;
        Ok(doctor)
    }

    async fn add_next_slots(&self, db: &mut PgConnection, search: &DoctorSearch, doctors: &mut [Doctor]) -> Answer<()> {
        let now = self.now();
        let from = search.available_from.unwrap_or(now).max(now);
        let to = search.available_to.unwrap_or(from + TimeDelta::days(LOOK_AHEAD_DAYS));
        let Some(within) = TimeRange::new(from, to) else { return Ok(()) };
        let ids: Vec<UserId> = doctors.iter().map(|doctor| doctor.id).collect();
        let calendars = db::calendars::load(db, &ids, bookable::around(within)).await?;
        for doctor in doctors {
            let Some(visit_type) = doctor.visit_type(search.visit_type.as_deref()) else { continue };
            let Some(calendar) = calendars.get(&doctor.id) else { continue };
            let mut free = schedule::slots(calendar, &visit_type.visit(), &bookable::limits(now), within);
            free.truncate(SLOTS_SHOWN);
            doctor.next_available = free.first().map(|slot| slot.start_time);
            doctor.next_slots = free;
        }
        Ok(())
    }
}

/// A doctor patients may see, by id or slug.
pub(super) async fn visible_doctor(db: &mut PgConnection, key: &str) -> Answer<Doctor> {
    // PostgreSQL cannot look for a NUL, and no key holds one.
    let key = Some(key).filter(|key| !key.contains('\0')).required("doctor")?;
    db::doctors::find(db, key, Visible::Approved).await?.required("doctor")
}

fn cursor_after(doctor: &Doctor) -> String {
    BASE64.encode(format!("{}{}", doctor.id.0.simple(), doctor.full_name))
}

fn parse_cursor(cursor: &str) -> Answer<After> {
    let read = || {
        let text = String::from_utf8(BASE64.decode(cursor).ok()?).ok()?;
        let (id, full_name) = text.split_at_checked(32)?;
        Some(After { id: Uuid::parse_str(id).ok()?, full_name: full_name.replace('\0', "") })
    };
    read().ok_or_else(invalid_cursor)
}

pub(super) fn invalid_cursor() -> ClinicError {
    ClinicError::invalid("cursor", "invalid_cursor", "The cursor is what `next_cursor` of the last answer said.")
}

/// A place in a list that is ordered by time.
pub(super) fn time_cursor(start: DateTime<Utc>, id: Uuid) -> String {
    BASE64.encode(format!("{}{}", id.simple(), start.timestamp_micros()))
}

pub(super) fn parse_time_cursor(cursor: &str) -> Answer<(DateTime<Utc>, Uuid)> {
    let read = || {
        let text = String::from_utf8(BASE64.decode(cursor).ok()?).ok()?;
        let (id, micros) = text.split_at_checked(32)?;
        Some((DateTime::from_timestamp_micros(micros.parse().ok()?)?, Uuid::parse_str(id).ok()?))
    };
    read().ok_or_else(invalid_cursor)
}
