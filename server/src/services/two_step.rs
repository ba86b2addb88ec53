//! Two-step sign-in: setting it up, recovery codes, and the code after the password.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    actor::Actor,
    audit::Action,
    error::ClinicError,
    ids::UserId,
    session::Device,
    two_step::{Code, HALF_SIGN_IN, HalfSignIn, TwoStep, TwoStepSetup},
};
use sha2::{Digest, Sha256};

use super::{Answer, Required, Services, TokenPair, commit};
use crate::{
    db::{self, audit::Happened},
    jobs::SendMail,
};

/// How far a right password leads.
pub enum FirstStep {
    SignedIn(Box<TokenPair>),
    CodeNeeded(HalfSignIn),
}

impl Services {
    /// Whether one's own account has two-step sign-in.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn two_step(&self, actor: &Actor) -> Answer<TwoStep> {
        let required = self.must_set_up_two_step(actor).await?;
        let mut db = self.connect().await?;
        let (enabled_at, recovery_codes_left) = db::two_step::status(&mut db, actor.user_id).await?;
        Ok(TwoStep { enabled_at, recovery_codes_left, required })
    }

    /// Makes a secret for an authenticator app; nothing changes at sign-in until it is confirmed. Again: another secret.
    ///
    /// # Errors
    /// [`ClinicError::Conflict`] `two_step_on` when it is on already.
    pub async fn start_two_step(&self, actor: &Actor) -> Answer<TwoStepSetup> {
        let secret = self.two_step_keys.new_secret(actor.user_id)?;
        if !db::two_step::start(&mut *self.connect().await?, actor.user_id, &secret, self.now()).await? {
            let detail = "Two-step sign-in is on already. Turn it off first to set up another app.";
            return Err(ClinicError::conflict("two_step_on", detail));
        }
        self.two_step_setup(actor).await?.required("set-up")
    }

    /// The set-up that is not confirmed yet, if there is one.
    ///
    /// # Errors
    /// [`ClinicError::Internal`] when the server's key has changed.
    pub async fn two_step_setup(&self, actor: &Actor) -> Answer<Option<TwoStepSetup>> {
        let mut db = self.connect().await?;
        let Some(secret) = db::two_step::pending(&mut db, actor.user_id).await? else { return Ok(None) };
        let user = db::users::find(&mut db, actor.user_id).await?.required("account")?;
        self.two_step_keys.setup(user.id, &secret, &user.email).map(Some)
    }

    /// Turns two-step sign-in on, with a code that shows that the app has the secret. The recovery codes, shown this once.
    ///
    /// # Errors
    /// [`ClinicError::Invalid`] for a wrong code, [`ClinicError::Conflict`] `two_step_not_started`.
    pub async fn confirm_two_step(&self, actor: &Actor, code: &str) -> Answer<Vec<String>> {
        let not_started = || {
            let detail = "There is nothing to confirm. Start setting up two-step sign-in first.";
            ClinicError::conflict("two_step_not_started", detail)
        };
        let (owner, now) = (actor.user_id, self.now());
        let mut tx = self.begin().await?;
        let secret = db::two_step::pending(&mut tx, owner).await?.ok_or_else(not_started)?;
        let step = match Code::read(code) {
            Code::App(code) => self.two_step_keys.step(owner, &secret, &code, now)?,
            Code::Recovery(_) => None,
        };
        let wrong = "This is not the code your app shows now. Check that your device's clock is right.";
        let step = step.ok_or_else(|| ClinicError::invalid("code", "invalid_code", wrong))?;
        if !db::two_step::enable(&mut tx, owner, &secret, step, now).await? {
            return Err(not_started());
        }
        let (codes, hashes) = self.two_step_keys.recovery_codes(owner);
        db::two_step::replace_recovery_codes(&mut tx, owner, &hashes).await?;
        self.note(&mut tx, Happened::to_account(Action::TwoStepTurnedOn, owner)).await?;
        commit(tx).await?;
        Ok(codes)
    }

    /// New recovery codes; the old ones are good for nothing from now on.
    ///
    /// # Errors
    /// [`ClinicError::Invalid`] for a wrong password, [`ClinicError::Conflict`] `two_step_off`.
    pub async fn renew_recovery_codes(&self, actor: &Actor, password: &str) -> Answer<Vec<String>> {
        self.check_own_password(actor, "password", password).await?;
        let mut tx = self.begin().await?;
        if !db::two_step::is_on(&mut tx, actor.user_id).await? {
            return Err(two_step_off());
        }
        let (codes, hashes) = self.two_step_keys.recovery_codes(actor.user_id);
        db::two_step::replace_recovery_codes(&mut tx, actor.user_id, &hashes).await?;
        commit(tx).await?;
        Ok(codes)
    }

    /// From now on the password alone signs in.
    ///
    /// # Errors
    /// [`ClinicError::Invalid`] for a wrong password, [`ClinicError::Conflict`] `two_step_off`.
    pub async fn turn_off_two_step(&self, actor: &Actor, password: &str) -> Answer<()> {
        self.check_own_password(actor, "password", password).await?;
        let mut tx = self.begin().await?;
        if !db::two_step::delete(&mut tx, actor.user_id).await? {
            return Err(two_step_off());
        }
        self.note(&mut tx, Happened::to_account(Action::TwoStepTurnedOff, actor.user_id)).await?;
        self.enqueue(&mut tx, &SendMail::TwoStepTurnedOff { user_id: actor.user_id }).await?;
        commit(tx).await
    }

    /// The first of two steps, for a browser: signs in where a password is enough.
    ///
    /// # Errors
    /// Those of [`Self::login`].
    pub async fn begin_login(&self, email: &str, password: &str, device: &Device) -> Answer<FirstStep> {
        let (user, hash) = self.check_password(email, password, device).await?;
        if db::two_step::is_on(&mut *self.connect().await?, user).await? {
            let expires_at = self.now() + HALF_SIGN_IN;
            return Ok(FirstStep::CodeNeeded(HalfSignIn { user_id: user, password: digest(&hash), expires_at }));
        }
        self.check_password_is_enough(user).await?;
        Ok(FirstStep::SignedIn(Box::new(self.sign_in(user, device).await?)))
    }

    /// The second step.
    ///
    /// # Errors
    /// [`ClinicError::InvalidCode`]; [`ClinicError::TooManyCodes`] and [`ClinicError::Unauthenticated`] when the
    /// password has to be given again.
    pub async fn finish_login(&self, half: &HalfSignIn, code: &str, device: &Device) -> Answer<TokenPair> {
        let hash = db::users::password_hash(&mut *self.connect().await?, half.user_id).await?;
        let same_password = hash.is_some_and(|hash| digest(&hash) == half.password);
        if !same_password || half.expires_at <= self.now() {
            return Err(ClinicError::Unauthenticated);
        }
        self.check_code(half.user_id, Some(code)).await?;
        self.sign_in(half.user_id, device).await
    }

    /// Without two-step sign-in a password is enough, but for administrators who have a passkey (in production). One who
    /// has nothing else yet gets no further than to setting something up.
    async fn check_password_is_enough(&self, user: UserId) -> Answer<()> {
        if self.development {
            return Ok(());
        }
        let mut db = self.connect().await?;
        let user = db::users::find(&mut db, user).await?.required("account")?;
        if user.actor().must_sign_in_in_two_steps() && db::passkeys::any(&mut db, user.id).await? {
            return Err(ClinicError::PasskeyRequired);
        }
        Ok(())
    }

    /// The second step of somebody whose password is right: nothing to do where two-step sign-in is off.
    pub(super) async fn check_code(&self, user: UserId, code: Option<&str>) -> Answer<()> {
        let mut db = self.connect().await?;
        if !db::two_step::is_on(&mut db, user).await? {
            drop(db);
            return self.check_password_is_enough(user).await;
        }
        let code = code.filter(|code| !code.trim().is_empty()).ok_or(ClinicError::TwoStepRequired)?;
        // Counted before it is checked: many at once are many tries.
        let secret = db::two_step::count_try(&mut db, user, self.now()).await?.ok_or(ClinicError::TooManyCodes)?;
        let taken = match Code::read(code) {
            Code::App(code) => match self.two_step_keys.step(user, &secret, &code, self.now())? {
                Some(step) => db::two_step::take_step(&mut db, user, step).await?,
                None => false,
            },
            Code::Recovery(code) => {
                let hashes = self.two_step_keys.recovery_hashes(user, &code);
                db::two_step::take_recovery_code(&mut db, user, &hashes, self.now()).await?
            }
        };
        if taken {
            return Ok(());
        }
        self.note_failed_sign_in(Some(user)).await?;
        Err(ClinicError::InvalidCode)
    }

    /// Whether this person may do nothing but set up a second factor.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn must_set_up_two_step(&self, actor: &Actor) -> Answer<bool> {
        if self.development || !actor.must_sign_in_in_two_steps() {
            return Ok(false);
        }
        let mut db = self.connect().await?;
        let has_one =
            db::two_step::is_on(&mut db, actor.user_id).await? || db::passkeys::any(&mut db, actor.user_id).await?;
        Ok(!has_one)
    }
}

fn two_step_off() -> ClinicError {
    ClinicError::conflict("two_step_off", "Two-step sign-in is not on.")
}

/// Tells one password from the next without showing anything of its hash.
fn digest(password_hash: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(password_hash))
}
