//! The ten calls that are used most, of Praxis and of a `FastAPI` server, in turns, from the same client and out of the same databases.

use std::{
    env,
    path::{Path, PathBuf},
};

use chrono::NaiveDate;

use crate::{
    Outcome, availability,
    booking::CLIENTS,
    data::{BOOKED, LARGE, doctor},
    load::{self, Ask, Times},
    people::{Booked, Side, Wishes},
    postgres::Postgres,
    report::{Goal, Section, count, median},
    server::Server,
};

const ROUNDS: usize = 3;
const SLOTS: usize = 2000;
const PAGES: usize = 500;
const BOOKINGS: usize = 3200;
/// Of everything that is quicker than these.
const OTHERS: usize = 2000;
/// What free times, doctors and bookings are to reach: so many times the requests per core.
const AIM: Option<f64> = Some(4.0);
/// Each costs a hash of the password.
const SIGN_INS: usize = 200;
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
    p99: Vec<f64>,
    memory: f64,
}

impl Result {
    fn note(&mut self, server: &Server, times: &Times, processor_seconds: f64) -> Outcome<()> {
        self.a_second.push(times.a_second());
        self.per_core.push(count(times.count()) / processor_seconds);
        self.p99.push(times.percentile(99));
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
    let (today, busy) = (programs.today, usize::try_from(LARGE.busy)?);
    let slots = move |number: usize| availability::ask(today, 1 + number % busy);
    answer_the_same(&servers, slots(0)).await?;
    let one = move |number: usize| Ask::get(&format!("/api/v1/doctors/{}", doctor(1 + number % busy)));
    let (page, specialties) =
        (|_: usize| Ask::get("/api/v1/doctors?limit=20"), |_: usize| Ask::get("/api/v1/specialties"));
    let mut large = |what, aim, times, results| {
        let (doctors, appointments) = (LARGE.doctors, LARGE.appointments());
        section.rows = format!("{doctors} doctors, {appointments} appointments, {CLIENTS} clients, {ROUNDS} x {times}");
        tell(what, aim, results, section);
    };
    large("free times of 31 days", AIM, SLOTS, compare(&servers, SLOTS, 200, |_, _| Ok(slots)).await?);
    large("20 doctors", AIM, PAGES, compare(&servers, PAGES, 200, |_, _| Ok(page)).await?);
    large("one doctor", None, OTHERS, compare(&servers, OTHERS, 200, |_, _| Ok(one)).await?);
    large("specialties", None, OTHERS, compare(&servers, OTHERS, 200, |_, _| Ok(specialties)).await?);
    drop(servers);
    let servers = both(programs, postgres, BOOKED.name).await?;
    let mut small = |what, aim, times, results| {
        section.rows = format!("{} doctors, {CLIENTS} clients, {ROUNDS} rounds of {times}", BOOKED.doctors);
        tell(what, aim, results, section);
    };
    let bookings = |side, count| wishes.take(count).map(|first| wishes.asks(side, first));
    small("bookings", AIM, BOOKINGS, compare(&servers, BOOKINGS, 201, bookings).await?);
    let profile = |side, _| Ok(wishes.each_asks(side, "/api/v1/users/me"));
    small("own profile", None, OTHERS, compare(&servers, OTHERS, 200, profile).await?);
    let own = |side, _| Ok(wishes.each_asks(side, "/api/v1/appointments"));
    small("own appointments", None, PAGES, compare(&servers, PAGES, 200, own).await?);
    let booked = Booked::all(&mut postgres.connect(BOOKED.name).await?, BOOKED.patients).await?;
    let mut left = booked.as_slice();
    let moves = |side, count| wishes.moves(side, take(&mut left, count)?);
    small("moves", None, OTHERS, compare(&servers, OTHERS, 200, moves).await?);
    let mut left = booked.as_slice();
    let cancellations = |side, count| Ok(wishes.cancellations(side, take(&mut left, count)?));
    small("cancellations", None, OTHERS, compare(&servers, OTHERS, 204, cancellations).await?);
    let sign_ins = |_, _| Ok(wishes.sign_ins());
    small("sign-ins", None, SIGN_INS, compare(&servers, SIGN_INS, 200, sign_ins).await?);
    Ok(())
}

/// The next so many.
fn take<'a>(left: &mut &'a [Booked], count: usize) -> Outcome<&'a [Booked]> {
    let (taken, rest) = left.split_at_checked(count).ok_or("all appointments are used up")?;
    *left = rest;
    Ok(taken)
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
        run(server, times / 4, status, asks(side, times / 4)?).await?;
    }
    for _ in 0..ROUNDS {
        for ((side, server), result) in SIDES.into_iter().zip(servers).zip(&mut results) {
            let asks = asks(side, times)?;
            let before = server.processor_seconds()?;
            let times = run(server, times, status, asks).await?;
            result.note(server, &times, server.processor_seconds()? - before)?;
        }
    }
    Ok(results)
}

async fn run(
    server: &Server,
    times: usize,
    status: u16,
    ask: impl Fn(usize) -> Ask + Send + Sync + 'static,
) -> Outcome<Times> {
    let done = load::run(&server.address, CLIENTS, times, status, ask).await;
    done.map_err(|error| format!("{error}\n{}", server.last_words()).into())
}

fn tell(what: &str, aim: Option<f64>, results: [Result; 2], section: &mut Section<'_>) {
    let mut ratios = Vec::new();
    for (side, result) in SIDES.into_iter().zip(results) {
        let (a_second, per_core) = (median(result.a_second), median(result.per_core));
        section.note(format!("{what}: {}", side.name()), a_second, "a second", None);
        section.note(format!("{what}: {}, p99", side.name()), median(result.p99), "ms", None);
        section.note(format!("{what}: {}", side.name()), per_core, "per core-s", None);
        section.note(format!("{what}: {}", side.name()), result.memory, "MiB", None);
        ratios.push((per_core, result.memory));
    }
    let [(ours, our_memory), (theirs, their_memory)] = [ratios[0], ratios[1]];
    section.note(format!("{what}: requests per core, Praxis : FastAPI"), ours / theirs, "", aim.map(Goal::AtLeast));
    let memory = their_memory / our_memory;
    section.note(format!("{what}: memory, FastAPI : Praxis"), memory, "", aim.map(|_| Goal::AtLeast(6.0)));
}
