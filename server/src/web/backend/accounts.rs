//! One's own account, and the ways into it.

use app::backend::{Accounts, LoginStep, Registered, SignIn};
use async_trait::async_trait;
use domain::{
    actor::Actor,
    dependant::{Dependant, DependantForm},
    error::ClinicError,
    ids::{DependantId, PasskeyId, SessionId},
    passkey::Passkey,
    profile::ProfileForm,
    session::{Device, Session},
    two_step::{HalfSignIn, TwoStep, TwoStepSetup},
    user::{RegistrationForm, User},
};

use super::{Answer, Port};
use crate::services::{FirstStep, Registered as Registration};

#[async_trait]
impl Accounts for Port {
    async fn register(&self, form: RegistrationForm, device: &Device) -> Answer<Registered> {
        Ok(match self.services.register(&form, device).await? {
            Registration::Ready(user) => {
                Registered::SignedIn(Box::new(self.signed_in(self.services.sign_in(user.id, device).await?)))
            }
            Registration::LinkSent => Registered::LinkSent,
        })
    }

    async fn login(&self, email: &str, password: &str, device: &Device) -> Answer<LoginStep> {
        Ok(match self.services.begin_login(email, password, device).await? {
            FirstStep::SignedIn(pair) => LoginStep::SignedIn(Box::new(self.signed_in(*pair))),
            FirstStep::CodeNeeded(half) => {
                LoginStep::CodeNeeded { cookie: self.cookies.seal_half_sign_in(&half).ok_or(ClinicError::Internal)? }
            }
        })
    }

    async fn finish_login(&self, half: &HalfSignIn, code: &str, device: &Device) -> Answer<SignIn> {
        let mut signed_in = self.signed_in(self.services.finish_login(half, code, device).await?);
        signed_in.cookies.push(self.cookies.clear_half_sign_in());
        Ok(signed_in)
    }

    fn clear_half_sign_in(&self) -> String {
        self.cookies.clear_half_sign_in()
    }

    async fn sign_out(&self, actor: &Actor, session: SessionId) -> Answer<Vec<String>> {
        self.services.sign_out(actor, session).await?;
        Ok(self.cookies.sign_out().into())
    }

    async fn sessions(&self, actor: &Actor, current: SessionId) -> Answer<Vec<Session>> {
        self.services.sessions(actor, current).await
    }

    async fn end_other_sessions(&self, actor: &Actor, current: SessionId) -> Answer<()> {
        self.services.end_other_sessions(actor, current).await
    }

    async fn end_session(&self, actor: &Actor, id: SessionId) -> Answer<()> {
        self.services.end_session(actor, id).await
    }

    async fn change_password(
        &self,
        actor: &Actor,
        session: SessionId,
        current_password: &str,
        new_password: &str,
    ) -> Answer<()> {
        self.services.change_password(actor, session, current_password, new_password).await
    }

    async fn forgot_password(&self, email: &str, device: &Device) -> Answer<()> {
        self.services.forgot_password(email, device).await
    }

    async fn reset_password(&self, token: &str, new_password: &str, device: &Device) -> Answer<()> {
        self.services.reset_password(token, new_password, device).await
    }

    async fn verify_email(&self, token: &str, device: &Device) -> Answer<()> {
        self.services.verify_email(token, device).await
    }

    async fn update_profile(&self, actor: &Actor, form: ProfileForm) -> Answer<User> {
        self.services.update_profile(actor, &form).await
    }

    async fn delete_account(&self, actor: &Actor, password: &str) -> Answer<Vec<String>> {
        self.services.delete_account(actor, password).await?;
        Ok(self.cookies.sign_out().into())
    }

    async fn two_step(&self, actor: &Actor) -> Answer<TwoStep> {
        self.services.two_step(actor).await
    }

    async fn two_step_setup(&self, actor: &Actor) -> Answer<Option<TwoStepSetup>> {
        self.services.two_step_setup(actor).await
    }

    async fn start_two_step(&self, actor: &Actor) -> Answer<TwoStepSetup> {
        self.services.start_two_step(actor).await
    }

    async fn confirm_two_step(&self, actor: &Actor, code: &str) -> Answer<Vec<String>> {
        self.services.confirm_two_step(actor, code).await
    }

    async fn renew_recovery_codes(&self, actor: &Actor, password: &str) -> Answer<Vec<String>> {
        self.services.renew_recovery_codes(actor, password).await
    }

    async fn turn_off_two_step(&self, actor: &Actor, password: &str) -> Answer<()> {
        self.services.turn_off_two_step(actor, password).await
    }

    fn passkeys_are_offered(&self) -> bool {
        self.services.passkeys_are_offered()
    }

    async fn passkeys(&self, actor: &Actor) -> Answer<Vec<Passkey>> {
        self.services.passkeys(actor).await
    }

    async fn add_passkey(&self, actor: &Actor, name: &str, challenge: &str, credential: &str) -> Answer<Passkey> {
        // What is no JSON is no credential; the service says so.
        let credential = serde_json::from_str(credential).unwrap_or_default();
        self.services.finish_passkey(actor, name, challenge, credential).await
    }

    async fn remove_passkey(&self, actor: &Actor, id: PasskeyId) -> Answer<()> {
        self.services.remove_passkey(actor, id).await
    }

    async fn login_with_passkey(&self, challenge: &str, credential: &str, device: &Device) -> Answer<SignIn> {
        let credential = serde_json::from_str(credential).unwrap_or_default();
        Ok(self.signed_in(self.services.finish_passkey_sign_in(challenge, credential, device).await?))
    }

    async fn dependants(&self, actor: &Actor) -> Answer<Vec<Dependant>> {
        self.services.dependants(actor).await
    }

    async fn add_dependant(&self, actor: &Actor, form: DependantForm) -> Answer<Dependant> {
        self.services.add_dependant(actor, &form).await
    }

    async fn remove_dependant(&self, actor: &Actor, id: DependantId) -> Answer<()> {
        self.services.remove_dependant(actor, id).await
    }
}
