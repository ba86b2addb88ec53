//! `praxis`: one program, several commands.

#![recursion_limit = "256"]

use std::{
    error::Error,
    future::Future,
    io::{self, IsTerminal},
    net::SocketAddr,
    process::ExitCode,
    sync::Arc,
};

use clap::{Parser, Subcommand};
use domain::{error::ClinicError, user::RegistrationForm};
use server::{
    check,
    clock::SystemClock,
    config::{Environment, Settings},
    embedded_db::{Options, PrivatePostgres},
    jobs,
    mail::Mailer,
    services::{Services, demo},
    startup::{self, AppState},
    telemetry,
};
use sqlx::PgPool;
use tokio::{net::TcpListener, signal};
use tokio_util::sync::CancellationToken;

/// Gives back what it no longer needs. The one of the C library keeps, for each thread that hashes, several times the
/// 19 MiB of a hash.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

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
    /// Make an administrator's account; the password is asked for, or read from standard input
    CreateAdmin {
        /// Left out: asked for
        #[arg(long)]
        email: Option<String>,
        /// Left out: asked for
        #[arg(long)]
        name: Option<String>,
    },
    /// Say whether settings, database, schema and mail server are as they should be; changes nothing
    Check,
    /// The log of who did what
    Audit {
        #[command(subcommand)]
        command: AuditCommand,
    },
    /// Fill the database
    Seed {
        /// With demo data: places, doctors, patients and some weeks of appointments
        #[arg(long, required = true)]
        demo: bool,
    },
}

#[derive(Subcommand)]
enum AuditCommand {
    /// Show that no entry was changed or removed since it was written
    Verify,
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
        _ => None,
    };
    let settings = Settings::from_env(listen)?;
    telemetry::start(settings.log_format);
    if let Command::Check = command {
        return check(&settings).await;
    }
    with_database(&settings, async |pool| match command {
        Command::Serve { demo, no_worker, .. } => serve(pool, &settings, demo, !no_worker).await,
        Command::Worker => Box::pin(work(pool, &settings)).await,
        Command::Migrate | Command::Check => Ok(()),
        Command::CreateAdmin { email, name } => create_admin(&pool, &settings, email, name).await,
        Command::Audit { command: AuditCommand::Verify } => verify_audit(&pool, &settings).await,
        Command::Seed { .. } => Box::pin(seed(&pool, &settings)).await,
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

/// A line for everything that was looked at; fails when something is wrong.
async fn check(settings: &Settings) -> Result<(), Failure> {
    let findings = if let Some(url) = &settings.database_url {
        check::check(settings, url).await
    } else {
        let postgres = PrivatePostgres::start(Options::new(settings.data_dir.join("postgres"))).await?;
        let findings = check::check(settings, postgres.url()).await;
        postgres.stop().await?;
        findings
    };
    let mut wrong = 0;
    for (name, finding) in findings {
        let (verdict, detail) = match finding {
            Ok(detail) => ("ok", detail),
            Err(detail) => {
                wrong += 1;
                ("WRONG", detail)
            }
        };
        println!("{name:<14} {verdict:<6} {detail}");
    }
    if wrong == 0 { Ok(()) } else { Err(format!("{wrong} of these need attention").into()) }
}

async fn serve(pool: PgPool, settings: &Settings, with_demo: bool, with_worker: bool) -> Result<(), Failure> {
    if with_demo {
        Box::pin(seed(&pool, settings)).await?;
    }
    let state = AppState::new(pool.clone(), Arc::new(SystemClock), settings);
    let listener = TcpListener::bind(settings.listen)
        .await
        .map_err(|error| format!("cannot listen on {}: {error}. Another address: PRAXIS_LISTEN", settings.listen))?;
    println!("Praxis is at {}", settings.public_url);
    match (&settings.mailer, settings.environment) {
        (Mailer::Mailbox, Environment::Development) => println!("Mail is kept at {}/dev/mail", settings.public_url),
        (Mailer::Mailbox, Environment::Production) => tracing::warn!("MAIL_URL is not set: no mail leaves"),
        (Mailer::Smtp { .. }, _) => {}
    }
    if with_demo {
        println!("{}", demo::SIGN_INS);
    }
    let router = startup::router(&state).into_make_service_with_connect_info::<SocketAddr>();
    let changes = state.services.changes();
    let server = axum::serve(listener, router).with_graceful_shutdown({
        let changes = changes.clone();
        async move {
            stop_signal().await;
            // Pages that wait for changes would keep the server from stopping.
            changes.end();
        }
    });
    let stop = CancellationToken::new();
    let worker = async {
        if with_worker {
            jobs::run(&state.services, stop.cancelled()).await;
        }
    };
    let (ended, (), ()) = tokio::join!(
        async {
            let ended = server.await;
            stop.cancel();
            ended
        },
        Box::pin(worker),
        changes.run(&pool, stop.cancelled()),
    );
    ended?;
    pool.close().await;
    Ok(())
}

async fn work(pool: PgPool, settings: &Settings) -> Result<(), Failure> {
    let services = Services::new(pool.clone(), Arc::new(SystemClock), settings);
    let stop = CancellationToken::new();
    let work = async {
        jobs::run(&services, stop_signal()).await;
        stop.cancel();
    };
    tokio::join!(work, services.changes().run(&pool, stop.cancelled()));
    pool.close().await;
    Ok(())
}

async fn seed(pool: &PgPool, settings: &Settings) -> Result<(), Failure> {
    let services = Services::new(pool.clone(), Arc::new(SystemClock), settings);
    demo::seed(&services).await?;
    Ok(())
}

async fn create_admin(
    pool: &PgPool,
    settings: &Settings,
    email: Option<String>,
    name: Option<String>,
) -> Result<(), Failure> {
    let services = Services::new(pool.clone(), Arc::new(SystemClock), settings);
    let form = RegistrationForm {
        email: email.map_or_else(|| asked("E-mail address: "), Ok)?,
        full_name: name.map_or_else(|| asked("Full name: "), Ok)?,
        password: password()?,
        ..RegistrationForm::default()
    };
    let admin = services.create_admin(&form).await.map_err(|error| in_words(&error))?;
    println!("{} can sign in as an administrator.", admin.email);
    Ok(())
}

/// Everything that is wrong, not only how much.
fn in_words(error: &ClinicError) -> String {
    let details: Vec<String> = error.field_errors().into_iter().map(|error| error.detail).collect();
    if details.is_empty() { error.to_string() } else { details.join(" ") }
}

fn asked(question: &str) -> io::Result<String> {
    eprint!("{question}");
    let mut line = String::new();
    io::stdin().read_line(&mut line)?;
    Ok(line.trim().to_owned())
}

/// At a terminal it is asked for and not shown; otherwise it is the next line of standard input.
fn password() -> io::Result<String> {
    if io::stdin().is_terminal() {
        return rpassword::prompt_password("Password (at least 12 characters): ");
    }
    let mut line = String::new();
    io::stdin().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

async fn verify_audit(pool: &PgPool, settings: &Settings) -> Result<(), Failure> {
    let services = Services::new(pool.clone(), Arc::new(SystemClock), settings);
    let chain = services.verify_audit_chain().await?;
    if let Some(position) = chain.broken_at {
        return Err(format!(
            "the audit log was changed at entry {position}; the {} before it are as written",
            chain.intact
        )
        .into());
    }
    println!("All {} entries are as they were written. {} are waiting to be chained.", chain.intact, chain.waiting);
    println!("Last link: {}  (kept elsewhere, it shows later that nothing was cut off)", chain.head);
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
