//! `with-postgres [--] COMMAND…` runs a command with a PostgreSQL of its own, for tests.
//!
//! The command finds the database in `DATABASE_URL` and the server's log in `PRAXIS_TEST_PG_LOG`.
//! Afterwards all of it is gone, and the exit code is the command's.

use std::{
    env,
    ffi::OsString,
    fs::{self, DirBuilder},
    io,
    os::unix::{fs::DirBuilderExt, process::ExitStatusExt},
    path::{Path, PathBuf},
    process::{ExitCode, ExitStatus},
    time::Duration,
};

use server::embedded_db::{EmbeddedDbError, Options, PrivatePostgres};
use tokio::{
    process::{Child, Command},
    signal::unix::{Signal, SignalKind, signal},
    time::timeout,
};

/// How long a command may take to end after a signal, before it is killed.
const GRACE: Duration = Duration::from_secs(10);

/// Fast rather than durable: nobody needs this data after a crash.
const SETTINGS: [(&str, &str); 4] =
    [("fsync", "off"), ("synchronous_commit", "off"), ("full_page_writes", "off"), ("max_connections", "300")];

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let mut command: Vec<OsString> = env::args_os().skip(1).collect();
    if command.first().is_some_and(|first| first == "--") {
        command.remove(0);
    }
    if command.is_empty() {
        eprintln!("Usage: with-postgres [--] COMMAND [ARGUMENT]…");
        return ExitCode::from(2);
    }
    match run(&command).await {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            eprintln!("with-postgres: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: &[OsString]) -> Result<u8, Box<dyn std::error::Error>> {
    // From here on a signal does not end this process, so nothing is left behind.
    let mut signals = Signals::listen()?;
    let dir = fresh_dir()?;
    let database = match start(&dir).await {
        Ok(database) => database,
        Err(error) => {
            // That error tells to look at the log.
            if !matches!(error, EmbeddedDbError::Start { .. }) {
                fs::remove_dir_all(&dir)?;
            }
            return Err(error.into());
        }
    };
    let result = run_command(command, &database, &mut signals).await;
    let cluster = database.cluster_path().to_owned();
    database.stop().await?;
    // Not always the same: PostgreSQL's user may not be allowed into the temporary folder.
    if let Some(home) = cluster.parent() {
        fs::remove_dir_all(home)?;
    }
    if dir.exists() {
        fs::remove_dir_all(&dir)?;
    }
    Ok(result?)
}

async fn start(dir: &Path) -> Result<PrivatePostgres, EmbeddedDbError> {
    let mut options = Options::new(dir);
    options.settings = SETTINGS.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    PrivatePostgres::start(options).await
}

async fn run_command(command: &[OsString], database: &PrivatePostgres, signals: &mut Signals) -> io::Result<u8> {
    // A signal during the start of the database has waited until now.
    if let Ok(number) = timeout(Duration::ZERO, signals.next()).await {
        return Ok(exit_code(ExitStatus::from_raw(number)));
    }
    let mut child = Command::new(&command[0])
        .args(&command[1..])
        .env("DATABASE_URL", database.url())
        .env("PRAXIS_TEST_PG_LOG", database.log_path())
        .spawn()
        .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", command[0].to_string_lossy())))?;
    let status = tokio::select! {
        status = child.wait() => status?,
        number = signals.next() => end(&mut child, number).await?,
    };
    Ok(exit_code(status))
}

/// Waits for the end of a command after a signal to us, and kills it when that takes too long.
async fn end(child: &mut Child, number: i32) -> io::Result<ExitStatus> {
    // Ctrl-C has reached the command already, being in the same group of processes, and a second
    // one would tell many programs to hurry.
    if number != SignalKind::interrupt().as_raw_value()
        && let Some(pid) = child.id()
    {
        Command::new("kill").args(["-TERM", &pid.to_string()]).status().await?;
    }
    if let Ok(status) = timeout(GRACE, child.wait()).await {
        return status;
    }
    child.start_kill()?;
    child.wait().await
}

/// As a shell tells it: the command's own, or 128 and the number of the signal that ended it.
fn exit_code(status: ExitStatus) -> u8 {
    status
        .code()
        .or_else(|| status.signal().map(|number| 128 + number))
        .and_then(|code| u8::try_from(code).ok())
        .unwrap_or(1)
}

/// A folder that did not exist before.
fn fresh_dir() -> io::Result<PathBuf> {
    let base = env::temp_dir();
    let mut number = 0;
    loop {
        let dir = base.join(format!("praxis-test-{}-{number}", std::process::id()));
        // PostgreSQL's user goes through it when we are root; what is in it is private.
        match DirBuilder::new().mode(0o711).create(&dir) {
            Ok(()) => return Ok(dir),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
            Err(error) => return Err(error),
        }
    }
}

/// The signals that ask a program to end.
struct Signals {
    interrupt: Signal,
    terminate: Signal,
    hangup: Signal,
}

impl Signals {
    fn listen() -> io::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hangup: signal(SignalKind::hangup())?,
        })
    }

    /// The number of the next signal.
    async fn next(&mut self) -> i32 {
        let kind = tokio::select! {
            _ = self.interrupt.recv() => SignalKind::interrupt(),
            _ = self.terminate.recv() => SignalKind::terminate(),
            _ = self.hangup.recv() => SignalKind::hangup(),
        };
        kind.as_raw_value()
    }
}
