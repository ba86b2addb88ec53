//! Booking: round trips, bookings a second beside pgbench, and what it is like when everybody wants the same.

use std::{path::Path, sync::Arc, time::Duration};

use tokio::{sync::Barrier, task::JoinSet};

use crate::{
    Outcome,
    data::BOOKED,
    load::{self, Answer, Ask, Client, Times},
    people::{Side, Wishes},
    pgbench::{BATCH, Statements},
    postgres::Postgres,
    report::{Goal, Section, count, median},
    server::Server,
    watched::{BEFORE, Watched},
};

pub const CLIENTS: usize = 16;
const ROUNDS: usize = 5;
const PER_CLIENT: usize = 20 * BATCH;
/// Times that many want, one after another.
const HOT: usize = 20;
/// What tells statements that follow bookings, for all of the last moment at once.
const TOLD_LATER: [&str; 2] = ["pg_notify", "add_job"];

/// What a booking says to PostgreSQL.
///
/// # Errors
/// When the server does not answer.
pub async fn listen(watched: &Watched<'_>, wishes: &mut Wishes, section: &mut Section<'_>) -> Outcome<Statements> {
    let first = wishes.take(BEFORE + 1)?;
    let mut heard = watched.hear(201, wishes.asks(Side::Praxis, first)).await?;
    heard.statements.retain(|statement| !TOLD_LATER.iter().any(|later| statement.contains(later)));
    let statements = Statements::find(&heard.statements)?;
    "one booking".clone_into(&mut section.rows);
    let who = heard.statements.iter().filter(|statement| statement.contains("sessions")).count();
    section.note("booking: who the token stands for", count(who), "statements", None);
    let own = count(heard.statements.len() - who);
    section.note("booking: the booking itself", own, "statements", Some(Goal::Below(3.0)));
    section.note("booking: all round trips, on the wire", count(heard.round_trips), "", None);
    Ok(statements)
}

/// # Errors
/// When Praxis or pgbench fails.
pub async fn throughput(
    postgres: &Postgres,
    server: &Server,
    statements: &Statements,
    wishes: &mut Wishes,
    section: &mut Section<'_>,
) -> Outcome<()> {
    let (mut ours, mut bare, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let first = wishes.take(CLIENTS * PER_CLIENT)?;
        let asks = wishes.asks(Side::Praxis, first);
        let times = load::run(&server.address, CLIENTS, CLIENTS * PER_CLIENT, 201, asks).await?;
        let first = wishes.take(CLIENTS * PER_CLIENT)?;
        let pgbench = statements.run(postgres, first, CLIENTS, PER_CLIENT)?;
        // The first round warms up.
        if round > 0 {
            ours.push(times.a_second());
            bare.push(pgbench);
            ratios.push(times.a_second() / pgbench);
        }
    }
    let (doctors, each) = (BOOKED.doctors, CLIENTS * PER_CLIENT);
    section.rows = format!("{doctors} doctors, {CLIENTS} clients, {ROUNDS} rounds of {each} bookings");
    section.note("bookings through REST, median", median(ours), "a second", None);
    section.note("the same statements by pgbench, median", median(bare), "a second", None);
    section.note("REST : pgbench, median of rounds", median(ratios), "", Some(Goal::AtLeast(0.6)));
    Ok(())
}

/// Many want the same time of one doctor at the same moment; and again, for other times.
///
/// # Errors
/// When the server does not answer, or when a time was booked by nobody, or twice.
pub async fn hot(server: &Server, wishes: &mut Wishes, section: &mut Section<'_>) -> Outcome<()> {
    for (clients, goal) in [(CLIENTS, Some(Goal::Below(100.0))), (wishes.people(), None)] {
        let mut losers = Vec::new();
        for _ in 0..HOT {
            losers.extend(race(server, wishes.same_asks(clients)?).await?);
        }
        let times = Times::of(losers, Duration::ZERO);
        section.rows = format!("{clients} clients, {HOT} times of one doctor each, {} losers", times.count());
        section.note(format!("one hot time, {clients} clients: losers' p50"), times.percentile(50), "ms", None);
        section.note(format!("one hot time, {clients} clients: losers' p99"), times.percentile(99), "ms", goal);
    }
    Ok(())
}

/// How long those waited who did not get it.
async fn race(server: &Server, asks: Vec<Ask>) -> Outcome<Vec<Duration>> {
    let start = Arc::new(Barrier::new(asks.len()));
    let mut all = JoinSet::new();
    for ask in asks {
        let (mut client, start) = (Client::connect(&server.address).await?, Arc::clone(&start));
        all.spawn(async move {
            start.wait().await;
            client.send(ask).await.map_err(|error| error.to_string())
        });
    }
    let answers: Vec<Answer> = all.join_all().await.into_iter().collect::<Result<_, _>>()?;
    let (won, lost): (Vec<Answer>, Vec<Answer>) = answers.into_iter().partition(|answer| answer.status == 201);
    if won.len() != 1 {
        return Err(format!("{} booked one time", won.len()).into());
    }
    if let Some(other) = lost.iter().find(|answer| answer.status != 409) {
        return Err(format!("{}: {}", other.status, String::from_utf8_lossy(&other.body)).into());
    }
    Ok(lost.into_iter().map(|answer| answer.took).collect())
}

/// A server with everybody signed in.
///
/// # Errors
/// When it does not start.
pub async fn prepare(postgres: &Postgres, praxis: &Path, folder: &Path) -> Outcome<(Server, Wishes)> {
    let url = postgres.url("postgres", BOOKED.name);
    let server = Server::praxis(praxis, &url, &folder.join(BOOKED.name), &[]).await?;
    let mut db = postgres.connect(BOOKED.name).await?;
    let wishes = Wishes::gather(&server.address, &mut db, BOOKED.patients).await?;
    Ok((server, wishes))
}
