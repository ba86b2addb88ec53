//! SQL, and nothing else: free functions over a connection. They never begin or commit; the services do.
//!
//! Absent is `None`. A row that cannot be turned into a domain value is our fault, and an error.

#![expect(clippy::missing_errors_doc, reason = "every function here fails for the same reasons: those of `DbError`")]

pub mod api_tokens;
pub mod appointments;
pub mod audit;
pub mod availability;
pub mod calendars;
pub mod changes;
pub mod closures;
pub mod demo_data;
pub mod departments;
pub mod dependants;
pub mod dev_mails;
pub mod directory;
pub mod doctors;
pub mod holds;
pub mod idempotency_keys;
pub mod jobs;
pub mod locations;
pub mod mailed_tokens;
pub mod passkeys;
pub mod patients;
pub mod rate_limits;
pub mod search;
pub mod sessions;
pub mod specialties;
pub mod statistics;
pub mod time_off;
pub mod two_step;
pub mod users;
pub mod visit_types;
pub mod waitlist;
pub mod webhook_deliveries;
pub mod webhooks;

use chrono::{DateTime, Utc};
use domain::schedule::TimeRange;
use sqlx::{migrate::Migrator, postgres::types::PgRange};

/// Every migration of `migrations/`.
pub static MIGRATOR: Migrator = sqlx::migrate!("../migrations");

/// What the database answered instead of rows.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    #[error(transparent)]
    Sqlx(#[from] sqlx::Error),
    /// A stored value that is no value of the domain.
    #[error("{table}.{column} holds a value the program does not know")]
    Inconsistent { table: &'static str, column: &'static str },
}

impl DbError {
    /// The name of the constraint that refused a change.
    pub fn constraint(&self) -> Option<&str> {
        match self {
            Self::Sqlx(sqlx::Error::Database(error)) => error.constraint(),
            _ => None,
        }
    }

    /// Whether the database could not be reached in time, or went away, as opposed to refusing.
    pub fn is_unavailable(&self) -> bool {
        match self {
            Self::Sqlx(sqlx::Error::PoolTimedOut | sqlx::Error::Io(_) | sqlx::Error::PoolClosed) => true,
            Self::Sqlx(sqlx::Error::Database(error)) => error.code().is_some_and(|code| {
                // Of PostgreSQL's appendix A: connection exceptions, too many of them, and somebody who stops the server.
                code.starts_with("08") || code == "53300" || code.starts_with("57P")
            }),
            _ => false,
        }
    }
}

type Db<T> = Result<T, DbError>;

fn range(during: TimeRange) -> PgRange<DateTime<Utc>> {
    (during.start()..during.end()).into()
}
