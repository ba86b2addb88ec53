//! When what is killed, and whether it came back.

use std::{
    fmt,
    time::{Duration, Instant},
};

use rand::{Rng, rngs::StdRng};
use tokio::time::sleep;

use crate::cluster::Cluster;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Victim {
    Server(usize),
    Postgres,
}

/// One kill; times are since the race began.
pub struct Kill {
    pub victim: Victim,
    pub at: Duration,
    /// When all servers answered again, or why they did not.
    pub back: Result<Duration, String>,
}

/// One kill in each of so many equal parts of the race, at a random moment of its first half: what comes after the
/// last one counts too.
pub fn plan(kills: u32, race: Duration, rng: &mut StdRng) -> Vec<(Duration, Victim)> {
    let victims = [Victim::Server(0), Victim::Postgres, Victim::Server(1)];
    let first = rng.random_range(0..victims.len());
    let part = race / kills.max(1);
    (0..kills)
        .zip(victims.into_iter().cycle().skip(first))
        .map(|(number, victim)| (part * number + part.mul_f64(rng.random_range(0.1..0.5)), victim))
        .collect()
}

/// Kills by plan; after one that nobody came back from, no more.
pub async fn carry_out(plan: Vec<(Duration, Victim)>, cluster: &mut Cluster, begin: Instant) -> Vec<Kill> {
    let mut kills = Vec::new();
    for (at, victim) in plan {
        sleep(at.saturating_sub(begin.elapsed())).await;
        let at = begin.elapsed();
        let back = match victim {
            Victim::Server(number) => cluster.kill_server(number).await,
            Victim::Postgres => cluster.kill_postgres().await,
        };
        let back = back.map(|()| begin.elapsed()).map_err(|error| error.to_string());
        let is_over = back.is_err();
        kills.push(Kill { victim, at, back });
        if is_over {
            break;
        }
    }
    kills
}

impl fmt::Display for Victim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Server(number) => write!(f, "server {number}"),
            Self::Postgres => f.write_str("PostgreSQL"),
        }
    }
}
