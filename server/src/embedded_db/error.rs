//! What can go wrong with the private PostgreSQL, in words for the person who runs Praxis.

use std::{io, path::PathBuf};

/// Why the private PostgreSQL could not be started or stopped.
///
/// Every message is one line that stands alone, so a caller can print it and exit.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EmbeddedDbError {
    /// There are no PostgreSQL programs where they were looked for.
    #[error(
        "PostgreSQL 15 or newer was not found. \
         Install it (Debian/Ubuntu: apt-get install postgresql) or set DATABASE_URL or PG_BIN_DIR."
    )]
    NotFound,

    /// Only releases from before 15 were found.
    #[error(
        "PostgreSQL 15 or newer was not found, only {version} in {}. \
         Install it (Debian/Ubuntu: apt-get install postgresql) or set DATABASE_URL or PG_BIN_DIR.",
        .dir.display()
    )]
    TooOld {
        /// The release that was found.
        version: String,
        /// Where it was found.
        dir: PathBuf,
    },

    /// The programs are there, but they do not run.
    #[error(
        "{} could not be run ({cause}). Repair PostgreSQL or set DATABASE_URL or PG_BIN_DIR.",
        .program.display()
    )]
    Unusable {
        /// The program that was tried.
        program: PathBuf,
        /// What happened.
        cause: String,
    },

    /// The cluster was made by a major release that is not installed.
    #[error(
        "The database in {} was made by PostgreSQL {needed}, but only {found} was found. \
         Install PostgreSQL {needed} beside it (Debian/Ubuntu: apt-get install postgresql-{needed}), \
         set PG_BIN_DIR to it, or upgrade the database with pg_upgrade.",
        .cluster.display()
    )]
    WrongMajor {
        /// The cluster.
        cluster: PathBuf,
        /// The major release that made it.
        needed: u32,
        /// The release that was found.
        found: String,
    },

    /// Another process holds the lock of the data folder.
    #[error(
        "Another Praxis is using {}. Stop it, or set PRAXIS_DATA_DIR to another folder.",
        .dir.display()
    )]
    InUse {
        /// The data folder.
        dir: PathBuf,
    },

    /// The cluster belongs to another user of this computer.
    #[error(
        "The database in {} belongs to another user (uid {uid}). \
         Run Praxis as that user, or set PRAXIS_DATA_DIR to another folder.",
        .cluster.display()
    )]
    WrongOwner {
        /// The cluster.
        cluster: PathBuf,
        /// Its owner.
        uid: u32,
    },

    /// No folder is private, short enough and open to PostgreSQL at once.
    #[error(
        "No folder for PostgreSQL's socket could be made in {} or the temporary folder. \
         Set PRAXIS_DATA_DIR or TMPDIR to a folder with a short path.",
        .home.display()
    )]
    NoSocketDir {
        /// The folder that was tried first.
        home: PathBuf,
    },

    /// `initdb` or the first statement failed.
    #[error("The database could not be created in {}: {cause}", .cluster.display())]
    Create {
        /// Where the cluster was to be.
        cluster: PathBuf,
        /// What the program said.
        cause: String,
    },

    /// The server ended or hung while it was starting.
    #[error("PostgreSQL did not start: {cause} (see {})", .log.display())]
    Start {
        /// The last thing the server said.
        cause: String,
        /// Its whole log.
        log: PathBuf,
    },

    /// The server is still there after it was told to stop.
    #[error("PostgreSQL did not stop: {cause} (see {})", .log.display())]
    Stop {
        /// What `pg_ctl` said.
        cause: String,
        /// The server's log.
        log: PathBuf,
    },

    /// A file or folder could not be used.
    #[error("{action} {} failed: {cause}", .path.display())]
    Io {
        /// What was tried, as the beginning of a sentence.
        action: &'static str,
        /// With which file.
        path: PathBuf,
        /// Why it failed. Not a `source`, as the message has it already.
        cause: io::Error,
    },

    /// The program is ending, so no more work is taken on.
    #[error("PostgreSQL was not handled: {0}")]
    Task(String),
}

impl EmbeddedDbError {
    /// For `map_err`: puts the action and the path to an I/O error.
    pub(super) fn io(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |cause| Self::Io { action, path, cause }
    }
}
