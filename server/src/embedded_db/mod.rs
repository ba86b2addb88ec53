//! A private PostgreSQL, for who has no other.
//!
//! [`PrivatePostgres::start`] finds PostgreSQL's programs, makes a cluster in the data folder the
//! first time, and runs a server on it that can only be reached through a Unix socket in a folder
//! that is closed to other users. A socket rather than a port of the loopback interface: no other
//! user can connect, so no password has to be made and kept, and no free port has to be found.
//!
//! What survives what:
//! - a regular end, a panic or Ctrl-C stops the server in order;
//! - after `kill -9` of Praxis the server keeps running, and the next start takes it over;
//! - after a crash of the server or the computer the next start recovers the data;
//! - two processes on one data folder cannot be: the second is refused.

mod account;
mod binaries;
mod cluster;
mod complaint;
mod error;
mod pid_file;
mod place;
mod postmaster;
mod server_log;
mod settings;
mod stop;

use std::{
    fmt::Write,
    path::{Path, PathBuf},
};

use account::Account;
use binaries::Binaries;
pub use error::EmbeddedDbError;
use place::DataDir;
use postmaster::{Postmaster, Running};

/// What [`PrivatePostgres::start`] is to run.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder for the cluster, its log and its lock. Made when it is not there.
    pub data_dir: PathBuf,
    /// Settings of the server as names and values, in addition to the defaults or in place of them.
    /// Those on which its privacy depends cannot be replaced.
    pub settings: Vec<(String, String)>,
    /// The folder of PostgreSQL's programs. Without it they are looked for: in `PG_BIN_DIR`, or
    /// else in `PATH` and then in `/usr/lib/postgresql`.
    pub bin_dir: Option<PathBuf>,
}

impl Options {
    /// The defaults, which are for production: nothing that was committed is lost.
    pub fn new(data_dir: impl Into<PathBuf>) -> Self {
        Self { data_dir: data_dir.into(), settings: Vec::new(), bin_dir: None }
    }

    fn is_durable(&self) -> bool {
        !self.settings.iter().any(|(name, value)| name == "fsync" && value == "off")
    }
}

/// A running private PostgreSQL.
///
/// It should be ended with [`stop`](Self::stop). Dropping it stops the server too, but blocks the
/// thread and cannot tell of errors.
#[derive(Debug)]
pub struct PrivatePostgres {
    postmaster: Postmaster,
    /// `None` once it was stopped.
    server: Option<Running>,
    url: String,
    /// The last field, so that the lock is held until everything else is over.
    _data_dir: DataDir,
}

impl PrivatePostgres {
    /// Starts the server on the data folder, or takes over the one that a killed Praxis left, and
    /// waits until it takes connections.
    ///
    /// When the returned future is dropped before it is ready, the start goes on to its end in the
    /// background, and then the server is stopped.
    ///
    /// # Errors
    ///
    /// When PostgreSQL is missing or too old, when the data folder is in use or belongs to another
    /// user, and when the cluster cannot be made or the server does not start.
    pub async fn start(options: Options) -> Result<Self, EmbeddedDbError> {
        // Blocking code on a thread of its own, as a start that is cut short by a dropped future
        // would leave processes behind.
        in_background(move || Self::start_blocking(&options)).await?
    }

    fn start_blocking(options: &Options) -> Result<Self, EmbeddedDbError> {
        let data_dir = DataDir::open(&options.data_dir)?;
        let existing = data_dir.existing_cluster();
        let account = Account::choose(existing.as_deref())?;
        let binaries = Binaries::find(options.bin_dir.as_deref(), &account, existing.as_deref())?;
        let cluster = if let Some(cluster) = existing {
            cluster
        } else {
            let cluster = data_dir.place_for_cluster(&account, &binaries.postgres)?;
            tracing::info!("Making a database with PostgreSQL {} in {}", binaries.version, cluster.display());
            cluster::create(&cluster, &account, &binaries, options.is_durable())?;
            cluster
        };
        let postmaster = Postmaster {
            account,
            binaries,
            cluster,
            log: data_dir.path.join("postgres.log"),
            settings: options.settings.clone(),
        };
        let server = postmaster.run()?;
        Ok(Self { url: url(&server), postmaster, server: Some(server), _data_dir: data_dir })
    }

    /// The address of the empty or earlier filled database `praxis`, for its superuser of the same
    /// name. It has no password in it: who can reach the socket may connect.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The file with the server's log.
    pub fn log_path(&self) -> &Path {
        &self.postmaster.log
    }

    /// The folder with the database itself. It is not in the data folder when PostgreSQL's user
    /// may not go there.
    pub fn cluster_path(&self) -> &Path {
        &self.postmaster.cluster
    }

    /// Stops the server and waits for its end. Connections that are still open are closed by it.
    ///
    /// # Errors
    ///
    /// When the server is still there after a minute and does not stop at once then.
    pub async fn stop(mut self) -> Result<(), EmbeddedDbError> {
        in_background(move || self.stop_blocking()).await?
    }

    fn stop_blocking(&mut self) -> Result<(), EmbeddedDbError> {
        match self.server.take() {
            Some(server) => self.postmaster.stop(server),
            None => Ok(()),
        }
    }
}

impl Drop for PrivatePostgres {
    fn drop(&mut self) {
        if let Err(error) = self.stop_blocking() {
            tracing::error!("{error}");
        }
    }
}

async fn in_background<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, EmbeddedDbError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| EmbeddedDbError::Task(error.to_string()))
}

/// Complete, so that no `PG*` variable fills a gap: sqlx and psql read those. The host in the
/// authority only makes the address a regular one; `host` takes precedence with both.
fn url(server: &Running) -> String {
    let mut url =
        format!("postgres://{name}@localhost:{}/{name}?sslmode=disable&host=", server.port, name = cluster::NAME);
    for byte in server.socket_dir.to_string_lossy().bytes() {
        if byte.is_ascii_alphanumeric() || b"/-_.".contains(&byte) {
            url.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(url, "%{byte:02X}");
        }
    }
    url
}
