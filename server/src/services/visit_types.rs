//! What doctors offer, and by which rules it can be booked.

use domain::{
    actor::Actor,
    audit::Action,
    directory::VisitType,
    error::ClinicError,
    ids::{LocationId, UserId, VisitTypeId},
    text,
    visit_type::VisitTypeForm,
};
use serde_json::json;
use sqlx::PgConnection;

use super::{Answer, Required, Services, commit, directory::visible_doctor};
use crate::{
    db::{self, audit::Happened, doctors::Visible},
    precondition,
};

impl Services {
    /// What can be booked with a doctor, by id or slug; what is meant by default first.
    ///
    /// # Errors
    /// [`ClinicError::NotFound`].
    pub async fn visit_types(&self, doctor: &str) -> Answer<Vec<VisitType>> {
        Ok(visible_doctor(&mut *self.connect().await?, doctor).await?.visit_types)
    }

    /// What can be booked with a doctor whom patients see.
    ///
    /// # Errors
    /// [`ClinicError::NotFound`].
    pub async fn visit_type(&self, id: VisitTypeId) -> Answer<VisitType> {
        let mut db = self.connect().await?;
        let visit_type = db::visit_types::find(&mut db, id).await?.required("visit type")?;
        let doctor = db::doctors::find(&mut db, &visit_type.doctor_id.to_string(), Visible::Approved).await?;
        doctor.map(|_| visit_type).required("visit type")
    }

    /// Adds a visit type. Doctors add their own; administrators name the doctor.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`], [`ClinicError::NotFound`], [`ClinicError::Invalid`].
    pub async fn add_visit_type(
        &self,
        actor: &Actor,
        doctor: Option<UserId>,
        form: &VisitTypeForm,
    ) -> Answer<VisitType> {
        let doctor = doctor.unwrap_or(actor.user_id);
        actor.can_edit_visit_types_of(doctor)?;
        if form.name.is_none() {
            return Err(ClinicError::invalid("name", "required", "Give the visit a name, such as “Follow-up”."));
        }
        let mut tx = self.begin().await?;
        db::calendars::edit(&mut tx, doctor).await?;
        let works_at = works_at(&mut tx, doctor).await?;
        let usual = VisitType::consultation(doctor, VisitTypeId(self.new_id()));
        let visit_type = form.apply(usual, &works_at)?;
        let used = db::visit_types::slugs(&mut tx, doctor).await?;
        let visit_type = VisitType { slug: text::free_slug(&visit_type.name, &used), ..visit_type };
        db::visit_types::insert(&mut tx, &visit_type).await?;
        self.note_visit_type(&mut tx, actor, &visit_type, "added").await?;
        commit(tx).await?;
        self.changes.note(doctor);
        Ok(visit_type)
    }

    /// Changes a visit type. Appointments keep the time they were booked with.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`], [`ClinicError::NotFound`], [`ClinicError::Invalid`].
    pub async fn change_visit_type(&self, actor: &Actor, id: VisitTypeId, form: &VisitTypeForm) -> Answer<VisitType> {
        let mut tx = self.begin().await?;
        let visit_type = db::visit_types::find(&mut tx, id).await?.required("visit type")?;
        let doctor = visit_type.doctor_id;
        actor.can_edit_visit_types_of(doctor)?;
        db::calendars::edit(&mut tx, doctor).await?;
        let works_at = works_at(&mut tx, doctor).await?;
        // Again: somebody may have changed it meanwhile.
        let visit_type = db::visit_types::find(&mut tx, id).await?.required("visit type")?;
        precondition::check(&visit_type)?;
        let visit_type = form.apply(visit_type, &works_at)?;
        db::visit_types::update(&mut tx, &visit_type).await?;
        self.note_visit_type(&mut tx, actor, &visit_type, "changed").await?;
        commit(tx).await?;
        self.changes.note(doctor);
        Ok(visit_type)
    }

    /// Takes a visit type off the list; appointments still name it.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`], [`ClinicError::NotFound`], [`ClinicError::Conflict`] `last_visit_type`.
    pub async fn retire_visit_type(&self, actor: &Actor, id: VisitTypeId) -> Answer<()> {
        let mut tx = self.begin().await?;
        let visit_type = db::visit_types::find(&mut tx, id).await?.required("visit type")?;
        let doctor = visit_type.doctor_id;
        actor.can_edit_visit_types_of(doctor)?;
        db::calendars::edit(&mut tx, doctor).await?;
        // Again: somebody may have changed it meanwhile.
        precondition::check(&db::visit_types::find(&mut tx, id).await?.required("visit type")?)?;
        let offered = db::visit_types::of_doctors(&mut tx, &[doctor.0]).await?.remove(&doctor).unwrap_or_default();
        if offered.len() < 2 {
            let detail = "A doctor offers at least one kind of visit. Add another before you take this one away.";
            return Err(ClinicError::conflict("last_visit_type", detail));
        }
        db::visit_types::retire(&mut tx, doctor, id, self.now()).await?;
        self.note_visit_type(&mut tx, actor, &visit_type, "retired").await?;
        commit(tx).await?;
        self.changes.note(doctor);
        Ok(())
    }

    async fn note_visit_type(
        &self,
        tx: &mut PgConnection,
        actor: &Actor,
        visit_type: &VisitType,
        how: &str,
    ) -> Answer<()> {
        let happened = Happened::new(Action::VisitTypeChanged).by(actor).to(visit_type.id.0);
        self.note(tx, happened.with(json!({ "how": how, "doctor": visit_type.doctor_id }))).await
    }
}

async fn works_at(db: &mut PgConnection, doctor: UserId) -> Answer<Vec<LocationId>> {
    let doctor = db::doctors::find(db, &doctor.to_string(), Visible::All).await?.required("doctor")?;
    Ok(doctor.locations.iter().map(|location| location.id).collect())
}
