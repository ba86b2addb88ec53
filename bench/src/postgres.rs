//! A private, durable PostgreSQL: what it acknowledges is on the disk.

use std::{
    fs,
    os::unix::{
        fs::{MetadataExt, PermissionsExt, chown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use sqlx::{Connection, PgConnection};
use tempfile::TempDir;

use crate::Outcome;

/// A disk on every system, as opposed to `/tmp`; and PostgreSQL's account may go there.
const PLACE: &str = "/var/tmp";
const PORT: u16 = 5432;
/// Whose statements are written to the log; nobody else's are.
pub const WATCHED: &str = "watched";
/// `fsync` and `synchronous_commit` are on unless somebody turns them off, and here nobody does.
const SETTINGS: [&str; 9] = [
    "listen_addresses=",
    "max_connections=250",
    "shared_buffers=512MB",
    // No checkpoint falls into a measurement, at the rates of a small machine.
    "max_wal_size=2GB",
    "checkpoint_timeout=30min",
    "logging_collector=on",
    "log_destination=jsonlog",
    "log_directory=log",
    "log_filename=all",
];

/// Stopped and removed when dropped.
pub struct Postgres {
    programs: PathBuf,
    folder: TempDir,
    account: Option<(u32, u32)>,
}

impl Postgres {
    /// # Errors
    /// When a cluster cannot be made or started.
    pub async fn start(programs: &Path) -> Outcome<Self> {
        let open = fs::Permissions::from_mode(0o711);
        let folder = tempfile::Builder::new().prefix("praxis-bench-").permissions(open).tempdir_in(PLACE)?;
        let postgres = Self { programs: programs.to_owned(), account: account(folder.path())?, folder };
        let home = postgres.home();
        fs::create_dir(&home)?;
        if let Some((uid, gid)) = postgres.account {
            chown(&home, Some(uid), Some(gid))?;
        }
        let data = home.join("data");
        let initdb = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-D"];
        run(postgres.program("initdb").args(initdb).arg(&data))?;
        let settings = SETTINGS.iter().map(|setting| format!("-c {setting} "));
        let settings: String = settings.chain([format!("-c unix_socket_directories={}", home.display())]).collect();
        let mut start = postgres.program("pg_ctl");
        start.args(["start", "-s", "-w", "-D"]).arg(&data).arg("-l").arg(home.join("start")).args(["-o", &settings]);
        run(&mut start)?;
        let watched = format!("create role {WATCHED} superuser login; alter role {WATCHED} set log_statement = 'all'");
        sqlx::raw_sql(sqlx::AssertSqlSafe(watched)).execute(&mut postgres.connect("postgres").await?).await?;
        Ok(postgres)
    }

    /// One of PostgreSQL's programs, as the account that may run it.
    pub fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.programs.join(name));
        command.current_dir("/").env("PGHOST", self.home()).env("PGUSER", "postgres").stdin(Stdio::null());
        if let Some((uid, gid)) = self.account {
            command.uid(uid).gid(gid);
        }
        command
    }

    pub fn url(&self, user: &str, database: &str) -> String {
        format!("postgres:///{database}?user={user}&host={}", self.home().display())
    }

    /// Where it listens.
    pub fn socket(&self) -> PathBuf {
        self.home().join(format!(".s.PGSQL.{PORT}"))
    }

    /// # Errors
    /// When PostgreSQL refuses.
    pub async fn connect(&self, database: &str) -> Outcome<PgConnection> {
        Ok(PgConnection::connect(&self.url("postgres", database)).await?)
    }

    /// The statements of [`WATCHED`] so far, in their order.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn statements(&self) -> Outcome<Vec<String>> {
        let log = fs::read_to_string(self.home().join("data/log/all.json"))?;
        let lines = log.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
        let statements = lines.filter(|line| line["user"] == WATCHED).filter_map(|line| {
            let message = line["message"].as_str()?;
            let (how, statement) = message.split_once(": ")?;
            (how == "statement" || how.starts_with("execute ")).then(|| statement.to_owned())
        });
        Ok(statements.collect())
    }

    /// What PostgreSQL's account may write to.
    pub fn home(&self) -> PathBuf {
        self.folder.path().join("postgres")
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let data = self.home().join("data");
        // The folder goes anyway.
        run(self.program("pg_ctl").args(["stop", "-s", "-m", "immediate", "-D"]).arg(data)).ok();
    }
}

/// The account PostgreSQL is run as, when we are root, as which it refuses to run.
fn account(ours: &Path) -> Outcome<Option<(u32, u32)>> {
    if fs::metadata(ours)?.uid() != 0 {
        return Ok(None);
    }
    let accounts = fs::read_to_string("/etc/passwd")?;
    let ids = |name: &str| {
        let line = accounts.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2).map(str::parse);
        Some((fields.next()?.ok()?, fields.next()?.ok()?))
    };
    Ok(Some(ids("postgres").or_else(|| ids("nobody")).ok_or("no account to run PostgreSQL as")?))
}

/// Runs a program to its end.
///
/// # Errors
/// What it complained of.
pub fn run(command: &mut Command) -> Outcome<String> {
    // Not to a pipe: PostgreSQL, once started, would keep it open.
    let (out, complaint) = (tempfile::tempfile()?, tempfile::tempfile()?);
    let status = command.stdout(out.try_clone()?).stderr(complaint.try_clone()?).status()?;
    let text = |mut file: fs::File| {
        use std::io::{Read, Seek};
        let mut text = String::new();
        file.rewind().and_then(|()| file.read_to_string(&mut text)).map(|_| text)
    };
    if status.success() {
        return Ok(text(out)?);
    }
    Err(format!("{}: {}", command.get_program().display(), text(complaint)?).into())
}
