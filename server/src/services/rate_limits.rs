//! How often something may be tried, counted in the database for all nodes. The numbers and their reasons:
//! `docs/decisions/13-rate-limits.md`.

use std::{
    cell::Cell,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use domain::{error::ClinicError, session::Device};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use sqlx::{PgConnection, Postgres, pool::PoolConnection};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

use super::{Answer, Services};
use crate::{
    address,
    config::SecretKey,
    db::{self, DbError},
};

/// So many tries at once, and one more every so many seconds.
#[derive(Debug, PartialEq, Eq)]
pub struct Limit {
    pub name: &'static str,
    pub burst: u32,
    pub every_seconds: u32,
}

/// Wrong passwords for one account from one network: somebody who mistypes, or guesses.
pub const LOGIN: Limit = Limit { name: "login", burst: 10, every_seconds: 30 };
/// Wrong passwords for one account from anywhere: many machines that guess together. More than one network can spend
/// by itself, and without a say over networks the account was used from.
pub const LOGIN_ACCOUNT: Limit = Limit { name: "login-account", burst: 100, every_seconds: 20 };
/// Wrong passwords from one network, whatever the account: one password tried on everybody. A clinic may be behind it.
pub const LOGIN_NETWORK: Limit = Limit { name: "login-network", burst: 100, every_seconds: 6 };
/// Tries to register one e-mail address.
pub const REGISTER: Limit = Limit { name: "register", burst: 5, every_seconds: 120 };
/// New accounts from one network.
pub const REGISTER_NETWORK: Limit = Limit { name: "register-network", burst: 60, every_seconds: 60 };
/// Mails that set a new password, to one address: nobody's inbox is to be filled.
pub const FORGOT: Limit = Limit { name: "forgot-password", burst: 5, every_seconds: 300 };
/// The same, asked for from one network.
pub const FORGOT_NETWORK: Limit = Limit { name: "forgot-password-network", burst: 60, every_seconds: 60 };
/// Tokens of mails that are none, from one network.
pub const LINK_NETWORK: Limit = Limit { name: "link-network", burst: 60, every_seconds: 10 };
/// Sign-ins with a passkey that are begun or refused, from one network: each begun one is a row for a while.
pub const PASSKEY_NETWORK: Limit = Limit { name: "passkey-network", burst: 100, every_seconds: 3 };
/// Wrong current passwords, by somebody who holds a session.
pub const CHANGE_PASSWORD: Limit = Limit { name: "change-password", burst: 10, every_seconds: 30 };

/// Every so many tries this node forgets full buckets, more of them than it can have made since.
const SWEEP_EVERY: u32 = 32;
const SWEEP_MOST: i64 = 200;

/// So many of the database's connections may be busy with counting: a flood of guesses leaves the others to everybody else.
const AT_ONCE: usize = 8;
/// So many may wait for their turn; the next is turned away at once, so that what waits takes little memory.
const WAITING: usize = 64;
/// How long a try waits for its turn before it is turned away.
const PATIENCE: Duration = Duration::from_secs(2);

/// What counting needs besides the database.
#[derive(Clone)]
pub struct Counter {
    /// Of the HMAC that stands for what is counted.
    key: [u8; 32],
    turns: Arc<Semaphore>,
    places: Arc<Semaphore>,
    tries: Arc<AtomicU32>,
}

impl Counter {
    pub fn new(secret: &SecretKey) -> Self {
        let [turns, places] = [AT_ONCE, AT_ONCE + WAITING].map(|permits| Arc::new(Semaphore::new(permits)));
        Self { key: secret.derive("rate limits"), turns, places, tries: Arc::default() }
    }

    fn key_of(&self, Try { limit, whose }: &Try) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).expect("HMAC takes keys of any length");
        mac.update(limit.name.as_bytes());
        mac.update(&[0]);
        mac.update(whose.as_bytes());
        mac.finalize().into_bytes().into()
    }
}

/// A connection, for as long as one has the turn.
pub struct Turn {
    pub db: PoolConnection<Postgres>,
    _permits: [OwnedSemaphorePermit; 2],
}

impl Limit {
    /// Seconds after which an empty bucket is full.
    pub fn window_seconds(&self) -> u32 {
        self.burst * self.every_seconds
    }

    /// What is left in a bucket that will be full by then.
    fn budget(&'static self, full_at: DateTime<Utc>, now: DateTime<Utc>) -> Budget {
        let (every, missing) = (i64::from(self.every_seconds) * 1000, (full_at - now).num_milliseconds());
        let window = every * i64::from(self.burst);
        let remaining = ((window - missing) / every).max(0);
        // Rounded up: who comes back by then gets in.
        let next = (missing - window + (remaining + 1) * every + 999).div_euclid(1000);
        Budget {
            limit: self,
            remaining: u32::try_from(remaining).unwrap_or(0),
            next_seconds: u32::try_from(next).unwrap_or(1).clamp(1, self.window_seconds()),
        }
    }
}

