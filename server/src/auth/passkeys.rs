//! What is WebAuthn's: challenges for devices, and the check of their answers.

use std::sync::Arc;

use domain::{error::ClinicError, user::User};
use serde_json::{Value, json};
use webauthn_rs::prelude::{
    CredentialID, DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Url, Webauthn, WebauthnBuilder, WebauthnError,
};

use crate::config::Settings;

type Answer<T> = Result<T, ClinicError>;

/// A challenge for a device, and what has to be kept until it answers.
pub struct Challenge {
    pub options: Value,
    pub state: Value,
}

/// Passkeys of this site; none where browsers refuse them.
#[derive(Clone)]
pub struct Passkeys(Option<Arc<Webauthn>>);

impl Passkeys {
    /// A passkey belongs to a name: an address of digits has none (WebAuthn, section 5.1.2), and off this machine
    /// browsers ask for TLS besides.
    pub fn new(settings: &Settings) -> Self {
        let url = Url::parse(&settings.public_url).ok();
        let webauthn = url.filter(|url| settings.is_https() || url.domain() == Some("localhost")).and_then(|url| {
            let builder = WebauthnBuilder::new(url.domain()?, &url).ok()?;
            builder.rp_name("Praxis").build().ok()
        });
        Self(webauthn.map(Arc::new))
    }

    pub fn are_offered(&self) -> bool {
        self.0.is_some()
    }

    fn webauthn(&self) -> Answer<&Webauthn> {
        self.0.as_deref().ok_or_else(|| {
            let detail = "Passkeys need a site with a name and https, or localhost; this one is reached otherwise.";
            ClinicError::conflict("passkeys_unavailable", detail)
        })
    }

    /// # Errors
    /// [`ClinicError::Conflict`] `passkeys_unavailable`.
    pub fn start_registration(&self, user: &User, known: Vec<CredentialID>) -> Answer<Challenge> {
        let webauthn = self.webauthn()?;
        let (options, state) = webauthn
            .start_passkey_registration(user.id.0, &user.email, &user.full_name, Some(known))
            .map_err(|error| failed(&error))?;
        let mut options = value(&options)?;
        // So that no e-mail address has to be typed to sign in.
        options["publicKey"]["authenticatorSelection"]["residentKey"] = json!("required");
        options["publicKey"]["authenticatorSelection"]["requireResidentKey"] = json!(true);
        Ok(Challenge { options, state: value(&state)? })
    }

    /// # Errors
    /// [`ClinicError::Invalid`] for an answer that is none to this challenge.
    pub fn finish_registration(&self, credential: Value, state: Value) -> Answer<Passkey> {
        let refused = || ClinicError::invalid("credential", "passkey_not_accepted", "This passkey was not accepted.");
        let credential: RegisterPublicKeyCredential = serde_json::from_value(credential).map_err(|_| refused())?;
        let state: PasskeyRegistration = read(state)?;
        self.webauthn()?.finish_passkey_registration(&credential, &state).map_err(|_| refused())
    }

    /// # Errors
    /// [`ClinicError::Conflict`] `passkeys_unavailable`.
    pub fn start_sign_in(&self) -> Answer<Challenge> {
        let (options, state) = self.webauthn()?.start_discoverable_authentication().map_err(|error| failed(&error))?;
        // For a button; without it browsers would offer passkeys only while a field is filled in.
        let options = json!({ "publicKey": value(&options)?["publicKey"] });
        Ok(Challenge { options, state: value(&state)? })
    }

    /// The passkey an answer claims to be of.
    pub fn credential(answer: Value) -> Option<PublicKeyCredential> {
        serde_json::from_value(answer).ok()
    }

    /// Checks the answer of a passkey, and notes in it that it was used.
    ///
    /// # Errors
    /// [`ClinicError::PasskeyNotAccepted`], as it is from a device that has not verified its user;
    /// [`ClinicError::Internal`] for a state that is not ours.
    pub fn finish_sign_in(&self, answer: &PublicKeyCredential, state: Value, passkey: &mut Passkey) -> Answer<()> {
        let state: DiscoverableAuthentication = read(state)?;
        let checked = self.webauthn()?.finish_discoverable_authentication_v2(answer, state, &*passkey);
        passkey.update_credential(&checked.map_err(|_| ClinicError::PasskeyNotAccepted)?);
        Ok(())
    }
}

/// As the database keeps it.
///
/// # Errors
/// [`ClinicError::Internal`] for what JSON cannot hold.
pub fn value<T: serde::Serialize>(of: &T) -> Answer<Value> {
    serde_json::to_value(of).map_err(|error| not_ours(&error))
}

/// From the database.
///
/// # Errors
/// [`ClinicError::Internal`] for what we did not write.
pub fn read<T: serde::de::DeserializeOwned>(value: Value) -> Answer<T> {
    serde_json::from_value(value).map_err(|error| not_ours(&error))
}

/// Without the value itself, which is somebody's.
fn not_ours(error: &serde_json::Error) -> ClinicError {
    tracing::error!(kind = ?error.classify(), "a passkey or challenge is not as we write them");
    ClinicError::Internal
}

fn failed(error: &WebauthnError) -> ClinicError {
    tracing::error!(%error, "a passkey challenge could not be made");
    ClinicError::Internal
}
