//! One `praxis serve`, which can be killed and started again at the same address.

use std::{
    error::Error,
    fs::OpenOptions,
    net::TcpListener,
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};

use tokio::{
    process::{Child, Command},
    time::sleep,
};

const SECRET: &str = "a-secret-for-races-a-secret-for-races";
/// Longer than the recovery of a database after a crash.
const START_LIMIT: Duration = Duration::from_mins(1);
const POLL: Duration = Duration::from_millis(50);

pub struct Server {
    /// `http://127.0.0.1:…`
    pub address: String,
    pub log: PathBuf,
    program: PathBuf,
    database: String,
    folder: PathBuf,
    http: reqwest::Client,
    child: Child,
}

impl Server {
    /// It answers when this returns.
    ///
    /// # Errors
    /// When it does not within a minute.
    pub async fn start(program: &Path, database: &str, folder: PathBuf) -> Result<Self, Box<dyn Error>> {
        std::fs::create_dir_all(&folder)?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let address = format!("http://127.0.0.1:{port}");
        let (log, http) = (folder.join("log"), reqwest::Client::new());
        let child = spawn(program, &address, database, &folder, &log)?;
        let (program, database) = (program.to_owned(), database.to_owned());
        let mut server = Self { address, log, program, database, folder, http, child };
        server.wait_until_it_answers().await?;
        Ok(server)
    }

    /// `kill -9`.
    ///
    /// # Errors
    /// When the system refuses.
    pub async fn kill(&mut self) -> Result<(), Box<dyn Error>> {
        Ok(self.child.kill().await?)
    }

    /// Starts it again if it has ended, and waits until it answers and has its database.
    ///
    /// # Errors
    /// When it does not within a minute.
    pub async fn wait_until_it_answers(&mut self) -> Result<(), Box<dyn Error>> {
        let begin = Instant::now();
        let health = format!("{}/health/ready", self.address);
        while begin.elapsed() < START_LIMIT {
            if self.child.try_wait()?.is_some() {
                // Killed; or somebody else's connection had the port for a moment.
                self.child = spawn(&self.program, &self.address, &self.database, &self.folder, &self.log)?;
            }
            let answer = self.http.get(&health).timeout(START_LIMIT).send().await;
            if answer.is_ok_and(|answer| answer.status() == 200) {
                return Ok(());
            }
            sleep(POLL).await;
        }
        Err(format!("{} does not answer, see {}", self.address, self.log.display()).into())
    }
}

fn spawn(program: &Path, address: &str, database: &str, folder: &Path, log: &Path) -> std::io::Result<Child> {
    Command::new(program)
        .args(["serve", "--listen", address.trim_start_matches("http://")])
        // Where no `.env` is.
        .current_dir(folder)
        .env("DATABASE_URL", database)
        .env("SECRET_KEY", SECRET)
        .env("PRAXIS_DATA_DIR", folder)
        .env("PRAXIS_ENV", "development")
        // Longer than any race: nobody has to sign in again.
        .env("ACCESS_TOKEN_EXPIRE_MINUTES", "1440")
        // The log's lines are shown as evidence.
        .env("NO_COLOR", "1")
        .env_remove("PUBLIC_URL")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(OpenOptions::new().create(true).append(true).open(log)?)
        .kill_on_drop(true)
        .spawn()
}
