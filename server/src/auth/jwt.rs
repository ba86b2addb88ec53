//! Access tokens: JSON Web Tokens (RFC 7519) of the profile of RFC 9068, signed with HMAC-SHA-256.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::{SessionId, UserId};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::config::SecretKey;

/// Issuer and audience: this service, and nothing else.
const PRAXIS: &str = "praxis";
/// The `typ` of an access token (RFC 9068, section 2.1): no other token of ours can be taken for one.
const ACCESS: &str = "at+jwt";
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
    jti: Uuid,
}

/// Signs access tokens and reads them back.
#[derive(Clone)]
pub struct Tokens {
    signing: Arc<EncodingKey>,
    verifying: Arc<DecodingKey>,
    lifetime: TimeDelta,
}

impl Tokens {
    pub fn new(secret: &SecretKey, lifetime_minutes: u32) -> Self {
        let key = secret.derive("access token");
        Self {
            signing: Arc::new(EncodingKey::from_secret(&key)),
            verifying: Arc::new(DecodingKey::from_secret(&key)),
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
        let mut header = Header::new(Algorithm::HS256);
        header.typ = Some(ACCESS.to_owned());
        let claims = Claims {
            iss: PRAXIS.to_owned(),
            aud: PRAXIS.to_owned(),
            sub: user.0,
            sid: session.0,
            iat: now.timestamp(),
            exp: (now + self.lifetime).timestamp(),
            jti: id,
        };
        encode(&header, &claims, &self.signing)
    }

    /// Which session this is a token of; none for anything but a live access token of ours.
    pub fn verify(&self, token: &str, now: DateTime<Utc>) -> Option<SessionId> {
        if token.len() > MAX_LENGTH {
            return None;
        }
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[PRAXIS]);
        validation.set_audience(&[PRAXIS]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        // Expiry is checked below, by the injected clock.
        validation.validate_exp = false;
        let token = decode::<Claims>(token, &self.verifying, &validation).ok()?;
        let live = (token.claims.iat - 60..token.claims.exp).contains(&now.timestamp());
        let access = token.header.typ.as_deref() == Some(ACCESS);
        (live && access).then_some(SessionId(token.claims.sid))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(secret: &str) -> Tokens {
        Tokens::new(&SecretKey::new(secret.to_owned()).unwrap(), 15)
    }

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap()
    }

    #[test]
    fn a_token_is_read_back_until_it_expires() {
        let tokens = tokens("0123456789abcdef0123456789abcdef");
        let (user, session) = (UserId(Uuid::from_u128(7)), SessionId(Uuid::from_u128(8)));
        let token = tokens.sign(user, session, Uuid::nil(), now()).unwrap();
        assert_eq!(tokens.verify(&token, now()), Some(session));
        assert_eq!(tokens.verify(&token, now() + TimeDelta::minutes(14)), Some(session));
        assert_eq!(tokens.verify(&token, now() + TimeDelta::minutes(15)), None);
    }

    #[test]
    fn foreign_edited_and_mistyped_tokens_are_refused() {
        let ours = tokens("0123456789abcdef0123456789abcdef");
        let theirs = tokens("another-secret-another-secret-32");
        let (user, session) = (UserId(Uuid::from_u128(7)), SessionId(Uuid::from_u128(8)));
        let token = ours.sign(user, session, Uuid::nil(), now()).unwrap();
        assert_eq!(theirs.verify(&token, now()), None);
        assert_eq!(ours.verify(&format!("{token}x"), now()), None);
        assert_eq!(ours.verify("", now()), None);
        assert_eq!(ours.verify(&"a".repeat(100_000), now()), None);

        let claims = Claims {
            iss: PRAXIS.into(),
            aud: PRAXIS.into(),
            sub: user.0,
            sid: session.0,
            iat: now().timestamp(),
            exp: now().timestamp() + 60,
            jti: Uuid::nil(),
        };
        // The right key and claims, but the type of another token.
        let plain = encode(&Header::new(Algorithm::HS256), &claims, &ours.signing).unwrap();
        assert_eq!(ours.verify(&plain, now()), None);
        // Another algorithm with the same key.
        let mut header = Header::new(Algorithm::HS512);
        header.typ = Some(ACCESS.into());
        assert_eq!(ours.verify(&encode(&header, &claims, &ours.signing).unwrap(), now()), None);
        // Another audience.
        let mut header = Header::new(Algorithm::HS256);
        header.typ = Some(ACCESS.into());
        let foreign = Claims { aud: "elsewhere".into(), ..claims };
        assert_eq!(ours.verify(&encode(&header, &foreign, &ours.signing).unwrap(), now()), None);
    }
}
