//! Deleting one's own account.

use domain::{
    actor::{Actor, Role},
    audit::Action,
    error::ClinicError,
};
use sqlx::PgConnection;

use super::{Answer, Required, Services, commit};
use crate::{
    db::{self, audit::Happened},
    precondition,
};

impl Services {
    /// Erases everything personal of one's own account, and signs out everywhere. Appointments stay, as the practice has
    /// to keep them, without a name; those to come are cancelled. The e-mail address can register again.
    ///
    /// # Errors
    /// [`ClinicError::Invalid`] for a wrong password, [`ClinicError::Conflict`] for a doctor who still expects patients
    /// (`has_appointments`) and for the last administrator (`last_admin`).
    pub async fn delete_account(&self, actor: &Actor, password: &str) -> Answer<()> {
        self.check_own_password(actor, "password", password).await?;
        let mut tx = self.begin().await?;
        self.check_is_not_needed(&mut tx, actor).await?;
        db::users::lock(&mut tx, actor.user_id).await?;
        precondition::check(&db::users::find(&mut tx, actor.user_id).await?.required("account")?)?;
        let name = if actor.role == Role::Patient { "Deleted patient" } else { "Deleted account" };
        db::appointments::erase_of_patient(&mut tx, actor.user_id, self.now()).await?;
        db::dependants::erase(&mut tx, actor.user_id, name, self.now()).await?;
        let freed = db::waitlist::delete_of_patient(&mut tx, actor.user_id).await?;
        db::mailed_tokens::revoke_all(&mut tx, actor.user_id).await?;
        db::two_step::forget(&mut tx, actor.user_id).await?;
        db::passkeys::delete_all(&mut tx, actor.user_id).await?;
        db::sessions::delete_all(&mut tx, actor.user_id).await?;
        db::doctors::erase(&mut tx, actor.user_id).await?;
        db::users::erase(&mut tx, actor.user_id, name, self.now()).await?;
        self.note(&mut tx, Happened::to_account(Action::AccountDeleted, actor.user_id)).await?;
        commit(tx).await?;
        self.changes.note_all(freed);
        Ok(())
    }

    /// Nobody is left waiting for a doctor who is gone, and the practice never without an administrator.
    async fn check_is_not_needed(&self, tx: &mut PgConnection, actor: &Actor) -> Answer<()> {
        match actor.role {
            Role::Doctor => {
                // A booking that is under way is waited for, and then seen.
                db::calendars::edit(tx, actor.user_id).await?;
                if db::appointments::doctor_is_expected(tx, actor.user_id, self.now()).await? {
                    return Err(ClinicError::conflict(
                        "has_appointments",
                        "You have appointments to come. Cancel them, or have them moved, before you delete your account.",
                    ));
                }
            }
            Role::Admin => {
                if db::users::lock_all_admins(tx).await? == [actor.user_id] {
                    return Err(ClinicError::conflict(
                        "last_admin",
                        "You are the only administrator. Make somebody else one before you delete your account.",
                    ));
                }
            }
            Role::Patient | Role::Receptionist | Role::ApiToken => {}
        }
        Ok(())
    }
}
