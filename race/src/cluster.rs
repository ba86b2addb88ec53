//! A private PostgreSQL, durable as in production, and two servers on it; all of it can be killed.

use std::{
    error::Error,
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
};

use server::embedded_db::{Options, PrivatePostgres};
use tempfile::TempDir;

use crate::process::Server;

/// Two servers' pools, and what those of killed servers leave for a moment.
const MAX_CONNECTIONS: &str = "200";

/// The fields are dropped in this order: servers, database, folder.
pub struct Cluster {
    servers: Vec<Server>,
    /// None only while it is down.
    postgres: Option<PrivatePostgres>,
    options: Options,
    url: String,
    /// Of the database itself.
    data: PathBuf,
    pub folder: TempDir,
}

impl Cluster {
    /// # Errors
    /// When PostgreSQL or a server does not start.
    pub async fn start(program: &Path) -> Result<Self, Box<dyn Error>> {
        // PostgreSQL's user goes through it when we are root.
        let folder =
            tempfile::Builder::new().prefix("praxis-race-").permissions(fs::Permissions::from_mode(0o711)).tempdir()?;
        let mut options = Options::new(folder.path().join("database"));
        options.settings = [
            ("max_connections", MAX_CONNECTIONS),
            // Errors with their SQLSTATE: the log is searched for deadlocks.
            ("log_error_verbosity", "verbose"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec();
        let postgres = PrivatePostgres::start(options.clone()).await?;
        let (url, data) = (postgres.url().to_owned(), postgres.cluster_path().to_owned());
        let mut cluster = Self { servers: Vec::new(), postgres: Some(postgres), options, url, data, folder };
        for number in 0..2 {
            let home = cluster.folder.path().join(format!("server-{number}"));
            cluster.servers.push(Server::start(program, &cluster.url, home).await?);
        }
        Ok(cluster)
    }

    pub fn database_url(&self) -> &str {
        &self.url
    }

    pub fn addresses(&self) -> Vec<String> {
        self.servers.iter().map(|server| server.address.clone()).collect()
    }

    /// Kills a server, and starts it again.
    ///
    /// # Errors
    /// When one of the servers does not answer again.
    pub async fn kill_server(&mut self, number: usize) -> Result<(), Box<dyn Error>> {
        self.servers[number].kill().await?;
        self.wait_until_all_answer().await
    }

    /// Kills PostgreSQL with all its processes, and starts it again.
    ///
    /// # Errors
    /// When it, or one of the servers, does not answer again.
    pub async fn kill_postgres(&mut self) -> Result<(), Box<dyn Error>> {
        let pid_file = fs::read_to_string(self.data.join("postmaster.pid"))?;
        let postmaster: u32 = pid_file.lines().next().unwrap_or_default().trim().parse()?;
        let pids = std::iter::once(postmaster).chain(children(postmaster)?).map(|pid| pid.to_string());
        // Some have ended by themselves meanwhile, which is no failure.
        Command::new("kill").arg("-9").args(pids).output()?;
        if let Some(killed) = self.postgres.take() {
            killed.stop().await?;
        }
        let postgres = PrivatePostgres::start(self.options.clone()).await?;
        if postgres.url() != self.url {
            return Err("PostgreSQL came back at another address".into());
        }
        self.postgres = Some(postgres);
        self.wait_until_all_answer().await
    }

    /// # Errors
    /// When one does not within a minute.
    async fn wait_until_all_answer(&mut self) -> Result<(), Box<dyn Error>> {
        for server in &mut self.servers {
            server.wait_until_it_answers().await?;
        }
        Ok(())
    }

    /// Ends the servers for good; the database goes on.
    ///
    /// # Errors
    /// When the system refuses.
    pub async fn stop_servers(&mut self) -> Result<(), Box<dyn Error>> {
        for server in &mut self.servers {
            server.kill().await?;
        }
        Ok(())
    }

    /// What the servers and PostgreSQL have written down, by file.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn logs(&self) -> Result<Vec<(PathBuf, String)>, Box<dyn Error>> {
        let mut paths: Vec<PathBuf> = self.servers.iter().map(|server| server.log.clone()).collect();
        for entry in fs::read_dir(&self.options.data_dir)? {
            let path = entry?.path();
            // A long one is put aside with another ending.
            if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("postgres.log")) {
                paths.push(path);
            }
        }
        paths
            .into_iter()
            .map(|path| Ok((path.clone(), String::from_utf8_lossy(&fs::read(&path)?).into_owned())))
            .collect()
    }

    /// Stops everything. What was written is removed, or kept for somebody to look at; then this tells where it is.
    ///
    /// # Errors
    /// When PostgreSQL does not stop, or a folder cannot be removed.
    pub async fn end(mut self, keep: bool) -> Result<Option<PathBuf>, Box<dyn Error>> {
        self.stop_servers().await?;
        if let Some(postgres) = self.postgres.take() {
            postgres.stop().await?;
        }
        if keep {
            return Ok(Some(self.folder.keep()));
        }
        // Not always inside our folder: PostgreSQL's user may not be allowed into the temporary one.
        if let Some(home) = self.data.parent() {
            fs::remove_dir_all(home)?;
        }
        Ok(None)
    }
}

/// The processes that a process has started, as Linux tells it.
fn children(parent: u32) -> Result<Vec<u32>, Box<dyn Error>> {
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc")? {
        let Ok(pid) = entry?.file_name().to_string_lossy().parse() else { continue };
        // It may have ended since.
        let Ok(stat) = fs::read_to_string(format!("/proc/{pid}/stat")) else { continue };
        // `pid (name) state parent …`; the name can hold anything.
        let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
        if fields.split_whitespace().nth(1) == Some(&parent.to_string()) {
            found.push(pid);
        }
    }
    Ok(found)
}
