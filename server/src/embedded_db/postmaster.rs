//! The server process: launching or adopting it.

use std::{
    fs,
    os::unix::process::CommandExt,
    path::PathBuf,
    process::Child,
    thread::sleep,
    time::{Duration, Instant},
};

use super::{
    EmbeddedDbError,
    account::Account,
    binaries::Binaries,
    complaint::decisive_line,
    pid_file::{PidFile, running_server},
    place::socket_dir,
    server_log,
    settings::{PORT, arguments},
};

/// Long, as recovering after a crash replays up to a gigabyte of log and must not be cut short.
const START_LIMIT: Duration = Duration::from_mins(5);

/// How long to wait for what a killed Praxis or a killed server left.
const ORPHANS_LIMIT: Duration = Duration::from_secs(20);

pub(super) const POLL: Duration = Duration::from_millis(50);

/// What is needed to run the server.
#[derive(Debug)]
pub(super) struct Postmaster {
    pub(super) account: Account,
    pub(super) binaries: Binaries,
    pub(super) cluster: PathBuf,
    pub(super) log: PathBuf,
    pub(super) settings: Vec<(String, String)>,
}

/// A server that takes connections.
#[derive(Debug)]
pub(super) struct Running {
    pub(super) socket_dir: PathBuf,
    pub(super) port: u16,
    /// Not when it was adopted.
    pub(super) child: Option<Child>,
}

impl Postmaster {
    /// Adopts the server that is running on the cluster, or launches one, and waits until it takes
    /// connections.
    pub(super) fn run(&self) -> Result<Running, EmbeddedDbError> {
        let begin = Instant::now();
        loop {
            if let Some(server) = running_server(&self.cluster, &self.account, &self.binaries)? {
                if server.ready {
                    return self.adopt(server);
                }
                // It is starting, or stopping as it was told before; either ends.
                if begin.elapsed() > START_LIMIT {
                    return Err(self.start_error("another server is not getting ready".to_owned()));
                }
                sleep(POLL);
                continue;
            }
            match self.launch() {
                Err(EmbeddedDbError::Start { cause, .. }) if is_passing(&cause) && begin.elapsed() < ORPHANS_LIMIT => {
                    sleep(POLL * 4);
                }
                result => return result,
            }
        }
    }

    fn adopt(&self, server: PidFile) -> Result<Running, EmbeddedDbError> {
        let (Some(socket_dir), Some(port)) = (server.socket_dir, server.port) else {
            return Err(
                self.start_error(format!("process {} runs on the same cluster without a socket; stop it", server.pid))
            );
        };
        tracing::info!("Taking over the PostgreSQL that an earlier run left (process {})", server.pid);
        Ok(Running { socket_dir, port, child: None })
    }

    fn launch(&self) -> Result<Running, EmbeddedDbError> {
        let socket_dir = socket_dir(&self.cluster, &self.account, &self.binaries.postgres)?;
        // Its owner is surely gone, but its number may be another process's by now, which
        // PostgreSQL would take for the owner.
        let _ = fs::remove_file(socket_dir.join(format!(".s.PGSQL.{PORT}.lock")));
        let log = server_log::open(&self.log)?;
        let log_error = |error| EmbeddedDbError::io("Opening the file", &self.log)(error);
        let log_start = log.metadata().map_err(log_error)?.len();
        // Not `pg_ctl start`: that goes through a shell, and an end of the server would only be
        // noticed by its silence.
        let mut child = self
            .account
            .command(&self.binaries.postgres)
            .arg("-D")
            .arg(&self.cluster)
            .args(arguments(&self.settings, &socket_dir))
            .stdout(log.try_clone().map_err(log_error)?)
            .stderr(log)
            // Ctrl-C in a terminal goes to its whole group of processes. The server must outlive
            // our last queries.
            .process_group(0)
            .spawn()
            .map_err(EmbeddedDbError::io("Running", &self.binaries.postgres))?;
        if let Err(error) = self.wait_until_ready(&mut child, log_start) {
            // Killing is as safe as any crash, and it has ended already in most cases.
            let _ = child.kill();
            let _ = child.wait();
            return Err(error);
        }
        Ok(Running { socket_dir, port: PORT, child: Some(child) })
    }

    fn wait_until_ready(&self, child: &mut Child, log_start: u64) -> Result<(), EmbeddedDbError> {
        let begin = Instant::now();
        loop {
            let ended = child.try_wait().map_err(EmbeddedDbError::io("Running", &self.binaries.postgres))?;
            if let Some(status) = ended {
                let cause = server_log::read_from(&self.log, log_start)
                    .and_then(|said| decisive_line(&said))
                    .unwrap_or_else(|| status.to_string());
                return Err(self.start_error(cause));
            }
            let pid_file = PidFile::read(&self.cluster)?;
            if pid_file.is_some_and(|file| file.ready && file.pid == child.id()) {
                return Ok(());
            }
            if begin.elapsed() > START_LIMIT {
                return Err(self.start_error("it takes too long".to_owned()));
            }
            sleep(POLL);
        }
    }

    fn start_error(&self, cause: String) -> EmbeddedDbError {
        EmbeddedDbError::Start { cause, log: self.log.clone() }
    }
}

/// Whether a server did not start for what a killed Praxis or a killed server left, and will soon.
fn is_passing(cause: &str) -> bool {
    // The children of a killed server notice its end one after the other, and until then hold its
    // shared memory. Or a server was just about to write its lock when we looked for one.
    ["is still in use", "lock file"].iter().any(|sign| cause.contains(sign))
}
