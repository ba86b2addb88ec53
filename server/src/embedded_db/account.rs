//! Which user of this computer runs PostgreSQL, and how its programs are called.

use std::{
    fs, io,
    os::unix::{
        fs::{MetadataExt, chown},
        process::CommandExt,
    },
    path::Path,
    process::{Command, Stdio},
};

use super::EmbeddedDbError;

/// By convention the user and group without any rights, used when there is no `postgres`.
const NOBODY: (u32, u32) = (65_534, 65_534);

/// What of our environment PostgreSQL gets. Not the rest: it has Praxis's secrets, and `PG*`
/// variables that would change the server.
const KEPT_VARIABLES: [&str; 6] = ["PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR", "TZ", "TZDIR"];

/// The user that runs PostgreSQL's programs and owns the cluster.
#[derive(Debug, Clone)]
pub(super) struct Account {
    own_uid: u32,
    /// User and group to become, as PostgreSQL refuses to run as root.
    drop_to: Option<(u32, u32)>,
}

impl Account {
    /// The current user, or when that is root: the owner of the cluster that is there already,
    /// else `postgres`, else `nobody`.
    pub(super) fn choose(existing_cluster: Option<&Path>) -> Result<Self, EmbeddedDbError> {
        let own_uid = effective_uid()?;
        let cluster_owner = match existing_cluster {
            Some(cluster) => {
                let metadata = fs::metadata(cluster).map_err(EmbeddedDbError::io("Looking at the folder", cluster))?;
                Some((cluster, metadata.uid(), metadata.gid()))
            }
            None => None,
        };
        if own_uid == 0 {
            let owner = cluster_owner.map(|(_, uid, gid)| (uid, gid)).filter(|(uid, _)| *uid != 0);
            return Ok(Self { own_uid, drop_to: Some(owner.unwrap_or_else(unprivileged_user)) });
        }
        if let Some((cluster, uid, _)) = cluster_owner
            && uid != own_uid
        {
            return Err(EmbeddedDbError::WrongOwner { cluster: cluster.to_owned(), uid });
        }
        Ok(Self { own_uid, drop_to: None })
    }

    /// Whether PostgreSQL runs as another user than Praxis.
    pub(super) fn is_other_user(&self) -> bool {
        self.drop_to.is_some()
    }

    /// Whether a folder of this owner can only have been made by Praxis or PostgreSQL.
    pub(super) fn trusts_owner(&self, uid: u32) -> bool {
        uid == self.own_uid || Some(uid) == self.drop_to.map(|(uid, _)| uid)
    }

    /// A call of one of PostgreSQL's programs, as the right user and without input.
    pub(super) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .envs(KEPT_VARIABLES.iter().filter_map(|name| Some((name, std::env::var_os(name)?))))
            // The messages are shown to people and looked through.
            .env("LC_ALL", "C")
            // Our own folder may be closed to that user.
            .current_dir("/")
            .stdin(Stdio::null());
        if let Some((uid, gid)) = self.drop_to {
            command.uid(uid).gid(gid);
        }
        command
    }

    /// Gives a file or folder that Praxis made to the user that runs PostgreSQL.
    pub(super) fn give(&self, path: &Path) -> Result<(), EmbeddedDbError> {
        match self.drop_to {
            Some((uid, gid)) => {
                chown(path, Some(uid), Some(gid)).map_err(EmbeddedDbError::io("Changing the owner of", path))
            }
            None => Ok(()),
        }
    }

    /// Whether the user that runs PostgreSQL may enter `dir`. Tried rather than worked out from
    /// modes: access lists, mounts and user namespaces have a say too. `postgres` is a program
    /// that is known to run.
    pub(super) fn can_enter(&self, dir: &Path, postgres: &Path) -> bool {
        self.command(postgres)
            .arg("--version")
            .current_dir(dir)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    }
}

/// The user this process acts as. The standard library does not tell, and `unsafe` is not used.
fn effective_uid() -> Result<u32, EmbeddedDbError> {
    if let Ok(status) = fs::read_to_string("/proc/self/status")
        && let Some(uid) = effective_uid_in(&status)
    {
        return Ok(uid);
    }
    // Not Linux.
    let output = Command::new("id").arg("-u").output().map_err(EmbeddedDbError::io("Running", "id"))?;
    String::from_utf8_lossy(&output.stdout)
        .trim()
        .parse()
        .map_err(|error| EmbeddedDbError::io("Running", "id")(io::Error::other(error)))
}

/// `Uid:` is followed by the real, the effective, the saved and the file system's uid.
fn effective_uid_in(status: &str) -> Option<u32> {
    let uids = status.lines().find_map(|line| line.strip_prefix("Uid:"))?;
    uids.split_whitespace().nth(1)?.parse().ok()
}

fn unprivileged_user() -> (u32, u32) {
    let passwd = fs::read_to_string("/etc/passwd").unwrap_or_default();
    user_in(&passwd, "postgres").or_else(|| user_in(&passwd, "nobody")).unwrap_or(NOBODY)
}

fn user_in(passwd: &str, name: &str) -> Option<(u32, u32)> {
    passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        if fields.next()? != name {
            return None;
        }
        let uid = fields.nth(1)?.parse().ok()?;
        let gid = fields.next()?.parse().ok()?;
        Some((uid, gid))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_effective_uid_is_the_second_of_the_line() {
        let status = "Name:\tpraxis\nUid:\t1000\t0\t1000\t1000\nGid:\t1000\t1000\t1000\t1000\n";
        assert_eq!(effective_uid_in(status), Some(0));
        assert_eq!(effective_uid_in("Name:\tpraxis\n"), None);
    }

    #[test]
    fn a_user_is_found_by_its_whole_name() {
        let passwd = "root:x:0:0:root:/root:/bin/sh\npostgresql:x:7:7::/:\npostgres:x:101:104::/:\n";
        assert_eq!(user_in(passwd, "postgres"), Some((101, 104)));
        assert_eq!(user_in(passwd, "nobody"), None);
    }
}
