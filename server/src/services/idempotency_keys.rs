//! Requests that are sent again because their answer was lost: carried out once, and answered alike
//! (draft-ietf-httpapi-idempotency-key-header-07).
//!
//! Only what was carried out is remembered. A refusal has created nothing: the same key may be used again, for the same
//! wish or for a better one.

use chrono::{DateTime, TimeDelta, Utc};
use domain::error::ClinicError;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use uuid::Uuid;

use super::{Answer, Services};
pub use crate::db::idempotency_keys::KeptAnswer;
use crate::db::{self, idempotency_keys::Sent};

/// How long an answer is kept.
const KEPT: TimeDelta = TimeDelta::hours(24);
/// No request takes this long: whoever was to answer it is gone.
const ABANDONED: TimeDelta = TimeDelta::minutes(1);

/// A request, as far as it matters whether it is the same as another.
pub struct OnceRequest<'a> {
    /// The id of a person or a token. None: nobody is signed in.
    pub who: Option<Uuid>,
    /// What the caller named it.
    pub key: &'a str,
    /// Method, path and query.
    pub target: &'a str,
    pub body: &'a [u8],
}

/// What to do with a request that has a key.
pub enum Begun {
    /// Carry it out, and tell what became of it.
    First(Ticket),
    /// Say the same again.
    Before(KeptAnswer),
}

/// Stands for a request that is being carried out.
pub struct Ticket([u8; 32]);

impl Services {
    /// Whether a request is to be carried out, or was already.
    ///
    /// # Errors
    /// [`ClinicError::Rule`] `idempotency_key_reused` for another request under the same key, [`ClinicError::Conflict`]
    /// `idempotency_in_progress` while the first one is being carried out.
    pub async fn begin_once(&self, request: &OnceRequest<'_>) -> Answer<Begun> {
        let now = self.now();
        let who = request.who.map(|id| id.to_string()).unwrap_or_default();
        let id = self.idempotency_hash(&[who.as_bytes(), request.key.as_bytes()]);
        let fingerprint = self.idempotency_hash(&[request.target.as_bytes(), request.body]);
        let mut db = self.connect().await?;
        if db::idempotency_keys::begin(&mut db, &id, &fingerprint, now, now - KEPT, now - ABANDONED).await? {
            return Ok(Begun::First(Ticket(id)));
        }
        match db::idempotency_keys::find(&mut db, &id).await? {
            Some(sent) if sent.fingerprint != fingerprint => Err(reused()),
            Some(Sent { answer: Some(answer), .. }) => Ok(Begun::Before(answer)),
            // None: it was refused at this moment.
            _ => Err(in_progress()),
        }
    }

    /// Remembers the answer to what was carried out.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn keep_answer(&self, ticket: &Ticket, answer: &KeptAnswer) -> Answer<()> {
        Ok(db::idempotency_keys::keep(&mut *self.connect().await?, &ticket.0, answer).await?)
    }

    /// Forgets what was not carried out.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn forget_request(&self, ticket: &Ticket) -> Answer<()> {
        Ok(db::idempotency_keys::forget(&mut *self.connect().await?, &ticket.0).await?)
    }

    /// Of the parts and their lengths, so that no two lists of parts are alike.
    fn idempotency_hash(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.idempotency_key).expect("HMAC takes keys of any length");
        for part in parts {
            mac.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

/// Until when answers have been forgotten.
pub(super) fn expired(now: DateTime<Utc>) -> DateTime<Utc> {
    now - KEPT
}

fn reused() -> ClinicError {
    let detail = "This Idempotency-Key was used for another request. Use a new key for each thing you want done.";
    ClinicError::rule("", "idempotency_key_reused", detail)
}

fn in_progress() -> ClinicError {
    let detail = "The first request with this Idempotency-Key is still being carried out. Ask again in a moment.";
    ClinicError::conflict("idempotency_in_progress", detail)
}
