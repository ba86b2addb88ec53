//! Making a cluster.

use std::{
    fs::{self, DirBuilder, File},
    io::Write,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use super::{EmbeddedDbError, account::Account, binaries::Binaries, complaint::complaint};

/// The superuser and the database that Praxis uses.
pub(super) const NAME: &str = "praxis";

/// Makes a cluster with the empty database [`NAME`] at `cluster`, where nothing is yet.
///
/// It is made beside its place and renamed when complete: whatever stops the work in the middle, at
/// its place is a whole cluster or none.
pub(super) fn create(
    cluster: &Path,
    account: &Account,
    binaries: &Binaries,
    durable: bool,
) -> Result<(), EmbeddedDbError> {
    remove_unfinished(cluster);
    // An `initdb` of a killed Praxis may be at work still, so the name is this process's own.
    let draft = draft_of(cluster, &std::process::id().to_string());
    DirBuilder::new().mode(0o700).create(&draft).map_err(EmbeddedDbError::io("Making the folder", &draft))?;
    let result = account
        .give(&draft)
        .and_then(|()| {
            fill(&draft, account, binaries, durable)
                .map_err(|cause| EmbeddedDbError::Create { cluster: cluster.to_owned(), cause })
        })
        .and_then(|()| fs::rename(&draft, cluster).map_err(EmbeddedDbError::io("Making the folder", cluster)));
    if result.is_err() {
        // The first error is the one to tell; what stays behind is removed next time.
        let _ = fs::remove_dir_all(&draft);
        return result;
    }
    let home = cluster.parent().unwrap_or(cluster);
    File::open(home).and_then(|folder| folder.sync_all()).map_err(EmbeddedDbError::io("Writing the folder", home))
}

/// Makes the cluster and the database, or tells what the failing program said.
fn fill(draft: &Path, account: &Account, binaries: &Binaries, durable: bool) -> Result<(), String> {
    let mut initdb = account.command(&binaries.initdb);
    initdb
        .arg("--pgdata")
        .arg(draft)
        .arg(format!("--username={NAME}"))
        // The `C` locale is on every system and never changes its order under an index.
        .args(["--encoding=UTF8", "--locale=C", "--data-checksums"])
        // Only the user that owns the cluster can get to the socket, see `socket_dir`, and there
        // is no other way in: a password would only be one more thing to keep.
        .args(["--auth-local=trust", "--auth-host=reject"]);
    if !durable {
        initdb.arg("--no-sync");
    }
    run(initdb, "")?;

    // Not `createdb`: in this mode no server is needed, so the rename comes after it.
    let mut single = account.command(&binaries.postgres);
    single
        .args(["--single", "-c", "exit_on_error=on"])
        .args(["-c", if durable { "fsync=on" } else { "fsync=off" }])
        .arg("-D")
        .arg(draft)
        .arg("postgres");
    run(single, &format!("CREATE DATABASE {NAME};\n"))
}

/// Runs a program to its end, or tells why it failed. It stays in our process group, unlike the server: Ctrl-C is to end it.
fn run(mut command: Command, input: &str) -> Result<(), String> {
    let output = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .and_then(|mut child| {
            // Dropping the pipe ends the input.
            if let Some(mut pipe) = child.stdin.take() {
                // A program that reads nothing has ended, and its own complaint is the better one.
                let _ = pipe.write_all(input.as_bytes());
            }
            child.wait_with_output()
        })
        .map_err(|error| error.to_string())?;
    if output.status.success() { Ok(()) } else { Err(complaint(&output)) }
}

fn draft_of(cluster: &Path, suffix: &str) -> PathBuf {
    let mut name = cluster.as_os_str().to_owned();
    name.push(".new-");
    name.push(suffix);
    name.into()
}

/// Removes what a killed Praxis left. Nothing depends on it, so failures do not matter.
fn remove_unfinished(cluster: &Path) {
    let (Some(home), Some(prefix)) = (cluster.parent(), draft_of(cluster, "").file_name().map(ToOwned::to_owned))
    else {
        return;
    };
    for entry in fs::read_dir(home).into_iter().flatten().flatten() {
        let name = entry.file_name();
        if name.as_encoded_bytes().starts_with(prefix.as_encoded_bytes()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
