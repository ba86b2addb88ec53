//! Passkeys: adding, naming and removing one's own, and signing in with one.

use domain::{
    actor::Actor,
    audit::Action,
    error::ClinicError,
    ids::{PasskeyId, UserId},
    passkey::{CHALLENGE, MAX_PASSKEYS, Passkey, parse_name},
    session::Device,
};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    Answer, Required, Services, TokenPair, commit,
    rate_limits::{PASSKEY_NETWORK, Try},
};
use crate::{
    auth::passkeys::{self, Passkeys},
    db::{self, audit::Happened},
    jobs::SendMail,
};

/// What a browser hands to `navigator.credentials`; the answer comes back with the id.
#[derive(Serialize, ToSchema)]
pub struct PasskeyChallenge {
    pub challenge_id: Uuid,
    #[schema(value_type = Object)]
    pub options: Value,
}

impl Services {
    /// Whether the site's address is one that browsers make passkeys for.
    pub fn passkeys_are_offered(&self) -> bool {
        self.passkeys.are_offered()
    }

    /// One's own.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn passkeys(&self, actor: &Actor) -> Answer<Vec<Passkey>> {
        Ok(db::passkeys::of_user(&mut *self.connect().await?, actor.user_id).await?)
    }

    /// A challenge for a new passkey. Asks for the password: a passkey outlasts the session it was added in.
    ///
    /// # Errors
    /// [`ClinicError::Invalid`] for a wrong password; [`ClinicError::Conflict`] `passkeys_unavailable` or
    /// `too_many_passkeys`.
    pub async fn start_passkey(&self, actor: &Actor, password: &str) -> Answer<PasskeyChallenge> {
        self.check_own_password(actor, "password", password).await?;
        let mut db = self.connect().await?;
        let known = db::passkeys::credential_ids(&mut db, actor.user_id).await?;
        check_count(known.len())?;
        let user = db::users::find(&mut db, actor.user_id).await?.required("account")?;
        drop(db);
        self.keep_challenge(Some(actor.user_id), self.passkeys.start_registration(&user, known)?).await
    }

    /// Adds the passkey a device made for a challenge.
    ///
    /// # Errors
    /// [`ClinicError::Invalid`] for a name or an answer that is not accepted, and for a challenge that is over;
    /// [`ClinicError::Conflict`] `passkey_known`.
    pub async fn finish_passkey(
        &self,
        actor: &Actor,
        name: &str,
        challenge: &str,
        credential: Value,
    ) -> Answer<Passkey> {
        let name = parse_name(name)?;
        let over = "This took too long, or was answered already. Please try again.";
        let state = self.take_challenge(Some(actor.user_id), challenge).await?;
        let state = state.ok_or_else(|| ClinicError::invalid("challenge_id", "challenge_over", over))?;
        let made = self.passkeys.finish_registration(credential, state)?;
        let passkey = Passkey { id: PasskeyId(self.new_id()), name, created_at: self.now(), last_used_at: None };
        let stored = passkeys::value(&made)?;
        let mut tx = self.begin().await?;
        // Others are added, and the account may be erased, at this moment.
        db::users::lock(&mut tx, actor.user_id).await?;
        db::users::find(&mut tx, actor.user_id).await?.required("account")?;
        check_count(db::passkeys::credential_ids(&mut tx, actor.user_id).await?.len())?;
        if !db::passkeys::insert(&mut tx, actor.user_id, &passkey, made.cred_id(), &stored).await? {
            return Err(ClinicError::conflict("passkey_known", "This passkey belongs to an account already."));
        }
        self.note(&mut tx, with_passkey(actor, Action::PasskeyAdded, passkey.id)).await?;
        self.enqueue(&mut tx, &SendMail::PasskeyAdded { user_id: actor.user_id }).await?;
        commit(tx).await?;
        Ok(passkey)
    }

    /// # Errors
    /// [`ClinicError::NotFound`] for one that is absent or somebody else's.
    pub async fn remove_passkey(&self, actor: &Actor, id: PasskeyId) -> Answer<()> {
        let mut tx = self.begin().await?;
        let removed = db::passkeys::delete(&mut tx, actor.user_id, id).await?;
        removed.then_some(()).required("passkey")?;
        self.note(&mut tx, with_passkey(actor, Action::PasskeyRemoved, id)).await?;
        commit(tx).await
    }

    /// A challenge for whichever passkey the device has. Each is a row for a while, so networks have only so many.
    ///
    /// # Errors
    /// [`ClinicError::Conflict`] `passkeys_unavailable`, [`ClinicError::RateLimited`].
    pub async fn start_passkey_sign_in(&self, device: &Device) -> Answer<PasskeyChallenge> {
        self.spend(Try::of_network(&PASSKEY_NETWORK, device).as_slice()).await?;
        self.keep_challenge(None, self.passkeys.start_sign_in()?).await
    }

    /// Signs in with a passkey: the device, and what it knows its owner by, are two factors.
    ///
    /// # Errors
    /// [`ClinicError::PasskeyNotAccepted`], whatever is wrong with it.
    pub async fn finish_passkey_sign_in(
        &self,
        challenge: &str,
        credential: Value,
        device: &Device,
    ) -> Answer<TokenPair> {
        let tries = Try::of_network(&PASSKEY_NETWORK, device);
        let owner = self.passkey_owner(challenge, credential);
        let owner =
            self.spend_on_failure(tries.as_slice(), owner, |error| *error == ClinicError::PasskeyNotAccepted).await;
        if owner == Err(ClinicError::PasskeyNotAccepted) {
            self.note_failed_sign_in(None).await?;
        }
        self.sign_in(owner?, device).await
    }

    /// Whose passkey answered the challenge.
    async fn passkey_owner(&self, challenge: &str, credential: Value) -> Answer<UserId> {
        let refused = || ClinicError::PasskeyNotAccepted;
        let state = self.take_challenge(None, challenge).await?.ok_or_else(refused)?;
        let answer = Passkeys::credential(credential).ok_or_else(refused)?;
        let owner = answer.get_user_unique_id().and_then(|id| Uuid::from_slice(id).ok()).ok_or_else(refused)?;
        let owner = UserId(owner);
        let mut tx = self.begin().await?;
        let found = db::passkeys::by_credential(&mut tx, owner, answer.get_credential_id()).await?;
        let (id, stored) = found.ok_or_else(refused)?;
        let mut passkey = passkeys::read(stored)?;
        self.passkeys.finish_sign_in(&answer, state, &mut passkey)?;
        db::passkeys::used(&mut tx, id, &passkeys::value(&passkey)?, self.now()).await?;
        commit(tx).await?;
        Ok(owner)
    }

    async fn keep_challenge(&self, user: Option<UserId>, challenge: passkeys::Challenge) -> Answer<PasskeyChallenge> {
        // Random, unlike our other ids: whoever knows it answers the challenge.
        let (id, now) = (Uuid::new_v4(), self.now());
        let mut db = self.connect().await?;
        db::passkeys::insert_challenge(&mut db, id, user, &challenge.state, now + CHALLENGE).await?;
        Ok(PasskeyChallenge { challenge_id: id, options: challenge.options })
    }

    async fn take_challenge(&self, user: Option<UserId>, id: &str) -> Answer<Option<Value>> {
        let Ok(id) = id.parse() else { return Ok(None) };
        Ok(db::passkeys::take_challenge(&mut *self.connect().await?, id, user, self.now()).await?)
    }
}

fn check_count(passkeys: usize) -> Answer<()> {
    if passkeys < MAX_PASSKEYS {
        return Ok(());
    }
    let detail = format!("You have {MAX_PASSKEYS} passkeys. Remove one you do not use first.");
    Err(ClinicError::conflict("too_many_passkeys", detail))
}

fn with_passkey(actor: &Actor, action: Action, passkey: PasskeyId) -> Happened<'_> {
    Happened::new(action).by(actor).to(passkey.0).of(actor.user_id)
}
