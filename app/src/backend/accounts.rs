//! One's own account, and the ways into it.

use async_trait::async_trait;
use domain::{
    actor::Actor,
    dependant::{Dependant, DependantForm},
    ids::{DependantId, PasskeyId, SessionId},
    passkey::Passkey,
    profile::ProfileForm,
    session::{Device, Session},
    two_step::{HalfSignIn, TwoStep, TwoStepSetup},
    user::{RegistrationForm, User},
};

use super::Answer;

/// A successful sign-in: who it is, and the `Set-Cookie` values that keep them signed in.
pub struct SignIn {
    pub user: User,
    pub cookies: Vec<String>,
}

/// What registering led to.
pub enum Registered {
    SignedIn(Box<SignIn>),
    /// A link was mailed; the account works once it has been followed.
    LinkSent,
}

/// How far a right password leads.
pub enum LoginStep {
    SignedIn(Box<SignIn>),
    /// The `Set-Cookie` value that keeps, for a few minutes, that the password was right.
    CodeNeeded {
        cookie: String,
    },
}

/// Errors are those of the service behind it.
#[async_trait]
pub trait Accounts: Send + Sync {
    async fn register(&self, form: RegistrationForm, device: &Device) -> Answer<Registered>;
    async fn login(&self, email: &str, password: &str, device: &Device) -> Answer<LoginStep>;
    /// The second step.
    async fn finish_login(&self, half: &HalfSignIn, code: &str, device: &Device) -> Answer<SignIn>;
    /// The `Set-Cookie` value that forgets the first step.
    fn clear_half_sign_in(&self) -> String;
    /// Ends the session; the `Set-Cookie` values that make the browser forget it.
    async fn sign_out(&self, actor: &Actor, session: SessionId) -> Answer<Vec<String>>;
    async fn sessions(&self, actor: &Actor, current: SessionId) -> Answer<Vec<Session>>;
    async fn end_other_sessions(&self, actor: &Actor, current: SessionId) -> Answer<()>;
    async fn end_session(&self, actor: &Actor, id: SessionId) -> Answer<()>;
    /// Every other session ends.
    async fn change_password(
        &self,
        actor: &Actor,
        session: SessionId,
        current_password: &str,
        new_password: &str,
    ) -> Answer<()>;
    /// Mails a link to the owner of the address, if it has one.
    async fn forgot_password(&self, email: &str, device: &Device) -> Answer<()>;
    async fn reset_password(&self, token: &str, new_password: &str, device: &Device) -> Answer<()>;
    async fn verify_email(&self, token: &str, device: &Device) -> Answer<()>;
    async fn update_profile(&self, actor: &Actor, form: ProfileForm) -> Answer<User>;
    /// Erases what is personal; the `Set-Cookie` values that make the browser forget it, too.
    async fn delete_account(&self, actor: &Actor, password: &str) -> Answer<Vec<String>>;
    async fn two_step(&self, actor: &Actor) -> Answer<TwoStep>;
    /// The set-up that awaits its code.
    async fn two_step_setup(&self, actor: &Actor) -> Answer<Option<TwoStepSetup>>;
    async fn start_two_step(&self, actor: &Actor) -> Answer<TwoStepSetup>;
    /// The recovery codes.
    async fn confirm_two_step(&self, actor: &Actor, code: &str) -> Answer<Vec<String>>;
    async fn renew_recovery_codes(&self, actor: &Actor, password: &str) -> Answer<Vec<String>>;
    async fn turn_off_two_step(&self, actor: &Actor, password: &str) -> Answer<()>;
    /// Whether the site's address is one that browsers make passkeys for.
    fn passkeys_are_offered(&self) -> bool;
    async fn passkeys(&self, actor: &Actor) -> Answer<Vec<Passkey>>;
    /// With the answer of a device, as JSON.
    async fn add_passkey(&self, actor: &Actor, name: &str, challenge: &str, credential: &str) -> Answer<Passkey>;
    async fn remove_passkey(&self, actor: &Actor, id: PasskeyId) -> Answer<()>;
    async fn login_with_passkey(&self, challenge: &str, credential: &str, device: &Device) -> Answer<SignIn>;
    /// Whom one books for.
    async fn dependants(&self, actor: &Actor) -> Answer<Vec<Dependant>>;
    async fn add_dependant(&self, actor: &Actor, form: DependantForm) -> Answer<Dependant>;
    async fn remove_dependant(&self, actor: &Actor, id: DependantId) -> Answer<()>;
}
