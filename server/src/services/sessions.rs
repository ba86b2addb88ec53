//! Sessions: signing in, renewing, signing out, and who a token stands for.

use chrono::TimeDelta;
use domain::{
    actor::Actor,
    contact::Email,
    error::ClinicError,
    ids::{SessionId, UserId},
    password::NewPassword,
    session::{Device, EndReason, Session},
    user::User,
};

use super::{Answer, Required, Services, commit, demo};
use crate::{auth::refresh::RefreshToken, db};

/// How long a token that was just used is still good, for the same child: several tabs renew at once, answers get lost.
const GRACE: TimeDelta = TimeDelta::seconds(10);

/// A successful sign-in or renewal.
pub struct TokenPair {
    pub user: User,
    pub session_id: SessionId,
    pub access_token: String,
    pub access_lifetime: TimeDelta,
    pub refresh_token: RefreshToken,
    pub refresh_lifetime: TimeDelta,
}

impl Services {
    /// Checks a password, and the code of an account with two-step sign-in, and starts a session.
    ///
    /// # Errors
    /// [`ClinicError::InvalidCredentials`], [`ClinicError::TwoStepRequired`], [`ClinicError::InvalidCode`],
    /// [`ClinicError::TooManyCodes`], [`ClinicError::Overloaded`].
    pub async fn login(&self, email: &str, password: &str, code: Option<&str>, device: &Device) -> Answer<TokenPair> {
        let (user, _) = self.check_password(email, password).await?;
        self.check_code(user, code).await?;
        self.sign_in(user, device).await
    }

    /// Whose password this is, and its stored hash. Unknown addresses take as long as wrong passwords.
    pub(super) async fn check_password(&self, email: &str, password: &str) -> Answer<(UserId, String)> {
        let known = match Email::parse(email) {
            Ok(email) => db::users::credentials(&mut *self.connect().await?, email.as_str()).await?,
            Err(_) => None,
        };
        let matches = self.password_matches(password, known.as_ref().map(|(_, hash)| hash.as_str())).await?;
        match known {
            Some(known) if matches && (self.development || password != demo::PASSWORD) => Ok(known),
            _ => Err(ClinicError::InvalidCredentials),
        }
    }

    /// Starts a session for somebody whose identity is established.
    ///
    /// # Errors
    /// [`ClinicError::NotFound`] when the account is gone.
    pub async fn sign_in(&self, user: UserId, device: &Device) -> Answer<TokenPair> {
        let (id, token, now) = (SessionId(self.new_id()), self.refresh_tokens.first(), self.now());
        let mut tx = self.begin().await?;
        db::sessions::delete_expired(&mut tx, user, now).await?;
        db::sessions::insert(&mut tx, id, user, device, &token.hash(), now, now + self.refresh_lifetime).await?;
        let user = db::users::find(&mut tx, user).await?.required("account")?;
        commit(tx).await?;
        self.signed_in(user, id, token)
    }

    /// Takes a refresh token and gives its child. Its parent is taken for a moment longer, and gives the same child;
    /// anything older ends the session, as two people have it then.
    ///
    /// # Errors
    /// [`ClinicError::Unauthenticated`].
    pub async fn refresh(&self, token: &RefreshToken) -> Answer<TokenPair> {
        let (child, now) = (self.refresh_tokens.child(token), self.now());
        let mut db = self.connect().await?;
        let rotated =
            db::sessions::rotate(&mut db, &token.hash(), &child.hash(), now, now + self.refresh_lifetime).await?;
        let (session, user) = match rotated {
            Some(rotated) => rotated,
            None => match db::sessions::used_token(&mut db, &token.hash(), &child.hash(), now).await? {
                Some(used) if used.is_parent && now - used.rotated_at < GRACE => (used.session_id, used.user_id),
                Some(used) => {
                    tracing::warn!(session = %used.session_id, "a refresh token was replayed; its session ends");
                    db::sessions::end(&mut db, used.user_id, used.session_id, EndReason::TokenReplayed, now).await?;
                    return Err(ClinicError::Unauthenticated);
                }
                None => return Err(ClinicError::Unauthenticated),
            },
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
        let mut db = self.connect().await?;
        let Some(owner) = db::sessions::owner(&mut db, session, self.now()).await? else { return Ok(None) };
        Ok(db::users::find(&mut db, owner).await?.map(|user| (user, session)))
    }

    /// # Errors
    /// Those of the database.
    pub async fn sign_out(&self, actor: &Actor, session: SessionId) -> Answer<()> {
        let mut db = self.connect().await?;
        db::sessions::end(&mut db, actor.user_id, session, EndReason::SignedOut, self.now()).await?;
        Ok(())
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
        ended.then_some(()).required("session")
    }

    /// Changes one's own password; every other device is signed out.
    ///
    /// # Errors
    /// [`ClinicError::Invalid`] for a wrong current password or a weak new one.
    pub async fn change_password(
        &self,
        actor: &Actor,
        session: SessionId,
        current_password: &str,
        new_password: &str,
    ) -> Answer<()> {
        let mut db = self.connect().await?;
        let user = db::users::find(&mut db, actor.user_id).await?.required("account")?;
        let known = db::users::credentials(&mut db, &user.email).await?;
        // Given back while passwords are hashed.
        drop(db);
        let email = Email::parse(&user.email).ok();
        let new_password = NewPassword::parse(new_password, email.as_ref())
            .map_err(|error| ClinicError::invalid("new_password", &error.code, error.detail))?;
        if !self.password_matches(current_password, known.as_ref().map(|(_, hash)| hash.as_str())).await? {
            let detail = "This is not your current password.";
            return Err(ClinicError::invalid("current_password", "wrong_password", detail));
        }
        let hash = self.hasher.hash(&new_password).await?;
        let mut tx = self.begin().await?;
        db::users::set_password(&mut tx, actor.user_id, &hash, self.now()).await?;
        let reason = EndReason::PasswordChanged;
        db::sessions::end_others(&mut tx, actor.user_id, session, reason, self.now()).await?;
        commit(tx).await
    }

    /// Longer than any password we accept: not worth hashing, but answered as slowly.
    pub(super) async fn password_matches(&self, password: &str, hash: Option<&str>) -> Answer<bool> {
        let fits = password.chars().count() <= domain::password::MAX_CHARS;
        self.hasher.verify(if fits { password } else { "" }, hash.filter(|_| fits)).await
    }

    fn signed_in(&self, user: User, session_id: SessionId, refresh_token: RefreshToken) -> Answer<TokenPair> {
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
