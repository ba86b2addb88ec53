//! Sessions: signing in, renewing, signing out, and who a token stands for.

use chrono::TimeDelta;
use domain::{
    actor::Actor,
    audit::Action,
    contact::Email,
    error::{ClinicError, ErrorKind},
    ids::{SessionId, UserId},
    password::normalised,
    session::{Device, EndReason, Session},
    user::User,
};

use super::{
    Answer, Required, Services, commit, demo,
    rate_limits::{CHANGE_PASSWORD, LOGIN, LOGIN_ACCOUNT, LOGIN_NETWORK, Try},
};
use crate::{
    address,
    auth::{opaque::OpaqueToken, password::accept},
    db::{self, audit::Happened, mailed_tokens::Purpose},
    jobs::SendMail,
};

/// How long a token that was just used is still good, for the same child: several tabs renew at once, answers get lost.
const GRACE: TimeDelta = TimeDelta::seconds(10);

/// A successful sign-in or renewal.
pub struct TokenPair {
    pub user: User,
    pub session_id: SessionId,
    pub access_token: String,
    pub access_lifetime: TimeDelta,
    pub refresh_token: OpaqueToken,
    pub refresh_lifetime: TimeDelta,
}

impl Services {
    /// Checks a password, and the code of an account with two-step sign-in, and starts a session.
    ///
    /// # Errors
    /// [`ClinicError::InvalidCredentials`], [`ClinicError::TwoStepRequired`], [`ClinicError::InvalidCode`],
    /// [`ClinicError::TooManyCodes`], [`ClinicError::RateLimited`], [`ClinicError::Overloaded`].
    pub async fn login(&self, email: &str, password: &str, code: Option<&str>, device: &Device) -> Answer<TokenPair> {
        let (user, _) = self.check_password(email, password, device).await?;
        self.check_code(user, code).await?;
        self.sign_in(user, device).await
    }

    /// Whose password this is, and its stored hash. Unknown addresses take as long as wrong passwords, and are limited
    /// alike. A hash that costs less than today's is renewed on the way.
    pub(super) async fn check_password(
        &self,
        email: &str,
        password: &str,
        device: &Device,
    ) -> Answer<(UserId, String)> {
        let tries = self.login_tries(email, device).await?;
        let check = self.password_owner(email, password);
        self.spend_on_failure(&tries, check, |error| *error == ClinicError::InvalidCredentials).await
    }

    /// The narrowest first: who is stopped by it takes nothing from the others.
    async fn login_tries(&self, email: &str, device: &Device) -> Answer<Vec<Try>> {
        let account = email.trim().to_lowercase();
        let network = device.address.as_deref().and_then(address::network).map(|network| network.to_string());
        let known = match &network {
            Some(network) => db::sessions::known_network(&mut self.turn().await?.db, &account, network).await?,
            None => false,
        };
        let mut tries = vec![Try::new(&LOGIN, format!("{account} {}", network.as_deref().unwrap_or_default()))];
        // Guesses from elsewhere do not keep people out of their own account where they use it.
        tries.extend((!known).then(|| Try::new(&LOGIN_ACCOUNT, account)));
        tries.extend(network.map(|network| Try::new(&LOGIN_NETWORK, network)));
        Ok(tries)
    }

    async fn password_owner(&self, email: &str, password: &str) -> Answer<(UserId, String)> {
        let known = match Email::parse(email) {
            Ok(email) => db::users::credentials(&mut *self.connect().await?, email.as_str()).await?,
            Err(_) => None,
        };
        let matches = self.hasher.verify(password, known.as_ref().map(|(_, hash)| hash.as_str())).await?;
        match known {
            Some((id, hash)) if matches && (self.development || normalised(password) != demo::PASSWORD) => {
                let hash = self.upgrade_hash(id, password, hash).await;
                self.check_email_is_verified(id).await?;
                Ok((id, hash))
            }
            known => {
                self.note_failed_sign_in(known.map(|(id, _)| id)).await?;
                Err(ClinicError::InvalidCredentials)
            }
        }
    }

