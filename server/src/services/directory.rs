//! What patients look through.

use domain::{
    directory::{Department, Doctor, Location, Specialty},
    error::ClinicError,
    text,
};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Answer, Required, Services};
use crate::db::{self, doctors::Visible};

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

    /// Those of a location, by id or slug, or all.
    ///
    /// # Errors
    /// [`ClinicError::Overloaded`] when the database does not answer.
    pub async fn departments(&self, location: Option<&str>) -> Answer<Vec<Department>> {
        Ok(db::departments::all(&mut *self.connect().await?, location).await?)
    }

    /// A specialty that can be chosen, by id or slug.
    ///
    /// # Errors
    /// [`ClinicError::NotFound`].
    pub async fn specialty(&self, key: &str) -> Answer<Specialty> {
        db::specialties::find(&mut *self.connect().await?, key).await?.required("specialty")
    }

    /// A location that can be chosen, by id or slug.
    ///
    /// # Errors
    /// [`ClinicError::NotFound`].
    pub async fn location(&self, key: &str) -> Answer<Location> {
        db::locations::find(&mut *self.connect().await?, key).await?.required("location")
    }

    /// A department that can be chosen, by id or slug.
    ///
    /// # Errors
    /// [`ClinicError::NotFound`].
    pub async fn department(&self, key: &str) -> Answer<Department> {
        db::departments::find(&mut *self.connect().await?, key).await?.required("department")
    }

    /// An approved doctor, by id or slug.
    ///
    /// # Errors
    /// [`ClinicError::NotFound`].
    pub async fn doctor(&self, key: &str) -> Answer<Doctor> {
        let mut db = self.connect().await?;
        let mut doctor = visible_doctor(&mut db, key).await?;
        self.add_next_free(&mut db, &mut doctor).await?;
        Ok(doctor)
    }
}

/// A name as part of an address that is not in use yet; one of another script gives way to the id.
pub(super) fn free_slug(what: &str, id: Uuid, name: &str, used: &[String]) -> String {
    if text::slug(name).is_empty() { format!("{what}-{id}") } else { text::free_slug(name, used) }
}

/// What is retired must not be missed by anybody.
pub(super) fn refuse_if(in_use: bool, detail: &str) -> Answer<()> {
    if in_use { Err(ClinicError::conflict("in_use", detail)) } else { Ok(()) }
}

/// A doctor patients may see, by id or slug.
pub(super) async fn visible_doctor(db: &mut PgConnection, key: &str) -> Answer<Doctor> {
    // PostgreSQL cannot look for a NUL, and no key holds one.
    let key = Some(key).filter(|key| !key.contains('\0')).required("doctor")?;
    db::doctors::find(db, key, Visible::Approved).await?.required("doctor")
}
