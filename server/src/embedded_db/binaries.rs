//! Finding PostgreSQL's programs.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use super::{EmbeddedDbError, account::Account};

/// The oldest major release Praxis works with.
const OLDEST: u32 = 15;

/// Where Debian and Ubuntu keep the releases, one folder each, outside of `PATH`.
const DEBIAN_RELEASES: &str = "/usr/lib/postgresql";

/// The programs of one PostgreSQL installation.
#[derive(Debug, Clone)]
pub(super) struct Binaries {
    pub(super) postgres: PathBuf,
    pub(super) initdb: PathBuf,
    pub(super) pg_ctl: PathBuf,
    /// As the server names it, e.g. `15.8`.
    pub(super) version: String,
    major: u32,
}

impl Binaries {
    /// Looks in `bin_dir`, else in `PG_BIN_DIR`, else in `PATH` and then in the system's releases
    /// from the newest on. A named folder is the only one looked in: who names one wants that one.
    ///
    /// A cluster can only be opened by the major release that made it, so with an
    /// `existing_cluster` only that one is taken, even when there is a newer one.
    pub(super) fn find(
        bin_dir: Option<&Path>,
        account: &Account,
        existing_cluster: Option<&Path>,
    ) -> Result<Self, EmbeddedDbError> {
        let needed = existing_cluster.map(major_of_cluster).transpose()?;
        let mut failure = None;
        let mut other_major = None;
        for dir in candidates(bin_dir) {
            match Self::in_dir(&dir, account) {
                Ok(Some(found)) if needed.is_none_or(|needed| needed == found.major) => {
                    return Ok(found);
                }
                Ok(Some(found)) => other_major = other_major.or(Some(found.version)),
                Ok(None) => {}
                Err(error) => failure = failure.or(Some(error)),
            }
        }
        match (needed, existing_cluster, other_major) {
            (Some(needed), Some(cluster), Some(found)) => {
                Err(EmbeddedDbError::WrongMajor { cluster: cluster.to_owned(), needed, found })
            }
            _ => Err(failure.unwrap_or(EmbeddedDbError::NotFound)),
        }
    }

    /// `None` when the folder has no complete installation.
    fn in_dir(dir: &Path, account: &Account) -> Result<Option<Self>, EmbeddedDbError> {
        let [postgres, initdb, pg_ctl] = ["postgres", "initdb", "pg_ctl"].map(|name| dir.join(name));
        if !postgres.is_file() {
            return Ok(None);
        }
        let (version, major) = version_of(&postgres, account)?;
        if major < OLDEST {
            return Err(EmbeddedDbError::TooOld { version, dir: dir.to_owned() });
        }
        if !initdb.is_file() || !pg_ctl.is_file() {
            return Ok(None);
        }
        Ok(Some(Self { postgres, initdb, pg_ctl, version, major }))
    }
}

fn candidates(bin_dir: Option<&Path>) -> Vec<PathBuf> {
    let named = bin_dir
        .map(PathBuf::from)
        .or_else(|| env::var_os("PG_BIN_DIR").filter(|dir| !dir.is_empty()).map(PathBuf::from));
    if let Some(dir) = named {
        // The programs are called from another folder.
        return vec![std::path::absolute(&dir).unwrap_or(dir)];
    }
    let mut dirs: Vec<PathBuf> = env::var_os("PATH").map(|path| env::split_paths(&path).collect()).unwrap_or_default();
    dirs.retain(|dir| dir.is_absolute());
    dirs.extend(debian_releases());
    dirs
}

fn debian_releases() -> impl Iterator<Item = PathBuf> {
    let mut majors: Vec<u32> = fs::read_dir(DEBIAN_RELEASES)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .collect();
    majors.sort_unstable_by(|a, b| b.cmp(a));
    majors.into_iter().map(|major| Path::new(DEBIAN_RELEASES).join(format!("{major}/bin")))
}

/// Asked as the user that is to run it, so that a program closed to that user is noticed here.
fn version_of(postgres: &Path, account: &Account) -> Result<(String, u32), EmbeddedDbError> {
    let unusable = |cause: String| EmbeddedDbError::Unusable { program: postgres.to_owned(), cause };
    let output = account.command(postgres).arg("--version").output().map_err(|error| unusable(error.to_string()))?;
    let said = String::from_utf8_lossy(&output.stdout);
    parse_version(&said).ok_or_else(|| unusable("it does not tell its version".to_owned()))
}

/// `postgres (PostgreSQL) 15.8 (Debian …)` is `15.8` of major release 15.
fn parse_version(said: &str) -> Option<(String, u32)> {
    let (_, rest) = said.split_once(") ")?;
    let version = rest.split_whitespace().next()?;
    Some((version.to_owned(), leading_number(version)?))
}

fn leading_number(text: &str) -> Option<u32> {
    let end = text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len());
    text[..end].parse().ok()
}

fn major_of_cluster(cluster: &Path) -> Result<u32, EmbeddedDbError> {
    let path = cluster.join("PG_VERSION");
    let text = fs::read_to_string(&path).map_err(EmbeddedDbError::io("Reading the file", path.clone()))?;
    leading_number(&text)
        .ok_or_else(|| EmbeddedDbError::io("Reading the file", path)(std::io::ErrorKind::InvalidData.into()))
}

#[cfg(test)]
mod tests {
    use super::parse_version;

    #[test]
    fn versions_are_read_as_each_kind_of_release_writes_them() {
        for (said, version, major) in [
            ("postgres (PostgreSQL) 15.8\n", "15.8", 15),
            ("postgres (PostgreSQL) 17.2 (Debian 17.2-1)\n", "17.2", 17),
            ("postgres (PostgreSQL) 18beta1\n", "18beta1", 18),
            ("postgres (PostgreSQL) 9.6.24\n", "9.6.24", 9),
        ] {
            assert_eq!(parse_version(said), Some((version.to_owned(), major)));
        }
        assert_eq!(parse_version("command not found"), None);
    }
}
