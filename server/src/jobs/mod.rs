//! Work that is done after the answer: put into the queue in the transaction it belongs to, done by any server that
//! runs a worker, tried again until it works.

mod audit;
mod mail;
mod no_shows;
mod offers;
mod tidy;
mod webhooks;

use std::{
    error::Error,
    pin::{Pin, pin},
    time::Duration,
};

use graphile_worker::{Cron, Worker, WorkerBuildError, WorkerOptions, WorkerShutdownConfig};
use sqlx::PgPool;
use tokio::time::sleep;

use audit::ExtendAuditChain;
pub use mail::SendMail;
use no_shows::NoteNoShows;
pub use offers::OfferTimes;
use tidy::Tidy;
pub use webhooks::SendWebhooks;

use crate::services::Services;

/// Jobs one server does at a time; more would take connections from the people who wait for an answer.
const CONCURRENCY: usize = 4;
/// Receivers that one server tells something at a time.
const WEBHOOKS_AT_A_TIME: usize = 4;
/// A new job is announced; looking is for those whose announcement was lost or whose time has come.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// Minute of each hour at which what has expired is forgotten.
const TIDY_AT_MINUTE: u32 = 7;
/// How long running jobs may take to end when the server stops.
const GRACE: Duration = Duration::from_secs(8);

/// Makes or updates the queue's own tables.
///
/// # Errors
/// When the database refuses.
pub async fn prepare(pool: &PgPool) -> Result<(), WorkerBuildError> {
    WorkerOptions::default().pg_pool(pool.clone()).init().await.map(drop)
}

/// What does the jobs, until it is told to stop: one for webhooks alone, as their receivers take their time, and one for all
/// others.
///
/// # Errors
/// When the database refuses.
///
/// # Panics
/// Never: the minutes of the plan are minutes.
pub async fn workers(services: &Services) -> Result<[Worker; 2], WorkerBuildError> {
    let hourly = Cron::hourly_at::<Tidy>(TIDY_AT_MINUTE).expect("an hour has this minute");
    let most = options(services, CONCURRENCY)
        .define_job::<SendMail>()
        .define_job::<Tidy>()
        .define_job::<OfferTimes>()
        .define_job::<NoteNoShows>()
        .define_job::<ExtendAuditChain>()
        .with_cron(hourly)
        .with_cron(Cron::every_minute::<OfferTimes>())
        .with_cron(Cron::every_minute::<NoteNoShows>())
        .with_cron(Cron::every_minute::<ExtendAuditChain>())
        .init()
        .await?;
    let webhooks = options(services, WEBHOOKS_AT_A_TIME)
        .define_job::<SendWebhooks>()
        .with_cron(Cron::every_minute::<SendWebhooks>())
        .init()
        .await?;
    Ok([most, webhooks])
}

fn options(services: &Services, concurrency: usize) -> WorkerOptions {
    WorkerOptions::default()
        .pg_pool(services.pool().clone())
        .concurrency(concurrency)
        .poll_interval(LOOK_EVERY)
        .worker_shutdown(WorkerShutdownConfig::default().listen_os_shutdown_signals(false).grace_period(GRACE))
        .add_extension(services.clone())
}

/// Does jobs until it is told to stop, and begins again when the database was gone for a while.
pub async fn run(services: &Services, stop: impl Future<Output = ()>) {
    let mut stop = pin!(stop);
    loop {
        if let Err(error) = run_until(services, stop.as_mut()).await {
            tracing::error!(%error, "the jobs were interrupted; they go on in a moment");
        } else {
            return;
        }
        tokio::select! {
            () = sleep(LOOK_EVERY) => {}
            () = stop.as_mut() => return,
        }
    }
}

async fn run_until(services: &Services, stop: Pin<&mut impl Future<Output = ()>>) -> Result<(), Box<dyn Error>> {
    let [most, webhooks] = workers(services).await?;
    let mut running = pin!(async { tokio::try_join!(most.run(), webhooks.run()) });
    tokio::select! {
        ended = running.as_mut() => return Ok(ended.map(drop)?),
        () = stop => {
            most.request_shutdown();
            webhooks.request_shutdown();
        }
    }
    Ok(running.await.map(drop)?)
}
