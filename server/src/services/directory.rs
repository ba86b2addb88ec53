//! What patients look through.

use chrono::TimeDelta;
use domain::{
    directory::{Doctor, DoctorSearch, Location, Page, Specialty},
    ids::UserId,
    schedule::{self, TimeRange},
};
use sqlx::PgConnection;

use super::{
    Answer, Required, Services,
    bookable::{For, around},
    paging::{Place, one_more, page},
};
use crate::db::{
    self,
    calendars::AskedBy,
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
        let after = Place::read(cursor)?.map(|Place { id, by }| After { id, full_name: by.replace('\0', "") });
        let mut db = self.connect().await?;
        let found = db::doctors::search(&mut db, search, after, one_more(limit)).await?;
        let mut page = page(found, limit, |doctor| Place { id: doctor.id.0, by: doctor.full_name.clone() });
        self.add_next_slots(&mut db, search, &mut page.items).await?;
        if search.available_from.is_some() || search.available_to.is_some() {
            page.items.retain(|doctor| doctor.next_available.is_some());
        }
        Ok(page)
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
        let found = db::calendars::of_doctors(db, &ids, around(within), AskedBy { patient: None, now }).await?;
        for doctor in doctors {
            let Some(visit_type) = doctor.visit_type(search.visit_type.as_deref()) else { continue };
            let Some(bookable) = found.iter().find(|bookable| bookable.doctor_id == doctor.id) else { continue };
            let asker = For::Anybody.asker(bookable, now);
            let mut free = schedule::slots(&bookable.calendar, &visit_type.visit(), &asker, within);
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
