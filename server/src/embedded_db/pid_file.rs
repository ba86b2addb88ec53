//! `postmaster.pid`: how a running server tells of itself.

use std::{
    fs, io,
    os::unix::ffi::OsStrExt,
    path::{Path, PathBuf},
};

use super::{EmbeddedDbError, account::Account, binaries::Binaries};

/// What the file says. The server adds its lines one by one while it starts.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct PidFile {
    pub(super) pid: u32,
    pub(super) port: Option<u16>,
    pub(super) socket_dir: Option<PathBuf>,
    /// Whether it takes connections: not while it starts, recovers or stops.
    pub(super) ready: bool,
}

impl PidFile {
    /// `None` when there is no such file, or not yet a whole one.
    pub(super) fn read(cluster: &Path) -> Result<Option<Self>, EmbeddedDbError> {
        let path = path_in(cluster);
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Self::parse(&text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(EmbeddedDbError::io("Reading the file", path)(error)),
        }
    }

    /// The lines are: pid, data directory, start time, port, first socket directory, first address,
    /// shared memory, status.
    fn parse(text: &str) -> Option<Self> {
        let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
        let line = |index: usize| lines.get(index).copied().filter(|line| !line.is_empty());
        Some(Self {
            pid: line(0)?.parse().ok()?,
            port: line(3).and_then(|port| port.parse().ok()),
            socket_dir: line(4).map(PathBuf::from),
            ready: line(7) == Some("ready"),
        })
    }
}

/// The server of this cluster, if one is running, whoever started it.
pub(super) fn running_server(
    cluster: &Path,
    account: &Account,
    binaries: &Binaries,
) -> Result<Option<PidFile>, EmbeddedDbError> {
    let Some(found) = PidFile::read(cluster)? else {
        return Ok(None);
    };
    let is_running = account
        .command(&binaries.pg_ctl)
        .arg("status")
        .arg("-D")
        .arg(cluster)
        .output()
        .map_err(EmbeddedDbError::io("Running", &binaries.pg_ctl))?
        .status
        .success();
    if !is_running {
        // PostgreSQL removes the stale file itself, after more checks than could be made here.
        return Ok(None);
    }
    if is_another_process(found.pid, cluster) {
        // After a restart of a computer or a container the number may be another process's. Both
        // pg_ctl and postgres take that for the server, and would wait for it for ever.
        remove_stale(&path_in(cluster), found.pid)?;
        return Ok(None);
    }
    Ok(Some(found))
}

fn remove_stale(path: &Path, pid: u32) -> Result<(), EmbeddedDbError> {
    match fs::remove_file(path) {
        Ok(()) => {
            tracing::info!("Removed the stale {}: process {pid} is not its server", path.display());
            Ok(())
        }
        // A server that was just ending has done it.
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(EmbeddedDbError::io("Removing the file", path)(error)),
    }
}

/// Whether process `pid` surely is not the server of `cluster`. Only Linux tells.
fn is_another_process(pid: u32, cluster: &Path) -> bool {
    let process = PathBuf::from(format!("/proc/{pid}"));
    let Ok(command_line) = fs::read(process.join("cmdline")) else {
        return false;
    };
    let names_cluster =
        command_line.split(|byte| *byte == 0).any(|argument| argument == cluster.as_os_str().as_bytes());
    // The server works in its cluster, which shows one that was started by hand in another way.
    let works_in_cluster = fs::read_link(process.join("cwd")).is_ok_and(|cwd| cwd == cluster);
    !names_cluster && !works_in_cluster
}

fn path_in(cluster: &Path) -> PathBuf {
    cluster.join("postmaster.pid")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_file_is_read() {
        let text = "4711\n/srv/data/postgres\n1700000000\n5432\n/srv/data/run\n\n  1234 5\nready   \n";
        let expected =
            PidFile { pid: 4711, port: Some(5432), socket_dir: Some(PathBuf::from("/srv/data/run")), ready: true };
        assert_eq!(PidFile::parse(text), Some(expected));
    }

    #[test]
    fn a_server_that_has_just_begun_is_not_ready() {
        let expected = PidFile { pid: 4711, port: None, socket_dir: None, ready: false };
        assert_eq!(PidFile::parse("4711\n/srv/data/postgres\n"), Some(expected));
        assert_eq!(PidFile::parse(""), None);
    }
}
