//! A password that was forgotten: a link by mail, and a new one.

use domain::{
    audit::Action,
    contact::Email,
    error::ClinicError,
    session::{Device, EndReason},
};

use super::{
    Answer, Required, Services, commit,
    rate_limits::{FORGOT, FORGOT_NETWORK, LINK_NETWORK, Try},
};
use crate::{
    auth::{opaque::OpaqueToken, password::accept},
    db::{self, audit::Happened, mailed_tokens::Purpose},
    jobs::SendMail,
};

impl Services {
    /// Mails a link to the owner of an address, if it has one. Nobody learns whether, not even by the time it takes.
    ///
    /// # Errors
    /// [`ClinicError::Invalid`] for what is no address, [`ClinicError::RateLimited`].
    pub async fn forgot_password(&self, email: &str, device: &Device) -> Answer<()> {
        let email = Email::parse(email)?;
        let mut tries = vec![Try::new(&FORGOT, email.as_str())];
        tries.extend(Try::of_network(&FORGOT_NETWORK, device));
        self.spend(&tries).await?;
        let mut tx = self.begin().await?;
        let known = db::users::credentials(&mut tx, email.as_str()).await?;
        self.enqueue(&mut tx, &SendMail::ResetPassword { user_id: known.map(|(id, _)| id) }).await?;
        commit(tx).await
    }

    /// Sets a new password for whoever has the token from the mail. Every session ends, and the owner is told.
    ///
    /// # Errors
    /// [`ClinicError::Invalid`] for a token that is used, replaced or expired, and for a weak password, which leaves the
    /// token good.
    pub async fn reset_password(&self, token: &str, new_password: &str, device: &Device) -> Answer<()> {
        let reset = self.reset(token, new_password);
        // Guessing tokens is hopeless; trying costs all the same.
        let tries = Try::of_network(&LINK_NETWORK, device);
        self.spend_on_failure(tries.as_slice(), reset, |error| *error == stale_link()).await
    }

    async fn reset(&self, token: &str, new_password: &str) -> Answer<()> {
        let (hash, now) = (OpaqueToken::parse(token).ok_or_else(stale_link)?.hash(), self.now());
        let mut db = self.connect().await?;
        let owner = db::mailed_tokens::owner(&mut db, Purpose::ResetPassword, &hash, now).await?;
        let user = db::users::find(&mut db, owner.ok_or_else(stale_link)?).await?.required("account")?;
        // Given back while the password is hashed.
        drop(db);
        let new_password = accept("new_password", new_password, &user)?;
        let password_hash = self.hasher.hash(&new_password).await?;
        let mut tx = self.begin().await?;
        let user =
            db::mailed_tokens::take(&mut tx, Purpose::ResetPassword, &hash, now).await?.ok_or_else(stale_link)?;
        db::users::set_password(&mut tx, user, &password_hash, now).await?;
        // Whoever has the mail has the address.
        db::users::set_email_verified(&mut tx, user, now).await?;
        db::sessions::end_all(&mut tx, user, EndReason::PasswordReset, now).await?;
        self.note(&mut tx, Happened::to_account(Action::PasswordReset, user)).await?;
        self.enqueue(&mut tx, &SendMail::PasswordChanged { user_id: user }).await?;
        commit(tx).await
    }
}

pub(super) fn stale_link() -> ClinicError {
    let detail = "This link is not valid any more: it works once, and not for long. Ask for a new one.";
    ClinicError::invalid("token", "invalid_token", detail)
}
