//! `praxis`: one program, several commands.

#![recursion_limit = "256"]

use std::{error::Error, future::Future, net::SocketAddr, process::ExitCode, sync::Arc};

use clap::{Parser, Subcommand};
use server::{
    clock::SystemClock,
    config::Settings,
    embedded_db::{Options, PrivatePostgres},
    jobs,
    services::{Services, demo},
    startup::{self, AppState},
    telemetry,
};
use sqlx::PgPool;
use tokio::{net::TcpListener, signal};

#[derive(Parser)]
#[command(version, about = "Doctors' real availability, online.")]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Answer browsers and programs (the default)
    Serve {
        /// Address and port, instead of `PRAXIS_LISTEN`
        #[arg(long)]
        listen: Option<String>,
        /// Fill an empty database with demo data first
        #[arg(long)]
        demo: bool,
        /// Leave mail and other jobs to `praxis worker`
        #[arg(long)]
        no_worker: bool,
    },
    /// Do jobs, such as sending mail, and nothing else
    Worker,
    /// Bring the database's schema up to date
    Migrate,
    /// Fill the database
    Seed {
        /// With demo data: places, doctors, patients and some weeks of appointments
        #[arg(long, required = true)]
        demo: bool,
    },
}

type Failure = Box<dyn Error + Send + Sync>;

#[tokio::main]
async fn main() -> ExitCode {
    match run(Cli::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("praxis: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: Cli) -> Result<(), Failure> {
    // A missing `.env` is fine; one that cannot be read shows as missing settings.
    dotenvy::dotenv().ok();
    let command = cli.command.unwrap_or(Command::Serve { listen: None, demo: false, no_worker: false });
    let listen = match &command {
        Command::Serve { listen, .. } => listen.as_deref(),
        Command::Worker | Command::Migrate | Command::Seed { .. } => None,
    };
    let settings = Settings::from_env(listen)?;
    telemetry::start(settings.log_format);
    with_database(&settings, async |pool| match command {
        Command::Serve { demo, no_worker, .. } => serve(pool, &settings, demo, !no_worker).await,
        Command::Worker => work(pool, &settings).await,
        Command::Migrate => Ok(()),
        Command::Seed { .. } => seed(&pool, &settings).await,
    })
    .await
}

/// Runs against the database of `DATABASE_URL`, or a private one that ends with the work.
async fn with_database<F: Future<Output = Result<(), Failure>>>(
    settings: &Settings,
    work: impl FnOnce(PgPool) -> F,
) -> Result<(), Failure> {
    if let Some(url) = &settings.database_url {
        return work(startup::connect(url).await?).await;
    }
    let postgres = PrivatePostgres::start(Options::new(settings.data_dir.join("postgres"))).await?;
    let done = match startup::connect(postgres.url()).await {
        Ok(pool) => work(pool).await,
        Err(error) => Err(error),
    };
    postgres.stop().await?;
    done
}

async fn serve(pool: PgPool, settings: &Settings, with_demo: bool, with_worker: bool) -> Result<(), Failure> {
    if with_demo {
        seed(&pool, settings).await?;
    }
    let state = AppState::new(pool.clone(), Arc::new(SystemClock), settings);
    let listener = TcpListener::bind(settings.listen)
        .await
        .map_err(|error| format!("cannot listen on {}: {error}. Another address: PRAXIS_LISTEN", settings.listen))?;
    println!("Praxis is at {}", settings.public_url);
    if with_demo {
        println!("{}", demo::SIGN_INS);
    }
    let router = startup::router(&state).into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, router).with_graceful_shutdown(stop_signal());
    if with_worker {
        let worker = jobs::worker(&state.services).await?;
        let both = tokio::join!(worker.run(), async {
            let served = server.await;
            worker.request_shutdown();
            served
        });
        both.0?;
        both.1?;
    } else {
        server.await?;
    }
    pool.close().await;
    Ok(())
}

async fn work(pool: PgPool, settings: &Settings) -> Result<(), Failure> {
    let services = Services::new(pool.clone(), Arc::new(SystemClock), settings);
    let worker = jobs::worker(&services).await?;
    let (worked, ()) = tokio::join!(worker.run(), async {
        stop_signal().await;
        worker.request_shutdown();
    });
    pool.close().await;
    Ok(worked?)
}

async fn seed(pool: &PgPool, settings: &Settings) -> Result<(), Failure> {
    let services = Services::new(pool.clone(), Arc::new(SystemClock), settings);
    demo::seed(&services).await?;
    Ok(())
}

/// Ctrl-C, or a service manager's SIGTERM.
async fn stop_signal() {
    let interrupt = signal::ctrl_c();
    let terminate = async {
        if let Ok(mut terminate) = signal::unix::signal(signal::unix::SignalKind::terminate()) {
            terminate.recv().await;
        } else {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        _ = interrupt => {}
        () = terminate => {}
    }
}
