//! `bench` measures Praxis as it is released: ratios of things that run side by side, and the counts behind them.
//!
//! What is measured, and what it was when somebody last wrote it down: docs/benchmarks.md.

mod availability;
mod booking;
mod data;
mod generation;
mod load;
mod machine;
mod people;
mod pgbench;
mod postgres;
mod reference;
mod report;
mod results;
mod server;
mod watched;
mod wire;

use std::{
    env,
    error::Error,
    path::{Path, PathBuf},
    process::ExitCode,
};

use tokio::signal::{
    ctrl_c,
    unix::{SignalKind, signal},
};

use crate::{
    data::{BOOKED, LARGE, LONG, SMALL},
    machine::Machine,
    postgres::Postgres,
    reference::Programs,
    report::{Figure, Report, Section},
    watched::Watched,
};

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

const USAGE: &str = "usage: bench PRAXIS POSTGRESQL-PROGRAMS PYTHON-ENVIRONMENT REPORT";

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut terminate = signal(SignalKind::terminate()).expect("a program may listen to SIGTERM");
    let measured = tokio::select! {
        measured = act(&arguments) => measured,
        // Dropping what was started ends it.
        _ = ctrl_c() => Err("interrupted".into()),
        _ = terminate.recv() => Err("terminated".into()),
    };
    match measured {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn act(arguments: &[&str]) -> Outcome<()> {
    match *arguments {
        [generation::ALONE, count] => {
            generation::alone(count.parse()?);
            Ok(())
        }
        [praxis, postgres, python, report] => measure(praxis, Path::new(postgres), Path::new(python), report).await,
        _ => Err(USAGE.into()),
    }
}

async fn measure(praxis: &str, programs: &Path, python: &Path, report: &str) -> Outcome<()> {
    let praxis = PathBuf::from(praxis).canonicalize()?;
    let folder = tempfile::tempdir()?;
    let folder = folder.path();
    let mut figures = Vec::new();
    eprintln!("Generating slots");
    generation::measure(&mut section(&mut figures).await?)?;
    let postgres = Postgres::start(programs).await?;
    for practice in [SMALL, LONG, LARGE, BOOKED] {
        eprintln!("Filling a database with {} doctors, {} appointments", practice.doctors, practice.appointments());
        practice.fill(&postgres, &praxis).await?;
    }
    // All times are told from the day the databases were filled.
    let today = sqlx::query_scalar("select current_date").fetch_one(&mut postgres.connect("postgres").await?).await?;
    eprintln!("Asking for free times");
    availability::measure(&postgres, &praxis, folder, today, &mut section(&mut figures).await?).await?;
    eprintln!("Asking for doctors");
    results::measure(&postgres, &praxis, folder, &mut section(&mut figures).await?).await?;
    eprintln!("Signing people in");
    let (server, mut wishes) = booking::prepare(&postgres, &praxis, folder).await?;
    eprintln!("Booking");
    let watched = Watched::start(&postgres, &praxis, BOOKED.name, folder).await?;
    let mut section_of = section(&mut figures).await?;
    let statements = booking::listen(&watched, &mut wishes, &mut section_of).await?;
    drop(watched);
    booking::throughput(&postgres, &server, &statements, &mut wishes, &mut section_of).await?;
    booking::hot(&server, &mut wishes, &mut section(&mut figures).await?).await?;
    drop(server);
    eprintln!("Comparing with FastAPI");
    let programs = Programs { praxis: &praxis, python, folder, today };
    reference::measure(&programs, &postgres, &mut wishes, &mut section(&mut figures).await?).await?;
    let machine = Machine::describe(&mut postgres.connect("postgres").await?).await?;
    let whole = Report { machine, figures };
    whole.print();
    whole.write(Path::new(report))
}

/// A new section, once it is known what others use of the machine.
async fn section(figures: &mut Vec<Figure>) -> Outcome<Section<'_>> {
    Ok(Section { figures, rows: String::new(), busy: machine::busy().await? })
}
