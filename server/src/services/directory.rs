//! What patients look through.

use domain::directory::{Doctor, Location, Specialty};
use sqlx::PgConnection;

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

/// A doctor patients may see, by id or slug.
pub(super) async fn visible_doctor(db: &mut PgConnection, key: &str) -> Answer<Doctor> {
    // PostgreSQL cannot look for a NUL, and no key holds one.
    let key = Some(key).filter(|key| !key.contains('\0')).required("doctor")?;
    db::doctors::find(db, key, Visible::Approved).await?.required("doctor")
}
