//! Secrets as the database keeps them: encrypted under a key that it does not have, and bound to whose they are.

use aes_gcm::{
    Aes256Gcm, KeyInit,
    aead::{Aead, Payload},
};
use domain::error::ClinicError;
use rand::{TryRngCore, rngs::OsRng};
use uuid::Uuid;

use crate::config::SecretKey;

const NONCE_BYTES: usize = 12;

/// Seals with the present key, and opens what the previous one sealed as well.
#[derive(Clone)]
pub struct Sealing {
    present: [u8; 32],
    previous: Option<[u8; 32]>,
}

impl Sealing {
    /// For one purpose: what is sealed for one never opens for another.
    pub fn new(purpose: &str, secret: &SecretKey, previous: Option<&SecretKey>) -> Self {
        Self { present: secret.derive(purpose), previous: previous.map(|secret| secret.derive(purpose)) }
    }

    /// Nonce, then AES-256-GCM (NIST SP 800-38D) with the owner as associated data.
    ///
    /// # Errors
    /// [`ClinicError::Internal`] when it cannot be encrypted, which is our fault.
    pub fn seal(&self, owner: Uuid, secret: &[u8]) -> Result<Vec<u8>, ClinicError> {
        let nonce = random::<NONCE_BYTES>();
        let payload = Payload { msg: secret, aad: owner.as_bytes() };
        let sealed = cipher(&self.present).encrypt(&nonce.into(), payload).map_err(|_| ClinicError::Internal)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// None for what was sealed with another key, or for somebody else.
    pub fn open(&self, owner: Uuid, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_BYTES>()?;
        let payload = || Payload { msg: sealed, aad: owner.as_bytes() };
        let mut keys = std::iter::once(&self.present).chain(&self.previous);
        keys.find_map(|key| cipher(key).decrypt(&(*nonce).into(), payload()).ok())
    }
}

fn cipher(key: &[u8; 32]) -> Aes256Gcm {
    Aes256Gcm::new(key.into())
}

/// # Panics
/// When the machine has no source of randomness.
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    OsRng.try_fill_bytes(&mut bytes).expect("the machine has a source of randomness");
    bytes
}