    /// Where addresses have to be confirmed, somebody who has not yet is sent another link.
    async fn check_email_is_verified(&self, user: UserId) -> Answer<()> {
        if !self.email_must_be_verified {
            return Ok(());
        }
        let mut tx = self.begin().await?;
        if db::users::is_email_verified(&mut tx, user).await? {
            return Ok(());
        }
        self.enqueue(&mut tx, &SendMail::VerifyEmail { user_id: user }).await?;
        commit(tx).await?;
        Err(ClinicError::EmailNotVerified)
    }

    /// Starts a session for somebody whose identity is established.
    ///
    /// # Errors
    /// [`ClinicError::NotFound`] when the account is gone.
    pub async fn sign_in(&self, user: UserId, device: &Device) -> Answer<TokenPair> {
        let (id, token, now) = (SessionId(self.new_id()), OpaqueToken::random(), self.now());
        let mut tx = self.begin().await?;
        db::sessions::insert(&mut tx, id, user, device, &token.hash(), now, now + self.refresh_lifetime).await?;
        let user = db::users::find(&mut tx, user).await?.required("account")?;
        if !user.active {
            return Err(ClinicError::AccountDisabled);
        }
        self.note(&mut tx, with_session(&user.actor(), Action::SignedIn, id)).await?;
        commit(tx).await?;
        self.signed_in(user, id, token)
    }

    /// Takes a refresh token and gives its child. Its parent is taken for a moment longer, and gives the same child;
    /// anything older ends the session, as two people have it then.
    ///
    /// # Errors
    /// [`ClinicError::Unauthenticated`].
    pub async fn refresh(&self, token: &OpaqueToken) -> Answer<TokenPair> {
        let (mut children, now) = (self.refresh_tokens.children(token), self.now());
        let hashes: Vec<_> = children.iter().map(|child| child.hash().to_vec()).collect();
        let mut db = self.connect().await?;
        let expires_at = now + self.refresh_lifetime;
        let rotated = db::sessions::rotate(&mut db, &token.hash(), &children[0].hash(), now, expires_at).await?;
        let (session, user, child) = if let Some((session, user)) = rotated {
            (session, user, children.swap_remove(0))
        } else {
            let used = db::sessions::used_token(&mut db, &token.hash(), &hashes, now).await?;
            let used = used.ok_or(ClinicError::Unauthenticated)?;
            let live = hashes.iter().position(|hash| used.live_child.as_ref() == Some(hash));
            let Some(live) = live.filter(|_| now - used.rotated_at < GRACE) else {
                tracing::warn!(session = %used.session_id, "a refresh token was replayed; its session ends");
                db::sessions::end(&mut db, used.user_id, used.session_id, EndReason::TokenReplayed, now).await?;
                let happened = Happened::new(Action::TokenReplayed).to(used.session_id.0).of(used.user_id);
                self.note(&mut db, happened).await?;
                return Err(ClinicError::Unauthenticated);
            };
            (used.session_id, used.user_id, children.swap_remove(live))
        };
        let user = db::users::find(&mut db, user).await?.required("account")?;
        self.signed_in(user, session, child)
    }

    /// Who an access token belongs to, as they are now; none when it is not, or no longer, good. It dies with its session.
    ///
    /// # Errors
    /// [`ClinicError::Overloaded`] when the database does not answer.
    pub async fn session_of_token(&self, token: &str) -> Answer<Option<(User, SessionId)>> {
        let Some(session) = self.tokens.verify(token, self.now()) else { return Ok(None) };
        let user = db::users::of_session(&mut *self.connect().await?, session, self.now()).await?;
        Ok(user.map(|user| (user, session)))
    }

    /// # Errors
    /// Those of the database.
    pub async fn sign_out(&self, actor: &Actor, session: SessionId) -> Answer<()> {
        let mut db = self.connect().await?;
        db::sessions::end(&mut db, actor.user_id, session, EndReason::SignedOut, self.now()).await?;
        self.note(&mut db, with_session(actor, Action::SignedOut, session)).await
    }

