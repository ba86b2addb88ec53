//! Accounts the practice makes for others.

use domain::{
    actor::Actor,
    audit::Action,
    error::ClinicError,
    ids::UserId,
    user::{Registration, RegistrationForm},
};
use serde_json::json;
use sqlx::PgConnection;

use super::{Answer, Services};
use crate::{
    auth::{common_passwords::is_common, opaque::OpaqueToken},
    db::audit::Happened,
    jobs::SendMail,
};

/// An account that can be made for somebody else.
pub(super) struct Invitation {
    pub(super) registration: Registration,
    /// Whether they choose a password themselves. Until then it is one that nobody knows.
    chooses_password: bool,
}

impl Invitation {
    /// Reads what was typed; without a password its owner chooses one.
    pub(super) fn read(form: &RegistrationForm) -> Answer<Self> {
        let chooses_password = form.password.is_empty();
        let password = if chooses_password { OpaqueToken::random().expose() } else { form.password.clone() };
        let registration = RegistrationForm { password, ..form.clone() }.parse(&is_common)?;
        Ok(Self { registration, chooses_password })
    }
}

impl Services {
    /// Makes the account, and mails its owner a link: to choose a password, or to confirm the address.
    pub(super) async fn invite(
        &self,
        tx: &mut PgConnection,
        actor: &Actor,
        invitation: &Invitation,
        hash: &str,
    ) -> Answer<UserId> {
        let user_id = self.insert_user(tx, &invitation.registration, hash).await?.ok_or(ClinicError::EmailTaken)?;
        let mail =
            if invitation.chooses_password { SendMail::Invited { user_id } } else { SendMail::VerifyEmail { user_id } };
        self.enqueue(tx, &mail).await?;
        let happened = Happened::to_account(Action::AccountCreated, user_id).by(actor);
        self.note(tx, happened.with(json!({ "role": invitation.registration.role }))).await?;
        Ok(user_id)
    }
}