/// What is left of a limit.
#[derive(Debug, Clone, Copy)]
pub struct Budget {
    pub limit: &'static Limit,
    pub remaining: u32,
    /// Until there is one more.
    pub next_seconds: u32,
}

/// One try, as one limit counts it.
pub struct Try {
    limit: &'static Limit,
    whose: String,
}

impl Try {
    /// `whose`: what the limit counts by; never stored as it is.
    pub fn new(limit: &'static Limit, whose: impl Into<String>) -> Self {
        Self { limit, whose: whose.into() }
    }

    /// Counted by where it comes from; not at all where that is unknown.
    pub fn of_network(limit: &'static Limit, device: &Device) -> Option<Self> {
        let network = device.address.as_deref().and_then(address::network)?;
        Some(Self::new(limit, network.to_string()))
    }
}

tokio::task_local! {
    static BUDGET: Cell<Option<Budget>>;
}

/// Answers a request, and tells what it left of the limit it came closest to, if it was counted at all.
pub async fn noting<F: Future>(request: F) -> (F::Output, Option<Budget>) {
    BUDGET
        .scope(Cell::new(None), async {
            let answer = request.await;
            (answer, BUDGET.with(Cell::get))
        })
        .await
}

/// Outside a request there is nobody to tell.
fn note(change: impl FnOnce(Option<Budget>) -> Option<Budget>) {
    BUDGET.try_with(|noted| noted.set(change(noted.get()))).ok();
}

impl Services {
    /// Waits for a turn to ask the database about tries.
    ///
    /// # Errors
    /// [`ClinicError::Overloaded`] when too many others do.
    pub(super) async fn turn(&self) -> Answer<Turn> {
        let place = Arc::clone(&self.counter.places).try_acquire_owned().map_err(|_| ClinicError::Overloaded)?;
        let turn = timeout(PATIENCE, Arc::clone(&self.counter.turns).acquire_owned()).await;
        let permit = turn.map_err(|_| ClinicError::Overloaded)?.map_err(|_| ClinicError::Internal)?;
        Ok(Turn { db: self.connect().await?, _permits: [place, permit] })
    }

    /// Counts one try against each limit; against none when one of them refuses.
    ///
    /// # Errors
    /// [`ClinicError::RateLimited`], [`ClinicError::Overloaded`].
    pub(super) async fn spend(&self, tries: &[Try]) -> Answer<()> {
        let (mut turn, now) = (self.turn().await?, self.now());
        if self.counter.tries.fetch_add(1, Ordering::Relaxed).is_multiple_of(SWEEP_EVERY) {
            db::rate_limits::forget_full(&mut turn.db, SWEEP_MOST, now).await?;
        }
        for (number, counted) in tries.iter().enumerate() {
            let (limit, key) = (counted.limit, self.counter.key_of(counted));
            let spent = db::rate_limits::spend(&mut turn.db, &key, limit.burst, limit.every_seconds, now).await?;
            let window = TimeDelta::seconds(limit.window_seconds().into());
            let budget = limit.budget(spent.as_ref().map_or(now + window, |spent| spent.full_at), now);
            if !spent.is_some_and(|spent| spent.allowed) {
                note(|_| Some(budget));
                self.give_back(&mut turn.db, &tries[..number]).await?;
                return Err(ClinicError::RateLimited { retry_after_seconds: budget.next_seconds });
            }
            note(|noted| noted.filter(|noted| noted.remaining <= budget.remaining).or(Some(budget)));
        }
        Ok(())
    }

    async fn give_back(&self, db: &mut PgConnection, tries: &[Try]) -> Result<(), DbError> {
        for counted in tries {
            db::rate_limits::give_back(db, &self.counter.key_of(counted), counted.limit.every_seconds).await?;
        }
        Ok(())
    }

    /// Counts `tries` only when `answer` is a failure of the kind that is counted.
    pub(super) async fn spend_on_failure<T>(
        &self,
        tries: &[Try],
        answer: impl Future<Output = Answer<T>>,
        is_failure: impl FnOnce(&ClinicError) -> bool,
    ) -> Answer<T> {
        // Counted before it is known how it ends: of many at once, none gets in uncounted.
        self.spend(tries).await?;
        let answer = answer.await;
        if !answer.as_ref().is_err_and(is_failure)
            // Who got in is not told of trouble with the counting.
            && let Ok(mut turn) = self.turn().await
            && self.give_back(&mut turn.db, tries).await.is_ok()
        {
            note(|noted| noted.map(|noted| Budget { remaining: noted.remaining + 1, ..noted }));
        }
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_says_how_many_tries_are_left_and_when_there_is_one_more() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let left = |milliseconds: i64| {
            let budget = LOGIN.budget(now + TimeDelta::milliseconds(milliseconds), now);
            (budget.remaining, budget.next_seconds)
        };
        assert_eq!(left(30_000), (9, 30));
        assert_eq!(left(29_500), (9, 30));
        assert_eq!(left(45_000), (8, 15));
        assert_eq!(left(300_000), (0, 30));
        assert_eq!(left(290_000), (0, 20));
        assert_eq!(left(270_001), (0, 1));
    }
}
