//! Whose free times change, told to every node.
//!
//! A service notes a doctor after its commit; a task tells all nodes through PostgreSQL. Not in the transaction itself:
//! commits that notify wait for each other (PostgreSQL writes its queue under one lock), and bookings must not. What a
//! node that dies between the two leaves untold shows when pages look again by themselves.

use std::{
    collections::HashSet,
    pin::pin,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use domain::ids::UserId;
use graphile_worker::TaskHandler as _;
use sqlx::{PgPool, postgres::PgListener};
use tokio::{
    sync::{Notify, broadcast},
    time::sleep,
};

use crate::{
    db::{self, DbError},
    jobs::{OfferTimes, SendWebhooks},
};

/// PostgreSQL's name for what nodes tell each other.
const CHANNEL: &str = "slots";
/// Changes that come together are told together.
const GATHER: Duration = Duration::from_millis(50);
/// How long to wait before a database that is gone is tried again.
const PAUSE: Duration = Duration::from_secs(1);
/// What one page may have left unheard before it is told to look at everything again.
const BACKLOG: usize = 256;

/// Something a page that shows free times wants to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Of this doctor.
    Of(UserId),
    /// Something may have been missed.
    Missed,
    /// The server is stopping.
    End,
}

#[derive(Clone)]
pub struct Changes(Arc<Inner>);

struct Inner {
    noted: Mutex<HashSet<UserId>>,
    wake: Notify,
    heard: broadcast::Sender<Change>,
}

impl Default for Changes {
    fn default() -> Self {
        let heard = broadcast::Sender::new(BACKLOG);
        Self(Arc::new(Inner { noted: Mutex::default(), wake: Notify::new(), heard }))
    }
}

impl Changes {
    /// To be told to everybody; after the commit.
    pub fn note(&self, doctor: UserId) {
        self.note_all([doctor]);
    }

    pub fn note_all(&self, doctors: impl IntoIterator<Item = UserId>) {
        self.0.noted.lock().unwrap_or_else(PoisonError::into_inner).extend(doctors);
        self.0.wake.notify_one();
    }

    /// Every change from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Change> {
        self.0.heard.subscribe()
    }

    /// Ends what waits for changes.
    pub fn end(&self) {
        self.0.heard.send(Change::End).ok();
    }

    /// Tells and listens, until it is told to stop.
    pub async fn run(&self, pool: &PgPool, stop: impl Future<Output = ()>) {
        let mut stop = pin!(stop);
        tokio::select! {
            () = self.tell(pool) => {}
            () = self.listen(pool) => {}
            () = &mut stop => {}
        }
        self.end();
    }

    async fn tell(&self, pool: &PgPool) {
        loop {
            self.0.wake.notified().await;
            sleep(GATHER).await;
            let doctors: Vec<UserId> = self.0.noted.lock().unwrap_or_else(PoisonError::into_inner).drain().collect();
            if let Err(error) = tell_all(pool, &doctors).await {
                tracing::warn!(%error, "a change of free times could not be told; it is tried again");
                sleep(PAUSE).await;
                self.note_all(doctors);
            }
        }
    }

    async fn listen(&self, pool: &PgPool) {
        loop {
            if let Err(error) = self.listen_once(pool).await {
                tracing::warn!(%error, "changes of free times are not heard; it is tried again");
            }
            sleep(PAUSE).await;
        }
    }

    async fn listen_once(&self, pool: &PgPool) -> Result<(), sqlx::Error> {
        let mut listener = PgListener::connect_with(pool).await?;
        listener.listen(CHANNEL).await?;
        self.0.heard.send(Change::Missed).ok();
        loop {
            // None: the connection was lost, and is made again.
            let heard = listener.try_recv().await?;
            let change = heard.map_or(Some(Change::Missed), |heard| heard.payload().parse().ok().map(Change::Of));
            if let Some(change) = change {
                self.0.heard.send(change).ok();
            }
        }
    }
}

/// Those who look at the times of these doctors, those who wait for them, and other systems that want to know.
async fn tell_all(pool: &PgPool, doctors: &[UserId]) -> Result<(), DbError> {
    db::changes::tell(pool, CHANNEL, doctors).await?;
    db::waitlist::look_soon(pool, OfferTimes::IDENTIFIER, doctors).await?;
    db::webhook_deliveries::send_all(&mut *pool.acquire().await?, SendWebhooks::IDENTIFIER).await
}
