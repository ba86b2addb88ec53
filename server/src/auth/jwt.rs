//! Access tokens: JSON Web Tokens (RFC 7519) of the profile of RFC 9068, signed with HMAC-SHA-256.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::{SessionId, UserId};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::config::SecretKey;

/// Issuer and audience: this service, and nothing else.
const PRAXIS: &str = "praxis";
/// The `typ` of an access token (RFC 9068, section 2.1): no other token of ours can be taken for one.
const ACCESS: &str = "at+jwt";
/// What the key of access tokens is derived for.
const PURPOSE: &str = "access token";
/// How far the clock of another node may be ahead.
const SKEW_SECONDS: i64 = 60;
/// Longer than any token we sign.
const MAX_LENGTH: usize = 2048;

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: Uuid,
    /// The session the token belongs to, and dies with.
    sid: Uuid,
    iat: i64,
    exp: i64,
    /// Ours have none; one that is there counts (RFC 7519, section 4.1.5).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nbf: Option<i64>,
    jti: Uuid,
}

/// Signs access tokens and reads them back.
#[derive(Clone)]
pub struct Tokens {
    signing: Arc<EncodingKey>,
    /// The headers our tokens have, with the key each of them names; the first is the one we sign with.
    verifying: Arc<[(Header, DecodingKey)]>,
    lifetime: TimeDelta,
}

impl Tokens {
    /// Tokens signed with the `previous` key are good until they expire.
    pub fn new(secret: &SecretKey, previous: Option<&SecretKey>, lifetime_minutes: u32) -> Self {
        let verifying = std::iter::once(secret).chain(previous).map(|secret| {
            let mut header = Header::new(Algorithm::HS256);
            header.typ = Some(ACCESS.to_owned());
            header.kid = Some(secret.id());
            (header, DecodingKey::from_secret(&secret.derive(PURPOSE)))
        });
        Self {
            signing: Arc::new(EncodingKey::from_secret(&secret.derive(PURPOSE))),
            verifying: verifying.collect(),
            lifetime: TimeDelta::minutes(lifetime_minutes.into()),
        }
    }

    pub fn lifetime(&self) -> TimeDelta {
        self.lifetime
    }

    /// # Errors
    /// When the claims cannot be encoded, which is our fault.
    pub fn sign(
        &self,
        user: UserId,
        session: SessionId,
        id: Uuid,
        now: DateTime<Utc>,
    ) -> Result<String, jsonwebtoken::errors::Error> {
        let claims = Claims {
            iss: PRAXIS.to_owned(),
            aud: PRAXIS.to_owned(),
            sub: user.0,
            sid: session.0,
            iat: now.timestamp(),
            exp: (now + self.lifetime).timestamp(),
            nbf: None,
            jti: id,
        };
        encode(&self.verifying[0].0, &claims, &self.signing)
    }

    /// Which session this is a token of; none for anything but a live access token of ours.
    pub fn verify(&self, token: &str, now: DateTime<Utc>) -> Option<SessionId> {
        if token.len() > MAX_LENGTH {
            return None;
        }
        // Exactly as we write it: no other algorithm or type, no unknown key, and no key that comes along (`jwk`, `jku`).
        let header = decode_header(token).ok()?;
        let (_, key) = self.verifying.iter().find(|(ours, _)| *ours == header)?;
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[PRAXIS]);
        validation.set_audience(&[PRAXIS]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        // Expiry is checked below, by the injected clock.
        validation.validate_exp = false;
        let claims = decode::<Claims>(token, key, &validation).ok()?.claims;
        let begin = claims.nbf.unwrap_or(claims.iat).max(claims.iat).saturating_sub(SKEW_SECONDS);
        (begin..claims.exp).contains(&now.timestamp()).then_some(SessionId(claims.sid))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEW: &str = "0123456789abcdef0123456789abcdef";
    const OLD: &str = "another-secret-another-secret-32";

    fn tokens(secret: &str, previous: Option<&str>) -> Tokens {
        let key = |text: &str| SecretKey::new(text.to_owned()).unwrap();
        Tokens::new(&key(secret), previous.map(key).as_ref(), 15)
    }

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap()
    }

    fn sign(tokens: &Tokens) -> (String, SessionId) {
        let session = SessionId(Uuid::from_u128(8));
        (tokens.sign(UserId(Uuid::from_u128(7)), session, Uuid::nil(), now()).unwrap(), session)
    }

    #[test]
    fn a_token_is_read_back_until_it_expires() {
        let tokens = tokens(NEW, None);
        let (token, session) = sign(&tokens);
        assert_eq!(tokens.verify(&token, now() - TimeDelta::seconds(60)), Some(session));
        assert_eq!(tokens.verify(&token, now() - TimeDelta::seconds(61)), None);
        assert_eq!(tokens.verify(&token, now() + TimeDelta::minutes(14)), Some(session));
        assert_eq!(tokens.verify(&token, now() + TimeDelta::minutes(15)), None);
    }

    #[test]
    fn a_token_of_the_previous_key_is_good_until_it_expires() {
        let (old, new) = (tokens(OLD, None), tokens(NEW, Some(OLD)));
        let (token, session) = sign(&old);
        assert_eq!(new.verify(&token, now() + TimeDelta::minutes(14)), Some(session));
        assert_eq!(new.verify(&token, now() + TimeDelta::minutes(15)), None);
        let (token, session) = sign(&new);
        assert_eq!(tokens(NEW, None).verify(&token, now()), Some(session));
        assert_eq!(old.verify(&token, now()), None);
        // While the next key is only announced.
        assert_eq!(tokens(OLD, Some(NEW)).verify(&token, now()), Some(session));
    }

    #[test]
    fn foreign_and_edited_tokens_are_refused() {
        let (ours, theirs) = (tokens(NEW, None), tokens(OLD, None));
        let (token, _) = sign(&ours);
        assert_eq!(theirs.verify(&token, now()), None);
        assert_eq!(ours.verify(&format!("{token}x"), now()), None);
        assert_eq!(ours.verify("", now()), None);
        assert_eq!(ours.verify(&"a".repeat(100_000), now()), None);
        // The right header, and another signature.
        let (foreign, _) = sign(&theirs);
        let [header, _] = [&token, &foreign].map(|token| token.split_once('.').unwrap().0);
        let forged = format!("{header}.{}", foreign.split_once('.').unwrap().1);
        assert_eq!(ours.verify(&forged, now()), None);
    }
}
