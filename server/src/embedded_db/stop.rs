//! Stopping the server.

use std::{
    fs,
    os::unix::process::CommandExt,
    thread::sleep,
    time::{Duration, Instant},
};

use super::{
    EmbeddedDbError,
    complaint::complaint,
    pid_file::running_server,
    postmaster::{POLL, Postmaster, Running},
};

/// For the disconnecting of all clients and the last checkpoint.
const STOP_LIMIT: Duration = Duration::from_mins(1);

/// For ending without these.
const STOP_AT_ONCE_LIMIT: Duration = Duration::from_secs(10);

impl Postmaster {
    /// Stops the server and waits for its end: in order, or at once when that takes too long.
    pub(super) fn stop(&self, mut server: Running) -> Result<(), EmbeddedDbError> {
        let result = self.stop_process(&mut server);
        // One in the temporary folder has to go; that beside the cluster is made again.
        let _ = fs::remove_dir(&server.socket_dir);
        result
    }

    fn stop_process(&self, server: &mut Running) -> Result<(), EmbeddedDbError> {
        if self.has_ended(server)? {
            tracing::warn!("PostgreSQL had ended already, see {}", self.log.display());
            return Ok(());
        }
        let mut cause = "it is still running".to_owned();
        // Without its last checkpoint it recovers at the next start.
        for (mode, limit) in [("fast", STOP_LIMIT), ("immediate", STOP_AT_ONCE_LIMIT)] {
            let limit = match self.tell_to_stop(mode) {
                Ok(()) => limit,
                Err(error) => {
                    cause = error;
                    // It may just be gone.
                    POLL * 4
                }
            };
            let begin = Instant::now();
            while begin.elapsed() < limit {
                if self.has_ended(server)? {
                    return Ok(());
                }
                sleep(POLL);
            }
        }
        if let Some(child) = &mut server.child {
            let _ = child.kill();
        }
        Err(EmbeddedDbError::Stop { cause, log: self.log.clone() })
    }

    fn has_ended(&self, server: &mut Running) -> Result<bool, EmbeddedDbError> {
        match &mut server.child {
            Some(child) => child
                .try_wait()
                .map(|status| status.is_some())
                .map_err(EmbeddedDbError::io("Waiting for", &self.binaries.postgres)),
            None => running_server(&self.cluster, &self.account, &self.binaries).map(|running| running.is_none()),
        }
    }

    /// Only sends the signal: while waiting, `pg_ctl` would take a child of ours that has been
    /// killed for a running server.
    fn tell_to_stop(&self, mode: &str) -> Result<(), String> {
        let output = self
            .account
            .command(&self.binaries.pg_ctl)
            .args(["stop", "--no-wait", "--silent", "--mode", mode, "-D"])
            .arg(&self.cluster)
            // A second Ctrl-C is not for this.
            .process_group(0)
            .output()
            .map_err(|error| format!("{}: {error}", self.binaries.pg_ctl.display()))?;
        if output.status.success() { Ok(()) } else { Err(complaint(&output)) }
    }
}
