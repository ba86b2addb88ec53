//! Tokens that mean nothing by themselves: 256 random bits, of which only a hash is stored.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::{TryRngCore, rngs::OsRng};
use sha2::{Digest, Sha256};

#[derive(Clone, PartialEq, Eq)]
pub struct OpaqueToken(pub(super) [u8; 32]);

impl OpaqueToken {
    /// # Panics
    /// When the machine has no source of randomness.
    pub fn random() -> Self {
        let mut bytes = [0; 32];
        OsRng.try_fill_bytes(&mut bytes).expect("the machine has a source of randomness");
        Self(bytes)
    }

    /// What somebody brought; none for what cannot be a token of ours.
    pub fn parse(text: &str) -> Option<Self> {
        URL_SAFE_NO_PAD.decode(text.trim()).ok()?.try_into().ok().map(Self)
    }

    /// What its owner is given.
    pub fn expose(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// What is stored. The token is random, so a plain hash is as good as a slow one.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }
}
