//! `race` proves the booking engine under fire: many clients book, move and cancel at two servers while these and the
//! database are killed, and then checks over all that was seen say whether a law was broken.

mod api;
mod check;
mod client;
mod cluster;
mod database;
mod history;
mod kills;
mod people;
mod process;
mod report;
mod times;
mod watch;

use std::{
    collections::BTreeMap,
    env,
    error::Error,
    path::PathBuf,
    process::ExitCode,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use clap::Parser;
use rand::{SeedableRng, rngs::StdRng};
use server::clock::{Clock, SystemClock};
use sqlx::{Connection, PgConnection, postgres::PgPoolOptions};
use tokio::{
    signal::{
        ctrl_c,
        unix::{SignalKind, signal},
    },
    task::JoinSet,
};

use crate::{
    check::{Facts, Verdict},
    client::{Client, World},
    cluster::Cluster,
    history::History,
    people::People,
    times::Days,
    watch::Seen,
};

#[derive(Parser)]
#[command(about = "Races for the same times while servers and database are killed.")]
struct Options {
    /// Who ask for things at the same time
    #[arg(long, default_value_t = 32)]
    clients: usize,
    /// How long
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// Fixes what the clients choose and when is killed; what they meet still depends on the machine
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How often a server or the database is killed
    #[arg(long, default_value_t = 4)]
    kills: u32,
    /// The program under test; left out: the `praxis` beside this one
    #[arg(long)]
    praxis: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let options = Options::parse();
    let mut terminate = signal(SignalKind::terminate()).expect("a program may listen to SIGTERM");
    let ended = tokio::select! {
        ended = run(&options) => ended,
        // Dropping the race ends what it has started.
        _ = ctrl_c() => Err("interrupted".into()),
        _ = terminate.recv() => Err("terminated".into()),
    };
    match ended {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("race: {error}");
            ExitCode::from(2)
        }
    }
}

/// Whether all laws hold.
async fn run(options: &Options) -> Result<bool, Box<dyn Error>> {
    let program = match &options.praxis {
        Some(program) => program.canonicalize()?,
        None => env::current_exe()?.with_file_name("praxis"),
    };
    eprintln!("Starting a PostgreSQL and two servers");
    let mut cluster = Cluster::start(&program).await?;
    let world = Arc::new(prepare(&cluster, options).await?);
    eprintln!("{} clients for {} s, seed {}", options.clients, options.seconds, options.seed);
    let facts = race(options, &mut cluster, &world).await?;
    let verdicts = check::all(&facts);
    let passed = verdicts.iter().all(|verdict| verdict.against.is_empty());
    print(options, &facts, &verdicts);
    if let Some(folder) = cluster.end(!passed).await? {
        println!("\nThe logs and the database are kept in {}", folder.display());
    }
    Ok(passed)
}

async fn prepare(cluster: &Cluster, options: &Options) -> Result<World, Box<dyn Error>> {
    let addresses = cluster.addresses();
    let db = PgPoolOptions::new().connect(cluster.database_url()).await?;
    let people = People::gather(&addresses[0], &db).await?;
    db.close().await;
    let days = Days::after(SystemClock.now());
    Ok(World {
        addresses,
        people,
        days,
        begin: Instant::now(),
        deadline: Duration::from_secs(options.seconds),
        history: History::default(),
        live: Mutex::new(BTreeMap::new()),
    })
}

/// Lets everybody loose, and gathers what is known when all is still again.
async fn race(options: &Options, cluster: &mut Cluster, world: &Arc<World>) -> Result<Facts, Box<dyn Error>> {
    let mut clients = JoinSet::new();
    for number in 0..options.clients {
        clients.spawn(Client::new(number, options.seed, world).run());
    }
    let seen = Arc::new(Mutex::new(Seen::default()));
    let watcher = tokio::spawn(watch::watch(cluster.database_url().to_owned(), Arc::clone(&seen)));
    let plan = kills::plan(options.kills, world.deadline, &mut StdRng::seed_from_u64(options.seed));
    let kills = kills::carry_out(plan, cluster, world.begin).await;
    clients.join_all().await;
    watcher.abort();
    cluster.stop_servers().await?;
    let mut db = PgConnection::connect(cluster.database_url()).await?;
    database::wait_until_still(&mut db).await?;
    watch::look(&mut db, &seen).await?;
    let seen = seen.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let (rows, traces) = (database::appointments(&mut db).await?, database::traces(&mut db).await?);
    Ok(Facts { events: world.history.take(), kills, seen, rows, traces, logs: cluster.logs()? })
}

fn print(options: &Options, facts: &Facts, verdicts: &[Verdict]) {
    let Options { clients, seconds, seed, .. } = options;
    println!("{clients} clients for {seconds} s at 2 servers, seed {seed}:\n");
    println!("{}", report::figures(&facts.events));
    println!("{}", report::kills(&facts.kills));
    for verdict in verdicts {
        println!("{verdict}");
    }
}
