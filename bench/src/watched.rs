//! A Praxis whose every word with PostgreSQL is heard.

use std::{path::Path, time::Duration};

use tokio::time::sleep;

use crate::{
    Outcome,
    load::{Ask, Client},
    postgres::{Postgres, WATCHED},
    server::Server,
    wire::Wire,
};

/// Until PostgreSQL's log is written, and what follows a request is done.
const SETTLING: Duration = Duration::from_millis(500);

/// Requests before the one that is listened to: more than the server has connections.
pub const BEFORE: usize = 40;

pub struct Watched<'a> {
    postgres: &'a Postgres,
    wire: Wire,
    server: Server,
}

/// What one request took.
pub struct Heard {
    pub round_trips: usize,
    pub statements: Vec<String>,
}

impl<'a> Watched<'a> {
    /// # Errors
    /// When it does not start.
    pub async fn start(postgres: &'a Postgres, praxis: &Path, database: &str, folder: &Path) -> Outcome<Self> {
        let wire = Wire::to(postgres.socket()).await?;
        let url = format!("postgres://{WATCHED}@127.0.0.1:{}/{database}?sslmode=disable", wire.port);
        let server = Server::praxis(praxis, &url, &folder.join("watched"), &["--no-worker"]).await?;
        Ok(Self { postgres, wire, server })
    }

    /// Sends requests until every connection has its statements prepared, and listens to the last.
    ///
    /// # Errors
    /// When one of them is not answered with this status.
    pub async fn hear(&self, status: u16, ask: impl Fn(usize) -> Ask) -> Outcome<Heard> {
        let mut client = Client::connect(&self.server.address).await?;
        let (mut round_trips, mut statements) = (0, 0);
        for number in 0..=BEFORE {
            if number == BEFORE {
                sleep(SETTLING).await;
                (round_trips, statements) = (self.wire.round_trips(), self.postgres.statements()?.len());
            }
            let answer = client.send(ask(number)).await?;
            if answer.status != status {
                return Err(format!("{}: {}", answer.status, String::from_utf8_lossy(&answer.body)).into());
            }
        }
        let round_trips = self.wire.round_trips() - round_trips;
        sleep(SETTLING).await;
        Ok(Heard { round_trips, statements: self.postgres.statements()?.split_off(statements) })
    }
}
