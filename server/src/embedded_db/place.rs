//! Where things are: the data folder and its lock, the cluster, the socket.

use std::{
    env,
    fs::{self, DirBuilder, File, OpenOptions, TryLockError},
    os::unix::{
        ffi::OsStrExt,
        fs::{DirBuilderExt, MetadataExt, OpenOptionsExt},
    },
    path::{Path, PathBuf},
};

use super::{EmbeddedDbError, account::Account};

/// Where clusters go when PostgreSQL's user may not enter the data folder.
const ASIDE: &str = "/var/lib/praxis";

/// The name of the cluster's folder.
const CLUSTER: &str = "postgres";

/// The longest path of a socket that every Unix takes: Linux has room for 107 bytes, macOS and the
/// BSDs for 103.
const LONGEST_SOCKET_PATH: usize = 103;

/// The part of the socket's path that PostgreSQL adds.
const SOCKET_NAME: &str = "/.s.PGSQL.5432";

/// A data folder that this process alone uses.
#[derive(Debug)]
pub(super) struct DataDir {
    pub(super) path: PathBuf,
    /// Closing the file gives the lock free, so also the end of the process in whatever way does.
    _lock: File,
}

impl DataDir {
    /// Makes the folder when it is not there, and takes its lock.
    pub(super) fn open(path: &Path) -> Result<Self, EmbeddedDbError> {
        DirBuilder::new()
            .recursive(true)
            // Nobody else can list it, but PostgreSQL's user can get to the cluster in it.
            .mode(0o711)
            .create(path)
            .map_err(EmbeddedDbError::io("Making the folder", path))?;
        // Without symbolic links, so that one folder has one name.
        let path = path.canonicalize().map_err(EmbeddedDbError::io("Looking at the folder", path))?;
        let lock_path = path.join("lock");
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .mode(0o600)
            .open(&lock_path)
            .map_err(EmbeddedDbError::io("Opening the file", &lock_path))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path, _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(EmbeddedDbError::InUse { dir: path }),
            Err(TryLockError::Error(cause)) => Err(EmbeddedDbError::io("Locking the file", lock_path)(cause)),
        }
    }

    /// The cluster of this data folder, if one was made before, wherever that was: choosing anew
    /// could come to another answer after a change of modes, and an empty database would look like
    /// lost data.
    pub(super) fn existing_cluster(&self) -> Option<PathBuf> {
        [&self.path, &self.aside()].map(|home| home.join(CLUSTER)).into_iter().find(|cluster| cluster.is_dir())
    }

    /// Where to make the cluster: in the data folder, or aside when PostgreSQL's user may not
    /// enter that (a checkout in `/root`, say).
    pub(super) fn place_for_cluster(&self, account: &Account, postgres: &Path) -> Result<PathBuf, EmbeddedDbError> {
        if !account.is_other_user() || account.can_enter(&self.path, postgres) {
            return Ok(self.path.join(CLUSTER));
        }
        let home = self.aside();
        DirBuilder::new()
            .recursive(true)
            .mode(0o711)
            .create(&home)
            .map_err(EmbeddedDbError::io("Making the folder", &home))?;
        tracing::info!(
            "PostgreSQL does not run as root, and its user may not enter {}: the database is in {}",
            self.path.display(),
            home.display()
        );
        Ok(home.join(CLUSTER))
    }

    fn aside(&self) -> PathBuf {
        Path::new(ASIDE).join(short_hash(&self.path))
    }
}

/// A folder for the socket that only PostgreSQL's user (and root) can enter: beside the cluster, or
/// in the temporary folder when that path is too long for a socket.
pub(super) fn socket_dir(cluster: &Path, account: &Account, postgres: &Path) -> Result<PathBuf, EmbeddedDbError> {
    let home = cluster.parent().unwrap_or(cluster);
    let name = format!("praxis-{}", short_hash(cluster));
    // Others can make folders in a temporary folder, so the first name may be theirs.
    let temporary = [env::temp_dir(), PathBuf::from("/tmp")].into_iter().flat_map(|base| {
        let numbered = (1..10).map(|number| format!("{name}-{number}"));
        std::iter::once(name.clone()).chain(numbered).map(move |name| base.join(name)).collect::<Vec<_>>()
    });
    std::iter::once(home.join("run"))
        .chain(temporary)
        .filter(|dir| fits_a_socket(dir))
        .find(|dir| make_private(dir, account) && account.can_enter(dir, postgres))
        .ok_or_else(|| EmbeddedDbError::NoSocketDir { home: home.to_owned() })
}

/// Also asks for UTF-8, as the path becomes a part of a URL.
fn fits_a_socket(dir: &Path) -> bool {
    dir.is_absolute() && dir.to_str().is_some_and(|dir| dir.len() + SOCKET_NAME.len() <= LONGEST_SOCKET_PATH)
}

/// Makes `dir` for the account alone, or accepts it when it is that already.
fn make_private(dir: &Path, account: &Account) -> bool {
    let made = DirBuilder::new().mode(0o700).create(dir).is_ok();
    let is_ours = made
        // Not following a symbolic link, which may be somebody else's.
        || fs::symlink_metadata(dir).is_ok_and(|found| {
            found.is_dir() && found.mode() & 0o777 == 0o700 && account.trusts_owner(found.uid())
        });
    is_ours && account.give(dir).is_ok()
}

/// FNV-1a: short, and the same in every release of Praxis and of Rust. Not against an attacker.
fn short_hash(path: &Path) -> String {
    let hash = path
        .as_os_str()
        .as_bytes()
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_of_a_path_never_changes() {
        // The published test vectors of FNV-1a.
        assert_eq!(short_hash(Path::new("")), "cbf29ce484222325");
        assert_eq!(short_hash(Path::new("foobar")), "85944171f73967e8");
    }

    #[test]
    fn a_long_path_is_no_place_for_a_socket() {
        assert!(fits_a_socket(Path::new("/srv/praxis/data/run")));
        assert!(fits_a_socket(Path::new(&format!("/{}", "a".repeat(88)))));
        assert!(!fits_a_socket(Path::new(&format!("/{}", "a".repeat(89)))));
        assert!(!fits_a_socket(Path::new("run")));
    }
}
