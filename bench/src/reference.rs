//! The same three calls of Praxis and of a `FastAPI` server, in turns, from the same client and out of the same databases.

use std::{
    env,
    path::{Path, PathBuf},
};

use chrono::NaiveDate;

use crate::{
    Outcome, availability,
    booking::CLIENTS,
    data::{BOOKED, LARGE},
    load::{self, Ask, Times},
    people::{Side, Wishes},
    postgres::Postgres,
    report::{Goal, Section, count, median},
    server::Server,
};

const ROUNDS: usize = 3;
const SLOTS: usize = 2000;
const PAGES: usize = 500;
const BOOKINGS: usize = 3200;
const SIDES: [Side; 2] = [Side::Praxis, Side::Reference];

/// What is needed to start either.
pub struct Programs<'a> {
    pub praxis: &'a Path,
    /// The folder of the reference's Python.
    pub python: &'a Path,
    pub folder: &'a Path,
    pub today: NaiveDate,
}

impl Programs<'_> {
    async fn start(&self, side: Side, postgres: &Postgres, database: &str) -> Outcome<Server> {
        let (url, log) = (postgres.url("postgres", database), format!("beside-{}-{database}", side.name()));
        let log = self.folder.join(log);
        match side {
            Side::Praxis => Server::praxis(self.praxis, &url, &log, &[]).await,
            Side::Reference => {
                let app = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("reference");
                Server::reference(&self.python.join("bin/uvicorn"), &app, &url, &log).await
            }
        }
    }
}

/// One side over all rounds.
#[derive(Default)]
struct Result {
    a_second: Vec<f64>,
    per_core: Vec<f64>,
    memory: f64,
}

impl Result {
    fn note(&mut self, server: &Server, times: &Times, processor_seconds: f64) -> Outcome<()> {
        self.a_second.push(times.a_second());
        self.per_core.push(count(times.count()) / processor_seconds);
        self.memory = server.memory()?;
        Ok(())
    }
}

/// # Errors
/// When one of the servers does not answer.
pub async fn measure(
    programs: &Programs<'_>,
    postgres: &Postgres,
    wishes: &mut Wishes,
    section: &mut Section<'_>,
) -> Outcome<()> {
    let servers = both(programs, postgres, LARGE.name).await?;
    section.rows = format!("{} appointments, {CLIENTS} clients, {ROUNDS} rounds of {SLOTS}", LARGE.appointments());
    let (today, busy) = (programs.today, usize::try_from(LARGE.busy)?);
    let slots = move |number: usize| availability::ask(today, 1 + number % busy);
    answer_the_same(&servers, slots(0)).await?;
    let slots = compare(&servers, SLOTS, 200, |_, _| Ok(slots)).await?;
    tell("free times of 31 days", slots, section);
    section.rows = format!("{} doctors, {CLIENTS} clients, {ROUNDS} rounds of {PAGES}", LARGE.doctors);
    let page = |_: usize| Ask::get("/api/v1/doctors?limit=20");
    let pages = compare(&servers, PAGES, 200, |_, _| Ok(page)).await?;
    tell("20 doctors", pages, section);
    drop(servers);
    let servers = both(programs, postgres, BOOKED.name).await?;
    section.rows = format!("{} doctors, {CLIENTS} clients, {ROUNDS} rounds of {BOOKINGS}", BOOKED.doctors);
    let bookings = |side, count| wishes.take(count).map(|first| wishes.asks(side, first));
    let booked = compare(&servers, BOOKINGS, 201, bookings).await?;
    tell("bookings", booked, section);
    Ok(())
}

/// Whether both do the same work.
async fn answer_the_same(servers: &[Server; 2], ask: Ask) -> Outcome<()> {
    let [ours, theirs] =
        [load::get(&servers[0].address, &ask.path).await?, load::get(&servers[1].address, &ask.path).await?];
    let read = |answer: load::Answer| serde_json::from_slice::<serde_json::Value>(&answer.body);
    if read(ours)? == read(theirs)? { Ok(()) } else { Err(format!("{} is answered in two ways", ask.path).into()) }
}

async fn both(programs: &Programs<'_>, postgres: &Postgres, database: &str) -> Outcome<[Server; 2]> {
    Ok([programs.start(SIDES[0], postgres, database).await?, programs.start(SIDES[1], postgres, database).await?])
}

async fn compare<A: Fn(usize) -> Ask + Send + Sync + 'static>(
    servers: &[Server; 2],
    times: usize,
    status: u16,
    mut asks: impl FnMut(Side, usize) -> Outcome<A>,
) -> Outcome<[Result; 2]> {
    let mut results = [Result::default(), Result::default()];
    for (side, server) in SIDES.into_iter().zip(servers) {
        // Warms up.
        load::run(&server.address, CLIENTS, times / 4, status, asks(side, times / 4)?).await?;
    }
    for _ in 0..ROUNDS {
        for ((side, server), result) in SIDES.into_iter().zip(servers).zip(&mut results) {
            let asks = asks(side, times)?;
            let before = server.processor_seconds()?;
            let times = load::run(&server.address, CLIENTS, times, status, asks).await?;
            result.note(server, &times, server.processor_seconds()? - before)?;
        }
    }
    Ok(results)
}

fn tell(what: &str, results: [Result; 2], section: &mut Section<'_>) {
    let mut ratios = Vec::new();
    for (side, result) in SIDES.into_iter().zip(results) {
        let (a_second, per_core) = (median(result.a_second), median(result.per_core));
        section.note(format!("{what}: {}", side.name()), a_second, "a second", None);
        section.note(format!("{what}: {}", side.name()), per_core, "per core-s", None);
        section.note(format!("{what}: {}", side.name()), result.memory, "MiB", None);
        ratios.push((per_core, result.memory));
    }
    let [(ours, our_memory), (theirs, their_memory)] = [ratios[0], ratios[1]];
    section.note(format!("{what}: requests per core, Praxis : FastAPI"), ours / theirs, "", Some(Goal::AtLeast(4.0)));
    let memory = their_memory / our_memory;
    section.note(format!("{what}: memory, FastAPI : Praxis"), memory, "", Some(Goal::AtLeast(6.0)));
}
