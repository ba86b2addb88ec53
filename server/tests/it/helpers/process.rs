//! `praxis serve` as a process of its own, on the test's database.

use std::{
    fs::{self, File},
    net::TcpListener,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use sqlx::{ConnectOptions, PgPool};
use tempfile::TempDir;

use super::SECRET;

pub struct Process {
    child: Child,
    /// `http://127.0.0.1:…`
    pub address: String,
    folder: TempDir,
}

impl Process {
    /// It answers when this returns.
    pub async fn start(pool: &PgPool) -> Self {
        // A port that was free a moment ago may be taken by another test.
        for _ in 0..5 {
            let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            let folder = tempfile::tempdir().unwrap();
            let child = Command::new(env!("CARGO_BIN_EXE_praxis"))
                .args(["serve", "--listen", &format!("127.0.0.1:{port}")])
                .current_dir(folder.path())
                .env("DATABASE_URL", pool.connect_options().to_url_lossy().as_str())
                .env("SECRET_KEY", SECRET)
                .env("PRAXIS_DATA_DIR", folder.path())
                .env("PRAXIS_ENV", "development")
                .env_remove("PUBLIC_URL")
                .stdout(Stdio::null())
                .stderr(File::create(folder.path().join("log")).unwrap())
                .spawn()
                .unwrap();
            let mut process = Self { child, address: format!("http://127.0.0.1:{port}"), folder };
            if process.answers().await {
                return process;
            }
        }
        panic!("praxis does not start");
    }

    /// False when it ended instead.
    async fn answers(&mut self) -> bool {
        let begin = Instant::now();
        let health = format!("{}/health", self.address);
        while self.child.try_wait().unwrap().is_none() {
            if reqwest::get(&health).await.is_ok_and(|answer| answer.status() == 200) {
                return true;
            }
            assert!(begin.elapsed() < Duration::from_mins(1), "praxis does not answer");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        false
    }

    /// Everything it has written down.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap()
    }

    /// Its memory in use, where Linux says.
    pub fn resident_kb(&self) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?.trim().strip_suffix(" kB")?.parse().ok()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
