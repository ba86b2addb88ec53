//! Registering.

use domain::{
    actor::Role,
    directory::VisitType,
    error::ClinicError,
    ids::{UserId, VisitTypeId},
    text,
    user::{Registration, RegistrationForm, User},
};
use sqlx::PgConnection;

use super::{Answer, Required, Services, commit};
use crate::{auth::common_passwords::is_common, db};

impl Services {
    /// Makes an account. A doctor also gets an address, the first location and a visit type "Consultation" of 30 minutes.
    ///
    /// # Errors
    /// [`ClinicError::Invalid`], [`ClinicError::Forbidden`] for a role nobody can give themselves,
    /// [`ClinicError::EmailTaken`], [`ClinicError::Overloaded`].
    pub async fn register(&self, form: &RegistrationForm) -> Answer<User> {
        let registration = form.parse(&is_common)?;
        let hash = self.hasher.hash(&registration.password).await?;
        let mut tx = self.begin().await?;
        let id = self.insert_user(&mut tx, &registration, &hash).await?.ok_or(ClinicError::EmailTaken)?;
        let user = db::users::find(&mut tx, id).await?.required("account")?;
        commit(tx).await?;
        Ok(user)
    }

    /// None when the address is taken.
    pub(super) async fn insert_user(
        &self,
        tx: &mut PgConnection,
        registration: &Registration,
        hash: &str,
    ) -> Answer<Option<UserId>> {
        if let Some(specialty) = registration.specialty_id
            && !db::specialties::exists(tx, specialty).await?
        {
            return Err(ClinicError::invalid("specialty_id", "unknown_specialty", "Choose a specialty from the list."));
        }
        let id = UserId(self.new_id());
        if !db::users::insert(tx, id, registration, hash, self.now()).await? {
            return Ok(None);
        }
        if registration.role == Role::Doctor {
            self.insert_doctor(tx, id, registration).await?;
        }
        Ok(Some(id))
    }

    async fn insert_doctor(&self, tx: &mut PgConnection, id: UserId, registration: &Registration) -> Answer<()> {
        let slug = self.free_slug(tx, id, registration.full_name.as_str()).await?;
        let approved_at = self.development.then(|| self.now());
        db::doctors::insert(tx, id, &slug, registration.specialty_id, approved_at).await?;
        if let Some(first) = db::locations::all(tx).await?.first() {
            db::locations::replace_of_doctor(tx, id, &[first.id]).await?;
        }
        let consultation = VisitType {
            id: VisitTypeId(self.new_id()),
            doctor_id: id,
            slug: "consultation".to_owned(),
            name: "Consultation".to_owned(),
            duration_minutes: 30,
            buffer_before_minutes: 0,
            buffer_after_minutes: 0,
            new_patients: true,
        };
        db::visit_types::insert(tx, &consultation, 0).await?;
        Ok(())
    }

    /// The doctor's name as part of an address; namesakes get a number, names of another script their id.
    async fn free_slug(&self, tx: &mut PgConnection, id: UserId, name: &str) -> Answer<String> {
        let slug = text::slug(name);
        if slug.is_empty() {
            return Ok(format!("doctor-{id}"));
        }
        let taken = db::doctors::slugs_like(tx, &slug).await?;
        let candidates = std::iter::once(slug.clone()).chain((2..).map(|number| format!("{slug}-{number}")));
        Ok(candidates.into_iter().find(|candidate| !taken.contains(candidate)).unwrap_or(slug))
    }
}
