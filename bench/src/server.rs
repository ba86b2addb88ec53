//! A server under measurement: Praxis, or the reference.

use std::{
    fs::{self, File},
    net::TcpListener,
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};

use tokio::{
    process::{Child, Command},
    time::sleep,
};

use crate::{Outcome, load};

pub const SECRET: &str = "a-secret-for-benchmarks-a-secret-for";
/// Lines of a log that say enough.
const LAST_WORDS: usize = 40;
const START_LIMIT: Duration = Duration::from_mins(1);
/// Linux counts time in hundredths of a second, whatever the hardware.
const TICKS_A_SECOND: f64 = 100.0;

/// Killed with all its processes when dropped.
pub struct Server {
    /// `127.0.0.1:…`
    pub address: String,
    log: PathBuf,
    child: Child,
}

impl Server {
    /// `praxis serve` in a new folder.
    ///
    /// # Errors
    /// When it does not answer within a minute.
    pub async fn praxis(program: &Path, database: &str, folder: &Path, more: &[&str]) -> Outcome<Self> {
        fs::create_dir_all(folder)?;
        let address = free_address()?;
        let mut command = Command::new(program);
        command
            .args(["serve", "--listen", &address])
            .args(more)
            // Where no `.env` is.
            .current_dir(folder)
            .env("DATABASE_URL", database)
            .env("SECRET_KEY", SECRET)
            .env("PRAXIS_DATA_DIR", folder)
            .env("PRAXIS_ENV", "development")
            // Longer than all measurements: nobody has to sign in again.
            .env("ACCESS_TOKEN_EXPIRE_MINUTES", "1440")
            .env_remove("PUBLIC_URL");
        Self::start(command, address, &folder.join("log"), "/health/ready").await
    }

    /// The reference, with two workers.
    ///
    /// # Errors
    /// When it does not answer within a minute.
    pub async fn reference(uvicorn: &Path, app: &Path, database: &str, log: &Path) -> Outcome<Self> {
        let address = free_address()?;
        let (host, port) = address.split_once(':').ok_or("an address has a port")?;
        let mut command = Command::new(uvicorn);
        command
            .args(["app:app", "--workers", "2", "--loop", "uvloop", "--http", "httptools"])
            .args(["--no-access-log", "--log-level", "warning", "--host", host, "--port", port])
            .current_dir(app)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("DATABASE_URL", database);
        Self::start(command, address, log, "/health").await
    }

    async fn start(mut command: Command, address: String, log: &Path, health: &str) -> Outcome<Self> {
        let log_file = File::create(log)?;
        command.stdin(Stdio::null()).stdout(log_file.try_clone()?).stderr(log_file).kill_on_drop(true);
        let mut server = Self { child: command.spawn()?, log: log.to_owned(), address };
        let begin = Instant::now();
        while begin.elapsed() < START_LIMIT && server.child.try_wait()?.is_none() {
            if load::get(&server.address, health).await.is_ok_and(|answer| answer.status == 200) {
                return Ok(server);
            }
            sleep(Duration::from_millis(50)).await;
        }
        Err(format!("{} does not answer: {}", server.address, server.last_words()).into())
    }

    /// The end of its log, for whoever wonders about an answer.
    pub fn last_words(&self) -> String {
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<_> = log.lines().collect();
        lines[lines.len().saturating_sub(LAST_WORDS)..].join("\n")
    }

    /// What its processes have used of the processors since they began.
    ///
    /// # Errors
    /// When it has ended.
    pub fn processor_seconds(&self) -> Outcome<f64> {
        let mut ticks = 0.0;
        for process in self.processes()? {
            let stat = fs::read_to_string(process.join("stat"))?;
            // `pid (name) state …`; the name can hold anything. User and system time are the 14th and 15th field.
            let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
            for field in fields.split_whitespace().skip(11).take(2) {
                ticks += field.parse::<f64>()?;
            }
        }
        Ok(ticks / TICKS_A_SECOND)
    }

    /// The memory its processes have in use (RSS), in MiB.
    ///
    /// # Errors
    /// When it has ended.
    pub fn memory(&self) -> Outcome<f64> {
        let mut kib = 0.0;
        for process in self.processes()? {
            let status = fs::read_to_string(process.join("status"))?;
            let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or("0");
            kib += line.trim().trim_end_matches(" kB").parse::<f64>()?;
        }
        Ok(kib / 1024.0)
    }

    /// It and the processes it has started.
    fn processes(&self) -> Outcome<Vec<PathBuf>> {
        let own = self.child.id().ok_or("the server has ended")?.to_string();
        let children = fs::read_to_string(format!("/proc/{own}/task/{own}/children"))?;
        let pids = std::iter::once(own.as_str()).chain(children.split_whitespace());
        Ok(pids.map(|pid| Path::new("/proc").join(pid)).collect())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The reference's workers outlive the process that has started them.
        let pids = self.processes().unwrap_or_default();
        let pids = pids.iter().filter_map(|process| process.file_name());
        std::process::Command::new("kill").arg("-9").args(pids).status().ok();
    }
}

fn free_address() -> Outcome<String> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string())
}
