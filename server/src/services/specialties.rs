//! What doctors know about, as administrators list it.

use domain::{actor::Actor, audit::Action, directory::Specialty, ids::SpecialtyId, specialty::SpecialtyForm};
use serde_json::json;
use sqlx::PgConnection;

use super::{
    Answer, Required, Services, commit,
    directory::{free_slug, refuse_if},
};
use crate::{
    db::{self, audit::Happened},
    precondition,
};

impl Services {
    /// Adds a specialty, for administrators.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`], [`ClinicError::Invalid`].
    pub async fn add_specialty(&self, actor: &Actor, form: &SpecialtyForm) -> Answer<Specialty> {
        actor.can_administer()?;
        let id = SpecialtyId(self.new_id());
        let specialty = form.apply(Specialty { id, slug: String::new(), name: String::new() })?;
        let mut tx = self.begin().await?;
        db::directory::lock(&mut tx).await?;
        let slug = free_slug("specialty", id.0, &specialty.name, &db::specialties::slugs(&mut tx).await?);
        let specialty = Specialty { slug, ..specialty };
        db::specialties::insert(&mut tx, &specialty).await?;
        self.note_specialty(&mut tx, actor, id, "added").await?;
        commit(tx).await?;
        Ok(specialty)
    }

    /// Gives a specialty, by id or slug, another name.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`], [`ClinicError::NotFound`], [`ClinicError::Invalid`].
    pub async fn change_specialty(&self, actor: &Actor, key: &str, form: &SpecialtyForm) -> Answer<Specialty> {
        actor.can_administer()?;
        let mut tx = self.begin().await?;
        db::directory::lock(&mut tx).await?;
        let before = db::specialties::find(&mut tx, key).await?.required("specialty")?;
        precondition::check(&before)?;
        let specialty = form.apply(before)?;
        db::specialties::update(&mut tx, &specialty).await?;
        self.note_specialty(&mut tx, actor, specialty.id, "changed").await?;
        commit(tx).await?;
        Ok(specialty)
    }

    /// Takes a specialty that no doctor has off the list.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`], [`ClinicError::NotFound`], [`ClinicError::Conflict`] `in_use`.
    pub async fn retire_specialty(&self, actor: &Actor, key: &str) -> Answer<()> {
        actor.can_administer()?;
        let mut tx = self.begin().await?;
        db::directory::lock(&mut tx).await?;
        let specialty = db::specialties::find(&mut tx, key).await?.required("specialty")?;
        precondition::check(&specialty)?;
        let id = specialty.id;
        // First: whoever is choosing it is waited for, and then seen.
        db::specialties::retire(&mut tx, id, self.now()).await?;
        let used = db::specialties::is_in_use(&mut tx, id).await?;
        refuse_if(used, "Doctors have this specialty. Give them another one first.")?;
        self.note_specialty(&mut tx, actor, id, "retired").await?;
        commit(tx).await
    }

    async fn note_specialty(&self, tx: &mut PgConnection, actor: &Actor, id: SpecialtyId, how: &str) -> Answer<()> {
        let happened = Happened::new(Action::SpecialtyChanged).by(actor).to(id.0);
        self.note(tx, happened.with(json!({ "how": how }))).await
    }
}
