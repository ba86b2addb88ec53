//! Patients, as the practice sees them and as they see themselves.

use domain::{
    actor::{Actor, Role, Scope},
    audit::Action,
    directory::Page,
    ids::UserId,
    patient::{MAX_WORDS_CHARS, Patient},
    profile::ProfileForm,
    text,
    user::RegistrationForm,
};
use serde_json::json;
use sqlx::PgConnection;

use super::{
    Answer, Required, Services, commit,
    invitations::Invitation,
    paging::{Place, one_more, page},
};
use crate::{
    db::{
        self,
        audit::Happened,
        patients::{After, Filter},
    },
    precondition,
};

impl Services {
    /// Patients by name: for administrators all, for doctors and receptionists those of the appointments they see, for a
    /// patient themselves. `q` is how words of a name or an e-mail address begin.
    ///
    /// # Errors
    /// [`ClinicError::Invalid`] for words that cannot be looked up, and for a cursor that is not one of ours.
    pub async fn patients(
        &self,
        actor: &Actor,
        q: Option<&str>,
        cursor: Option<&str>,
        limit: u16,
    ) -> Answer<Page<Patient>> {
        let q = text::optional("q", "The text", q, MAX_WORDS_CHARS)?;
        let after = Place::read(cursor)?.map(|Place { id, by }| After { id, full_name: by.replace('\0', "") });
        let filter = Filter { q: q.as_deref(), ..Filter::default() };
        let mut tx = self.begin().await?;
        let found = db::patients::list(&mut tx, actor.scope(), &filter, after.as_ref(), one_more(limit)).await?;
        let page = page(found, limit, |patient| Place { id: patient.id.0, by: patient.full_name.clone() });
        if actor.role != Role::Patient {
            let seen: Vec<_> = page.items.iter().map(|patient| patient.id).collect();
            let happened = Happened::new(Action::AccountsListed).by(actor);
            self.note(&mut tx, happened.with(json!({ "accounts": seen }))).await?;
        }
        commit(tx).await?;
        Ok(page)
    }

    /// One of the patients whom [`Services::patients`] lists.
    ///
    /// # Errors
    /// [`ClinicError::NotFound`].
    pub async fn patient(&self, actor: &Actor, id: UserId) -> Answer<Patient> {
        let mut tx = self.begin().await?;
        let patient = find_patient(&mut tx, actor.scope(), id).await?;
        if actor.user_id != id {
            self.note(&mut tx, Happened::to_account(Action::AccountRead, id).by(actor)).await?;
        }
        commit(tx).await?;
        Ok(patient)
    }

    /// Makes an account for somebody who came to the desk. Without a password, they are mailed a link to choose one.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`], [`ClinicError::Invalid`], [`ClinicError::EmailTaken`].
    pub async fn admit_patient(&self, actor: &Actor, form: &RegistrationForm) -> Answer<Patient> {
        actor.can_admit_patients()?;
        let invitation = Invitation::read(form)?;
        let hash = self.hasher.hash(&invitation.registration.password).await?;
        let mut tx = self.begin().await?;
        let id = self.invite(&mut tx, actor, &invitation, &hash).await?;
        let patient = find_patient(&mut tx, Scope::Everybody, id).await?;
        commit(tx).await?;
        Ok(patient)
    }

    /// Changes a patient's name and telephone number.
    ///
    /// # Errors
    /// [`ClinicError::NotFound`], [`ClinicError::Forbidden`], [`ClinicError::Invalid`].
    pub async fn change_patient(&self, actor: &Actor, id: UserId, form: &ProfileForm) -> Answer<Patient> {
        let mut tx = self.begin().await?;
        find_patient(&mut tx, actor.scope(), id).await?;
        actor.can_edit_patient(id)?;
        // What a form leaves out stays as it is, not as it was.
        db::users::lock(&mut tx, id).await?;
        precondition::check(&find_patient(&mut tx, Scope::Everybody, id).await?)?;
        let user = db::users::find(&mut tx, id).await?.required("patient")?;
        db::users::set_profile(&mut tx, id, &form.parse(&user)?, self.now()).await?;
        self.note(&mut tx, Happened::to_account(Action::ProfileChanged, id).by(actor)).await?;
        let patient = find_patient(&mut tx, Scope::Everybody, id).await?;
        commit(tx).await?;
        Ok(patient)
    }

    /// Disables a patient's account, for administrators; their appointments stay. Nothing where it is disabled already.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`], [`ClinicError::NotFound`].
    pub async fn disable_patient(&self, actor: &Actor, id: UserId) -> Answer<()> {
        actor.can_administer()?;
        let mut tx = self.begin().await?;
        db::users::lock(&mut tx, id).await?;
        precondition::check(&find_patient(&mut tx, Scope::Everybody, id).await?)?;
        let user = db::users::find(&mut tx, id).await?;
        let user = user.filter(|user| user.role == Role::Patient).required("patient")?;
        if user.active {
            self.enable(&mut tx, actor, &user, false).await?;
        }
        commit(tx).await
    }
}

async fn find_patient(db: &mut PgConnection, scope: Scope, id: UserId) -> Answer<Patient> {
    let filter = Filter { id: Some(id), ..Filter::default() };
    db::patients::list(db, scope, &filter, None, 1).await?.pop().required("patient")
}
