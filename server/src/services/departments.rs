//! The parts of a practice, as administrators list them.

use domain::{
    actor::Actor,
    audit::Action,
    department::DepartmentForm,
    directory::Department,
    ids::{DepartmentId, LocationId},
    location::unknown_location,
};
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
    /// Adds a department, for administrators.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`], [`ClinicError::Invalid`].
    pub async fn add_department(&self, actor: &Actor, form: &DepartmentForm) -> Answer<Department> {
        actor.can_administer()?;
        let (name, location_id) = form.parse(None)?;
        let mut tx = self.begin().await?;
        db::directory::lock(&mut tx).await?;
        check_location(&mut tx, location_id).await?;
        let id = DepartmentId(self.new_id());
        let slug = free_slug("department", id.0, &name, &db::departments::slugs(&mut tx).await?);
        let department = Department { id, slug, name, location_id };
        db::departments::insert(&mut tx, &department).await?;
        self.note_department(&mut tx, actor, id, "added").await?;
        commit(tx).await?;
        Ok(department)
    }

    /// Gives a department, by id or slug, another name or location. It moves only while nobody belongs to it.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`], [`ClinicError::NotFound`], [`ClinicError::Invalid`], [`ClinicError::Conflict`] `in_use`.
    pub async fn change_department(&self, actor: &Actor, key: &str, form: &DepartmentForm) -> Answer<Department> {
        actor.can_administer()?;
        let mut tx = self.begin().await?;
        db::directory::lock(&mut tx).await?;
        let before = db::departments::find(&mut tx, key).await?.required("department")?;
        precondition::check(&before)?;
        let (name, location_id) = form.parse(Some(&before))?;
        let department = Department { name, location_id, ..before };
        let moves = location_id != before.location_id;
        if moves {
            check_location(&mut tx, location_id).await?;
        }
        // First: whoever is choosing it is waited for, and then seen.
        db::departments::update(&mut tx, &department).await?;
        if moves {
            let used = db::departments::is_in_use(&mut tx, department.id).await?;
            refuse_if(used, "Doctors belong to this department, where it is. Give them another one first.")?;
        }
        self.note_department(&mut tx, actor, department.id, "changed").await?;
        commit(tx).await?;
        Ok(department)
    }

    /// Takes a department to which no doctor belongs off the list.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`], [`ClinicError::NotFound`], [`ClinicError::Conflict`] `in_use`.
    pub async fn retire_department(&self, actor: &Actor, key: &str) -> Answer<()> {
        actor.can_administer()?;
        let mut tx = self.begin().await?;
        db::directory::lock(&mut tx).await?;
        let department = db::departments::find(&mut tx, key).await?.required("department")?;
        precondition::check(&department)?;
        let id = department.id;
        // First: whoever is choosing it is waited for, and then seen.
        db::departments::retire(&mut tx, id, self.now()).await?;
        let used = db::departments::is_in_use(&mut tx, id).await?;
        refuse_if(used, "Doctors belong to this department. Give them another one first.")?;
        self.note_department(&mut tx, actor, id, "retired").await?;
        commit(tx).await
    }

    async fn note_department(&self, tx: &mut PgConnection, actor: &Actor, id: DepartmentId, how: &str) -> Answer<()> {
        let happened = Happened::new(Action::DepartmentChanged).by(actor).to(id.0);
        self.note(tx, happened.with(json!({ "how": how }))).await
    }
}

pub(super) async fn check_location(db: &mut PgConnection, id: LocationId) -> Answer<()> {
    if db::locations::exists(db, id).await? { Ok(()) } else { Err(unknown_location().into()) }
}
