//! What the figures were measured on, and who else used it.

use std::{collections::BTreeMap, fmt, fs, thread::available_parallelism, time::Duration};

use serde::Serialize;
use sqlx::PgConnection;
use tokio::time::sleep;

use crate::Outcome;

#[derive(Serialize)]
pub struct Machine {
    pub processor: String,
    pub cores: usize,
    pub memory_gib: f64,
    pub postgresql: String,
    /// PostgreSQL's settings that decide what a commit is worth.
    pub settings: BTreeMap<String, String>,
}

impl Machine {
    /// # Errors
    /// When Linux or PostgreSQL does not tell.
    pub async fn describe(db: &mut PgConnection) -> Outcome<Self> {
        let field = |file: &str, name: &str| -> Outcome<String> {
            let text = fs::read_to_string(file)?;
            let line = text.lines().find(|line| line.starts_with(name)).unwrap_or_default();
            Ok(line.split_once(':').map_or("", |(_, value)| value).trim().to_owned())
        };
        let names = ["server_version", "fsync", "synchronous_commit", "full_page_writes", "shared_buffers"];
        let mut settings = BTreeMap::new();
        for name in names {
            let value = sqlx::query_scalar("select current_setting($1)").bind(name).fetch_one(&mut *db).await?;
            settings.insert(name.to_owned(), value);
        }
        let kib: f64 = field("/proc/meminfo", "MemTotal")?.trim_end_matches(" kB").parse()?;
        Ok(Self {
            processor: field("/proc/cpuinfo", "model name")?,
            cores: available_parallelism()?.get(),
            memory_gib: (kib / 1024.0 / 1024.0).round(),
            postgresql: settings.remove("server_version").unwrap_or_default(),
            settings,
        })
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { processor, cores, memory_gib, postgresql, settings } = self;
        write!(f, "{processor}, {cores} cores, {memory_gib} GiB; PostgreSQL {postgresql}")?;
        settings.iter().try_for_each(|(name, value)| write!(f, ", {name} {value}"))
    }
}

/// What of all processors is in use while we do nothing, in percent: whoever else is at work.
///
/// # Errors
/// When Linux does not tell.
pub async fn busy() -> Outcome<f64> {
    let before = times()?;
    sleep(Duration::from_secs(1)).await;
    let after = times()?;
    let all = after.iter().sum::<f64>() - before.iter().sum::<f64>();
    // The 4th and the 5th: idle, and waiting for a disk.
    let idle = (after[3] + after[4]) - (before[3] + before[4]);
    Ok((1.0 - idle / all) * 100.0)
}

fn times() -> Outcome<Vec<f64>> {
    let stat = fs::read_to_string("/proc/stat")?;
    let line = stat.lines().next().unwrap_or_default();
    let times: Vec<f64> = line.split_whitespace().skip(1).take(8).map(str::parse).collect::<Result<_, _>>()?;
    if times.len() == 8 { Ok(times) } else { Err("/proc/stat looks different".into()) }
}
