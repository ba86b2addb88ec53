//! The file with the server's log.

use std::{
    fs::{self, File, OpenOptions},
    io::{Read, Seek, SeekFrom},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use super::EmbeddedDbError;

/// Beyond this size the log is put aside at the next start.
const LONGEST: u64 = 16 * 1024 * 1024;

/// Opens it for a new server, which writes behind what is there.
pub(super) fn open(path: &Path) -> Result<File, EmbeddedDbError> {
    if fs::metadata(path).is_ok_and(|log| log.len() > LONGEST) {
        let old = path.with_extension("log.1");
        fs::rename(path, old).map_err(EmbeddedDbError::io("Renaming the file", path))?;
    }
    OpenOptions::new()
        .create(true)
        .append(true)
        // Queries in it may have personal data.
        .mode(0o600)
        .open(path)
        .map_err(EmbeddedDbError::io("Opening the file", path))
}

/// What was written since the file had the length `start`.
pub(super) fn read_from(path: &Path, start: u64) -> Option<String> {
    let mut file = File::open(path).ok()?;
    file.seek(SeekFrom::Start(start)).ok()?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}
