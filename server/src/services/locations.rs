//! Where doctors work, as administrators list it.

use domain::{
    actor::Actor,
    audit::Action,
    directory::Location,
    ids::{AppointmentId, LocationId, UserId},
    location::LocationForm,
};
use serde_json::json;
use sqlx::PgConnection;

use super::{
    Answer, Required, Services,
    availability::refuse_stranding,
    commit,
    directory::{free_slug, refuse_if},
};
use crate::{
    db::{self, audit::Happened},
    precondition,
};

impl Services {
    /// Adds a location, for administrators.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`], [`ClinicError::Invalid`].
    pub async fn add_location(&self, actor: &Actor, form: &LocationForm) -> Answer<Location> {
        actor.can_administer()?;
        let id = LocationId(self.new_id());
        let location = form.apply(Location {
            id,
            slug: String::new(),
            name: String::new(),
            address: String::new(),
            city: String::new(),
            postal_code: String::new(),
            time_zone: String::new(),
        })?;
        let mut tx = self.begin().await?;
        db::directory::lock(&mut tx).await?;
        let slug = free_slug("location", id.0, &location.name, &db::locations::slugs(&mut tx).await?);
        let location = Location { slug, ..location };
        db::locations::insert(&mut tx, &location).await?;
        self.note_location(&mut tx, actor, id, "added").await?;
        commit(tx).await?;
        Ok(location)
    }

    /// Changes a location, by id or slug. Weekly hours are read on its clock: another time zone moves them all.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`], [`ClinicError::NotFound`], [`ClinicError::Invalid`], [`ClinicError::Conflict`] with
    /// `appointments_outside_hours` where that would leave somebody outside.
    pub async fn change_location(&self, actor: &Actor, key: &str, form: &LocationForm) -> Answer<Location> {
        actor.can_administer()?;
        let mut tx = self.begin().await?;
        db::directory::lock(&mut tx).await?;
        let before = db::locations::find(&mut tx, key).await?.required("location")?;
        precondition::check(&before)?;
        let location = form.apply(before.clone())?;
        let mut doctors = Vec::new();
        if location.time_zone == before.time_zone {
            db::locations::update(&mut tx, &location).await?;
        } else {
            doctors = db::calendars::edit_at(&mut tx, location.id).await?;
            let outside_before = self.stranded_of(&mut tx, &doctors).await?;
            db::locations::update(&mut tx, &location).await?;
            let outside = self.stranded_of(&mut tx, &doctors).await?;
            refuse_stranding(outside.iter().filter(|id| !outside_before.contains(id)).count())?;
        }
        self.note_location(&mut tx, actor, location.id, "changed").await?;
        commit(tx).await?;
        self.changes.note_all(doctors);
        Ok(location)
    }

    /// Takes a location off the list, with its departments. Appointments that were there still name it.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`], [`ClinicError::NotFound`], [`ClinicError::Conflict`] `in_use` while doctors work there
    /// or patients are expected there.
    pub async fn retire_location(&self, actor: &Actor, key: &str) -> Answer<()> {
        actor.can_administer()?;
        let now = self.now();
        let mut tx = self.begin().await?;
        db::directory::lock(&mut tx).await?;
        let location = db::locations::find(&mut tx, key).await?.required("location")?;
        precondition::check(&location)?;
        let id = location.id;
        // First: whoever is choosing it is waited for, and then seen.
        db::locations::retire(&mut tx, id, now).await?;
        let used = db::locations::is_in_use(&mut tx, id, now).await?;
        refuse_if(used, "Doctors work at this location, or patients are expected there. See to them first.")?;
        // Of doctors whose accounts are disabled: should they come back, it is to another place.
        db::locations::clear(&mut tx, id).await?;
        db::departments::retire_at(&mut tx, id, now).await?;
        self.note_location(&mut tx, actor, id, "retired").await?;
        commit(tx).await
    }

    async fn stranded_of(&self, tx: &mut PgConnection, doctors: &[UserId]) -> Answer<Vec<AppointmentId>> {
        let mut outside = Vec::new();
        for doctor in doctors {
            outside.extend(self.stranded(tx, *doctor).await?);
        }
        Ok(outside)
    }

    async fn note_location(&self, tx: &mut PgConnection, actor: &Actor, id: LocationId, how: &str) -> Answer<()> {
        let happened = Happened::new(Action::LocationChanged).by(actor).to(id.0);
        self.note(tx, happened.with(json!({ "how": how }))).await
    }
}