    /// Where somebody is signed in.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn sessions(&self, actor: &Actor, current: SessionId) -> Answer<Vec<Session>> {
        Ok(db::sessions::of_user(&mut *self.connect().await?, actor.user_id, current, self.now()).await?)
    }

    /// Signs out one of one's own devices.
    ///
    /// # Errors
    /// [`ClinicError::NotFound`] for a session that is over, or somebody else's.
    pub async fn end_session(&self, actor: &Actor, id: SessionId) -> Answer<()> {
        let mut db = self.connect().await?;
        let ended = db::sessions::end(&mut db, actor.user_id, id, EndReason::EndedByOwner, self.now()).await?;
        ended.then_some(()).required("session")?;
        self.note(&mut db, with_session(actor, Action::SessionEnded, id)).await
    }

    /// Signs out every device but the one at hand.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn end_other_sessions(&self, actor: &Actor, current: SessionId) -> Answer<()> {
        let mut tx = self.begin().await?;
        db::sessions::end_others(&mut tx, actor.user_id, current, EndReason::EndedByOwner, self.now()).await?;
        self.note(&mut tx, with_session(actor, Action::OtherSessionsEnded, current)).await?;
        commit(tx).await
    }

    /// Changes one's own password; every other device is signed out.
    ///
    /// # Errors
    /// [`ClinicError::Invalid`] for a wrong current password or a weak new one, [`ClinicError::RateLimited`].
    pub async fn change_password(
        &self,
        actor: &Actor,
        session: SessionId,
        current_password: &str,
        new_password: &str,
    ) -> Answer<()> {
        let user = db::users::find(&mut *self.connect().await?, actor.user_id).await?.required("account")?;
        let new_password = accept("new_password", new_password, &user)?;
        self.check_own_password(actor, "current_password", current_password).await?;
        let hash = self.hasher.hash(&new_password).await?;
        let mut tx = self.begin().await?;
        db::users::set_password(&mut tx, actor.user_id, &hash, self.now()).await?;
        let reason = EndReason::PasswordChanged;
        db::sessions::end_others(&mut tx, actor.user_id, session, reason, self.now()).await?;
        db::mailed_tokens::revoke(&mut tx, actor.user_id, Purpose::ResetPassword).await?;
        self.note(&mut tx, with_session(actor, Action::PasswordChanged, session)).await?;
        self.enqueue(&mut tx, &SendMail::PasswordChanged { user_id: actor.user_id }).await?;
        commit(tx).await
    }

    /// Whoever has the right password is signed in, whether or not this works. The hash that is stored from now on.
    async fn upgrade_hash(&self, user: UserId, password: &str, stored: String) -> String {
        let upgraded = async {
            let Some(hash) = self.hasher.upgrade(password, &stored).await? else { return Ok(None) };
            db::users::replace_hash(&mut *self.connect().await?, user, &stored, &hash).await?;
            Answer::Ok(Some(hash))
        };
        match upgraded.await {
            Ok(hash) => hash.unwrap_or(stored),
            Err(error) => {
                tracing::warn!(%error, "a password hash could not be renewed");
                stored
            }
        }
    }

    pub(super) async fn note_failed_sign_in(&self, person: Option<UserId>) -> Answer<()> {
        self.note(&mut *self.connect().await?, Happened::new(Action::SignInFailed).of(person)).await
    }

    /// Asks once more before something that weakens or ends the account; `field` is where it was typed.
    pub(super) async fn check_own_password(&self, actor: &Actor, field: &str, password: &str) -> Answer<()> {
        let check = async {
            let hash = db::users::password_hash(&mut *self.connect().await?, actor.user_id).await?;
            if self.hasher.verify(password, hash.as_deref()).await? {
                return Ok(());
            }
            Err(ClinicError::invalid(field, "wrong_password", "This is not your password."))
        };
        let tries = [Try::new(&CHANGE_PASSWORD, actor.user_id.to_string())];
        self.spend_on_failure(&tries, check, |error| error.kind() == ErrorKind::Invalid).await
    }

    fn signed_in(&self, user: User, session_id: SessionId, refresh_token: OpaqueToken) -> Answer<TokenPair> {
        let access_token = self.tokens.sign(user.id, session_id, self.new_id(), self.now()).map_err(|error| {
            tracing::error!(%error, "an access token could not be signed");
            ClinicError::Internal
        })?;
        Ok(TokenPair {
            user,
            session_id,
            access_token,
            access_lifetime: self.tokens.lifetime(),
            refresh_token,
            refresh_lifetime: self.refresh_lifetime,
        })
    }
}

/// Something somebody did with one of their sessions.
fn with_session(actor: &Actor, action: Action, session: SessionId) -> Happened<'_> {
    Happened::new(action).by(actor).to(session.0).of(actor.user_id)
}
