//! People whom somebody with an account books for.

use domain::{
    actor::Actor,
    audit::Action,
    dependant::{Dependant, DependantForm},
    error::ClinicError,
    ids::DependantId,
};

use super::{Answer, Required, Services, commit};
use crate::db::{self, audit::Happened};

/// A family; more would be somebody's register of patients.
const MOST: usize = 20;

impl Services {
    /// Whom one books for.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`] for all but patients.
    pub async fn dependants(&self, actor: &Actor) -> Answer<Vec<Dependant>> {
        actor.can_book()?;
        Ok(db::dependants::of_guardian(&mut *self.connect().await?, actor.user_id).await?)
    }

    /// # Errors
    /// [`ClinicError::Forbidden`], [`ClinicError::Invalid`], [`ClinicError::Conflict`] `too_many_dependants`.
    pub async fn add_dependant(&self, actor: &Actor, form: &DependantForm) -> Answer<Dependant> {
        actor.can_book()?;
        let (full_name, born_on) = form.parse()?;
        let mut tx = self.begin().await?;
        db::users::lock(&mut tx, actor.user_id).await?;
        if db::dependants::of_guardian(&mut tx, actor.user_id).await?.len() >= MOST {
            let detail = format!("One account books for at most {MOST} people. Remove somebody first.");
            return Err(ClinicError::conflict("too_many_dependants", detail));
        }
        let id = DependantId(self.new_id());
        db::dependants::insert(&mut tx, actor.user_id, id, &full_name, born_on, self.now()).await?;
        let happened = Happened::new(Action::DependantAdded).by(actor).to(id.0).of(actor.user_id);
        self.note(&mut tx, happened).await?;
        commit(tx).await?;
        Ok(Dependant { id, full_name: full_name.to_string(), born_on })
    }

    /// Appointments that are made stay.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`], [`ClinicError::NotFound`], also for somebody else's.
    pub async fn remove_dependant(&self, actor: &Actor, id: DependantId) -> Answer<()> {
        actor.can_book()?;
        let mut tx = self.begin().await?;
        db::dependants::remove(&mut tx, actor.user_id, id, self.now()).await?.then_some(()).required("person")?;
        let happened = Happened::new(Action::DependantRemoved).by(actor).to(id.0).of(actor.user_id);
        self.note(&mut tx, happened).await?;
        commit(tx).await
    }
}
