//! Refresh tokens: opaque, used once (RFC 9700, section 4.14.2), each the child of the one before.

use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::opaque::OpaqueToken;
use crate::config::SecretKey;

/// Makes each token's child.
#[derive(Clone)]
pub struct RefreshTokens {
    /// The key we use, and the one another node may be using while keys are changed.
    keys: Vec<[u8; 32]>,
}

impl RefreshTokens {
    pub fn new(secret: &SecretKey, previous: Option<&SecretKey>) -> Self {
        Self { keys: std::iter::once(secret).chain(previous).map(|key| key.derive("refresh token")).collect() }
    }

    /// The same child for the same parent, so that an answer that was lost can be given again without being stored. The
    /// first is the one to give; while keys are changed, the parent may have been given the other.
    ///
    /// # Panics
    /// Never: HMAC takes keys of any length.
    pub fn children(&self, parent: &OpaqueToken) -> Vec<OpaqueToken> {
        let child = |key: &[u8; 32]| {
            let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
            mac.update(&parent.0);
            OpaqueToken(mac.finalize().into_bytes().into())
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
        let only = |children: Vec<OpaqueToken>| <[_; 1]>::try_from(children).ok().unwrap()[0].clone();
        let first = OpaqueToken::random();
        let child = only(ours.children(&first));
        let foreign = only(theirs.children(&first));
        assert!(child == only(ours.children(&first)));
        assert!(child != foreign && child != first && child != only(ours.children(&child)));
        assert!(RefreshTokens::new(&our_key, Some(&their_key)).children(&first) == [child.clone(), foreign]);
        assert!(OpaqueToken::parse(&child.expose()) == Some(child));
        for garbage in ["", "short", &"a".repeat(5000), "=".repeat(43).as_str()] {
            assert!(OpaqueToken::parse(garbage).is_none(), "{garbage}");
        }
    }
}
