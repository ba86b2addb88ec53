//! The accounts of others: seen and changed by administrators.

use domain::{
    actor::{Actor, Role},
    audit::Action,
    directory::Page,
    error::ClinicError,
    ids::UserId,
    location::unknown_location,
    session::EndReason,
    user::{Registration, RegistrationForm, User, UserChange, UserChangeForm, UserFilter},
};
use serde_json::json;
use sqlx::PgConnection;

use super::{
    Answer, Required, Services, commit,
    paging::{Place, one_more, page},
};
use crate::{
    auth::common_passwords::is_common,
    db::{self, audit::Happened},
    jobs::SendMail,
    precondition,
};

impl Services {
    /// Everybody with an account, in the order of their registration, or the latest first.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`], [`ClinicError::Invalid`] for a cursor that is not one of ours.
    pub async fn users(
        &self,
        actor: &Actor,
        filter: &UserFilter,
        cursor: Option<&str>,
        limit: u16,
    ) -> Answer<Page<User>> {
        actor.can_administer()?;
        let after = Place::read(cursor)?.map(|place| place.id);
        let mut tx = self.begin().await?;
        let found = db::users::list(&mut tx, filter, after, one_more(limit)).await?;
        let page = page(found, limit, |user| Place { id: user.id.0, by: String::new() });
        let seen: Vec<_> = page.items.iter().map(|user| user.id).collect();
        self.note(&mut tx, Happened::new(Action::AccountsListed).by(actor).with(json!({ "accounts": seen }))).await?;
        commit(tx).await?;
        Ok(page)
    }

    /// # Errors
    /// [`ClinicError::Forbidden`], [`ClinicError::NotFound`].
    pub async fn user(&self, actor: &Actor, id: UserId) -> Answer<User> {
        actor.can_administer()?;
        let mut tx = self.begin().await?;
        let user = db::users::find(&mut tx, id).await?.required("account")?;
        self.note(&mut tx, Happened::to_account(Action::AccountRead, id).by(actor)).await?;
        commit(tx).await?;
        Ok(user)
    }

    /// Gives a role, approves a doctor, disables an account or enables it again. Whatever changes holds from the next
    /// request on; who is disabled is signed out everywhere.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`], [`ClinicError::NotFound`], [`ClinicError::Invalid`], [`ClinicError::Conflict`] with
    /// `own_account`, or `has_appointments` for a doctor whom patients still expect.
    pub async fn change_user(&self, actor: &Actor, id: UserId, form: &UserChangeForm) -> Answer<User> {
        actor.can_administer()?;
        let change = form.parse()?;
        if id == actor.user_id && (change.role.is_some() || change.active == Some(false)) {
            return Err(ClinicError::conflict(
                "own_account",
                "You cannot change your own role or disable your own account.",
            ));
        }
        let mut tx = self.begin().await?;
        db::calendars::lock(&mut tx, id).await?;
        db::users::lock(&mut tx, id).await?;
        let user = db::users::find(&mut tx, id).await?.required("account")?;
        precondition::check(&user)?;
        if let Some(role) = change.role.filter(|role| *role != user.role || change.location_id.is_some()) {
            self.give_role(&mut tx, actor, &user, role, &change).await?;
        }
        if let Some(verified) = change.verified.filter(|verified| *verified != user.verified) {
            self.approve(&mut tx, actor, id, verified).await?;
        }
        if let Some(active) = change.active.filter(|active| *active != user.active) {
            self.enable(&mut tx, actor, &user, active).await?;
        }
        let user = db::users::find(&mut tx, id).await?.required("account")?;
        commit(tx).await?;
        Ok(user)
    }

    /// Makes an administrator: from the command line, never over the network.
    ///
    /// # Errors
    /// [`ClinicError::Invalid`], [`ClinicError::EmailTaken`].
    pub async fn create_admin(&self, form: &RegistrationForm) -> Answer<User> {
        let registration = form.parse(&is_common)?;
        let hash = self.hasher.hash(&registration.password).await?;
        let mut tx = self.begin().await?;
        let admin = Registration { role: Role::Admin, ..registration };
        let id = self.insert_user(&mut tx, &admin, &hash).await?.ok_or(ClinicError::EmailTaken)?;
        // Whoever runs commands on the server is believed.
        db::users::set_email_verified(&mut tx, id, self.now()).await?;
        self.note(&mut tx, Happened::to_account(Action::AdminCreated, id)).await?;
        let user = db::users::find(&mut tx, id).await?.required("account")?;
        commit(tx).await?;
        Ok(user)
    }

    async fn give_role(
        &self,
        tx: &mut PgConnection,
        actor: &Actor,
        user: &User,
        role: Role,
        change: &UserChange,
    ) -> Answer<()> {
        if user.role == Role::Doctor && role != Role::Doctor {
            self.check_nobody_is_expected(tx, user.id).await?;
            db::doctors::set_approved(tx, user.id, None).await?;
        }
        if let Some(location) = change.location_id
            && !db::locations::exists(tx, location).await?
        {
            return Err(unknown_location().into());
        }
        db::users::set_role(tx, user.id, role, change.location_id, self.now()).await?;
        if role == Role::Doctor && !db::doctors::exists(tx, user.id).await? {
            self.insert_doctor(tx, user.id, &user.full_name, None).await?;
        }
        let details = json!({ "from": user.role, "to": role });
        self.note(tx, Happened::to_account(Action::RoleChanged, user.id).by(actor).with(details)).await
    }

    async fn approve(&self, tx: &mut PgConnection, actor: &Actor, id: UserId, verified: bool) -> Answer<()> {
        db::calendars::edit(tx, id).await?;
        let approved_at = verified.then(|| self.now());
        if !db::doctors::set_approved(tx, id, approved_at).await? {
            return Err(ClinicError::invalid("verified", "not_a_doctor", "Only doctors are approved."));
        }
        if verified {
            self.enqueue(tx, &SendMail::DoctorApproved { user_id: id }).await?;
        }
        let details = json!({ "approved": verified });
        self.note(tx, Happened::to_account(Action::DoctorApproved, id).by(actor).with(details)).await
    }

    /// Disables an account or enables it again; nothing where it is as it should be.
    pub(super) async fn enable(&self, tx: &mut PgConnection, actor: &Actor, user: &User, active: bool) -> Answer<()> {
        if user.role == Role::Doctor && !active {
            self.check_nobody_is_expected(tx, user.id).await?;
        }
        let now = self.now();
        db::users::set_disabled(tx, user.id, (!active).then_some(now), now).await?;
        if !active {
            db::sessions::end_all(tx, user.id, EndReason::AccountDisabled, now).await?;
        }
        let action = if active { Action::AccountEnabled } else { Action::AccountDisabled };
        self.note(tx, Happened::to_account(action, user.id).by(actor)).await
    }

    async fn check_nobody_is_expected(&self, tx: &mut PgConnection, doctor: UserId) -> Answer<()> {
        // A booking that is under way is waited for, and then seen.
        db::calendars::edit(tx, doctor).await?;
        if !db::appointments::doctor_is_expected(tx, doctor, self.now()).await? {
            return Ok(());
        }
        let detail = "Patients have appointments with this doctor. Move or cancel them first.";
        Err(ClinicError::conflict("has_appointments", detail))
    }
}
