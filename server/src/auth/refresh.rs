//! Refresh tokens: opaque, 256 bits, used once (RFC 9700, section 4.14.2). Only their hashes are stored.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac};
use rand::{TryRngCore, rngs::OsRng};
use sha2::{Digest, Sha256};

use crate::config::SecretKey;

#[derive(Clone, PartialEq, Eq)]
pub struct RefreshToken([u8; 32]);

impl RefreshToken {
    /// What a cookie brought; none for what cannot be a token of ours.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        bytes.try_into().ok().map(Self)
    }

    /// What goes into the cookie.
    pub fn expose(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// What is stored. The token is random, so a plain hash is as good as a slow one.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }
}

/// Makes the first token of a session, and each one's child.
#[derive(Clone)]
pub struct RefreshTokens {
    /// The key we use, and the one another node may be using while keys are changed.
    keys: Vec<[u8; 32]>,
}

impl RefreshTokens {
    pub fn new(secret: &SecretKey, previous: Option<&SecretKey>) -> Self {
        Self { keys: std::iter::once(secret).chain(previous).map(|key| key.derive("refresh token")).collect() }
    }

    /// # Panics
    /// When the machine has no source of randomness.
    pub fn first(&self) -> RefreshToken {
        let mut bytes = [0; 32];
        OsRng.try_fill_bytes(&mut bytes).expect("the machine has a source of randomness");
        RefreshToken(bytes)
    }

    /// The same child for the same parent, so that an answer that was lost can be given again without being stored. The
    /// first is the one to give; while keys are changed, the parent may have been given the other.
    ///
    /// # Panics
    /// Never: HMAC takes keys of any length.
    pub fn children(&self, parent: &RefreshToken) -> Vec<RefreshToken> {
        let child = |key: &[u8; 32]| {
            let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
            mac.update(&parent.0);
            RefreshToken(mac.finalize().into_bytes().into())
        };
        self.keys.iter().map(child).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_child_follows_from_its_parent_and_the_key_alone() {
        let [our_key, their_key] = ["0123456789abcdef0123456789abcdef", "another-secret-another-secret-32"]
            .map(|text| SecretKey::new(text.to_owned()).unwrap());
        let (ours, theirs) = (RefreshTokens::new(&our_key, None), RefreshTokens::new(&their_key, None));
        let only = |children: Vec<RefreshToken>| <[_; 1]>::try_from(children).ok().unwrap()[0].clone();
        let first = ours.first();
        let child = only(ours.children(&first));
        let foreign = only(theirs.children(&first));
        assert!(child == only(ours.children(&first)));
        assert!(child != foreign && child != first && child != only(ours.children(&child)));
        assert!(RefreshTokens::new(&our_key, Some(&their_key)).children(&first) == [child.clone(), foreign]);
        assert!(RefreshToken::parse(&child.expose()) == Some(child));
        for garbage in ["", "short", &"a".repeat(5000), "=".repeat(43).as_str()] {
            assert!(RefreshToken::parse(garbage).is_none(), "{garbage}");
        }
    }
}
