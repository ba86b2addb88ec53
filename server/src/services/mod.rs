//! The use cases. Each takes the actor first, asks the policy, and owns its transaction.

mod accounts;
pub mod api_tokens;
mod appointments;
mod audit;
mod availability;
mod bookable;
mod booking;
mod calendar_files;
mod closures;
pub mod demo;
mod departments;
mod dependants;
mod directory;
mod doctors;
mod erasure;
mod holds;
mod idempotency_keys;
mod invitations;
mod locations;
mod mails;
mod moves;
mod offers;
mod paging;
mod passkeys;
mod passwords;
mod patients;
mod profile;
pub mod rate_limits;
mod search;
mod series;
mod sessions;
mod specialties;
mod statistics;
mod tidy;
mod time_off;
mod two_step;
mod users;
mod visit_types;
mod visits;
mod waitlist;
mod webhook_deliveries;
mod webhooks;
mod what_if;

use std::{
    fmt,
    sync::{Arc, Mutex},
};

use chrono::{DateTime, TimeDelta, Utc};
use domain::error::ClinicError;
use sqlx::PgPool;
use uuid::{ContextV7, Timestamp, Uuid};

pub use accounts::Registered;
pub use audit::Chain;
pub use idempotency_keys::{Begun, KeptAnswer, OnceRequest};
pub use passkeys::PasskeyChallenge;
pub use profile::Export;

use self::rate_limits::Counter;
pub use sessions::TokenPair;
pub use two_step::FirstStep;

use crate::{
    auth::{
        jwt::Tokens, passkeys::Passkeys, password::Hasher, refresh::RefreshTokens, sealing::Sealing,
        two_step::TwoStepKeys,
    },
    changes::Changes,
    clock::Clock,
    config::{Environment, Settings},
    db::DbError,
    mail::Mailer,
    precondition,
    webhooks::Sender,
};

type Answer<T> = Result<T, ClinicError>;

/// Every use case, with what they work on.
#[derive(Clone)]
pub struct Services {
    pool: PgPool,
    clock: Arc<dyn Clock>,
    /// Counts the ids of one millisecond.
    ids: Arc<Mutex<ContextV7>>,
    hasher: Hasher,
    tokens: Tokens,
    refresh_tokens: RefreshTokens,
    refresh_lifetime: TimeDelta,
    counter: Counter,
    /// What the chain of the audit log is keyed with: the present key first, and the one before.
    audit_keys: Vec<[u8; 32]>,
    /// Of the hashes that stand for requests which may be sent again.
    idempotency_key: [u8; 32],
    mailer: Mailer,
    /// How long a link in a mail is good.
    mailed_token_lifetime: TimeDelta,
    /// How browsers reach the site.
    public_url: String,
    /// Whether an account works only once its address is confirmed.
    email_must_be_verified: bool,
    two_step_keys: TwoStepKeys,
    passkeys: Passkeys,
    webhooks: Sender,
    /// Of the secrets that webhooks are signed with.
    webhook_secrets: Sealing,
    changes: Changes,
    /// In development, doctors who register are visible at once, and the demo accounts work.
    development: bool,
}

impl Services {
    pub fn new(pool: PgPool, clock: Arc<dyn Clock>, settings: &Settings) -> Self {
        let previous_key = settings.secret_key_previous.as_ref();
        Self {
            pool,
            clock,
            ids: Arc::default(),
            hasher: Hasher::new(),
            tokens: Tokens::new(&settings.secret_key, previous_key, settings.access_token_minutes),
            refresh_tokens: RefreshTokens::new(&settings.secret_key, previous_key),
            refresh_lifetime: TimeDelta::days(settings.refresh_token_days.into()),
            counter: Counter::new(&settings.secret_key),
            audit_keys: std::iter::once(&settings.secret_key)
                .chain(previous_key)
                .map(|key| key.derive("audit log"))
                .collect(),
            idempotency_key: settings.secret_key.derive("idempotency keys"),
            mailer: settings.mailer.clone(),
            mailed_token_lifetime: TimeDelta::minutes(settings.mailed_token_minutes.into()),
            public_url: settings.public_url.clone(),
            email_must_be_verified: settings.require_email_verification,
            two_step_keys: TwoStepKeys::new(&settings.secret_key, previous_key),
            passkeys: Passkeys::new(settings),
            webhooks: Sender::new(settings.webhook_allow_private),
            webhook_secrets: Sealing::new("webhook secret", &settings.secret_key, previous_key),
            changes: Changes::default(),
            development: settings.environment == Environment::Development,
        }
    }

    /// The same use cases at another time: for demo data with a past.
    fn at(&self, clock: Arc<dyn Clock>) -> Self {
        Self { clock, ids: Arc::default(), ..self.clone() }
    }

    pub fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// Whose free times change.
    pub fn changes(&self) -> &Changes {
        &self.changes
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// [`ClinicError::Overloaded`] when it does not.
    pub async fn check_database(&self) -> Answer<()> {
        sqlx::query!("select 1 as one").fetch_one(&self.pool).await.map_err(DbError::from)?;
        Ok(())
    }

    /// A UUID version 7 (RFC 9562), each after the one before: lists are in the order of their ids, and indexes compact.
    fn new_id(&self) -> Uuid {
        let now = self.now();
        let seconds = u64::try_from(now.timestamp()).unwrap_or(0);
        Uuid::new_v7(Timestamp::from_unix(&*self.ids, seconds, now.timestamp_subsec_nanos()))
    }
}

impl fmt::Debug for Services {
    /// Without what it works with, much of which is secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Services")
    }
}

impl From<DbError> for ClinicError {
    /// What nobody foresaw: written to the log here, once, and never into an answer.
    fn from(error: DbError) -> Self {
        tracing::error!(%error, "the database refused or did not answer");
        if error.is_unavailable() { Self::Overloaded } else { Self::Internal }
    }
}

trait Required<T> {
    /// Absent, in the words of a person.
    fn required(self, what: &str) -> Answer<T>;
}

impl<T> Required<T> for Option<T> {
    fn required(self, what: &str) -> Answer<T> {
        self.ok_or_else(|| ClinicError::not_found(what))
    }
}

/// A connection or a transaction, with the database's refusals as ours.
impl Services {
    /// In a task of its own, which ends even if whoever asked goes away meanwhile. sqlx (0.9.0) counts a transaction once
    /// `BEGIN` is answered: a connection given up before that would go back to the pool with a transaction that nobody
    /// ends, and what others write on it would never be committed.
    async fn begin(&self) -> Answer<sqlx::Transaction<'static, sqlx::Postgres>> {
        let pool = self.pool.clone();
        let begun = tokio::spawn(async move { pool.begin().await }).await.map_err(|_| ClinicError::Internal)?;
        Ok(begun.map_err(DbError::from)?)
    }

    async fn connect(&self) -> Answer<sqlx::pool::PoolConnection<sqlx::Postgres>> {
        Ok(self.pool.acquire().await.map_err(DbError::from)?)
    }
}

/// Nothing is changed while it is not known to be what the request expects.
async fn commit(tx: sqlx::Transaction<'static, sqlx::Postgres>) -> Answer<()> {
    if !precondition::is_met() {
        return Err(ClinicError::PreconditionFailed);
    }
    Ok(tx.commit().await.map_err(DbError::from)?)
}
