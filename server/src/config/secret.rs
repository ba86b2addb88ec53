//! The key everything is signed and sealed with.

use std::{fmt, fs, io::Write, os::unix::fs::OpenOptionsExt, path::Path};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::{TryRngCore, rngs::OsRng};
use sha2::{Digest, Sha256, Sha512};

use super::{ConfigError, Environment};

const VARIABLE: &str = "SECRET_KEY";
const MIN_BYTES: usize = 32;

/// A secret of at least 32 bytes. Never shown.
#[derive(Clone)]
pub struct SecretKey(String);

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(…)")
    }
}

impl SecretKey {
    /// # Errors
    /// When it is too short, or simply repeats.
    pub fn new(text: String) -> Result<Self, ConfigError> {
        Self::named(VARIABLE, text)
    }

    /// As [`Self::new`], for another variable.
    pub(super) fn named(variable: &str, text: String) -> Result<Self, ConfigError> {
        let mut distinct: Vec<u8> = text.bytes().collect();
        distinct.sort_unstable();
        distinct.dedup();
        if text.len() < MIN_BYTES || distinct.len() < 8 {
            return Err(ConfigError::new(
                variable,
                "must be at least 32 random characters; `openssl rand -hex 32` makes one",
            ));
        }
        Ok(Self(text))
    }

    /// The given key; in development, without one, a key made once and kept in the data folder.
    pub(super) fn load(given: Option<String>, environment: Environment, data_dir: &Path) -> Result<Self, ConfigError> {
        match (given, environment) {
            (Some(text), _) => Self::new(text),
            (None, Environment::Production) => {
                Err(ConfigError::new(VARIABLE, "is required in production; `openssl rand -hex 32` makes one"))
            }
            (None, Environment::Development) => Self::kept(data_dir)
                .map_err(|error| {
                    ConfigError::new("PRAXIS_DATA_DIR", format!("{} cannot be used: {error}", data_dir.display()))
                })
                .and_then(Self::new),
        }
    }

    fn kept(data_dir: &Path) -> std::io::Result<String> {
        let path = data_dir.join("secret-key");
        if let Ok(text) = fs::read_to_string(&path) {
            return Ok(text);
        }
        let mut bytes = [0; 32];
        OsRng.try_fill_bytes(&mut bytes).map_err(std::io::Error::other)?;
        let text = URL_SAFE_NO_PAD.encode(bytes);
        fs::create_dir_all(data_dir)?;
        fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?.write_all(text.as_bytes())?;
        Ok(text)
    }

    /// Says which key this is, and nothing about it.
    pub fn id(&self) -> String {
        URL_SAFE_NO_PAD.encode(&self.derive("key id")[..6])
    }

    /// A key for one purpose: what is signed for one can never be taken for another.
    pub fn derive(&self, purpose: &str) -> [u8; 32] {
        Sha256::new().chain_update(purpose).chain_update([0]).chain_update(&self.0).finalize().into()
    }

    /// As [`Self::derive`], 64 bytes long.
    pub fn derive_long(&self, purpose: &str) -> [u8; 64] {
        Sha512::new().chain_update(purpose).chain_update([0]).chain_update(&self.0).finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn production_does_not_start_without_a_strong_secret() {
        let load = |given: Option<&str>| {
            SecretKey::load(given.map(str::to_owned), Environment::Production, Path::new("/nonexistent"))
        };
        for weak in [None, Some("short"), Some("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")] {
            let refused = load(weak).unwrap_err().to_string();
            assert!(refused.starts_with("SECRET_KEY: "), "{refused}");
            assert!(!refused.contains("aaaa"), "never shown");
        }
        assert!(load(Some("0123456789abcdef0123456789abcdef")).is_ok());
    }
}
