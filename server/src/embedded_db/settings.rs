//! The server's settings.

use std::{ffi::OsString, path::Path};

/// Names the socket's file; no network port is opened.
pub(super) const PORT: u16 = 5432;

/// Good for a small server. Everything else is as PostgreSQL has it, durable above all.
const DEFAULTS: [&str; 2] = ["shared_buffers=128MB", "max_connections=100"];

/// On these depends that the server is found, and only by us.
const FIXED: [&str; 4] =
    ["listen_addresses=", "unix_socket_permissions=0700", "logging_collector=off", "log_destination=stderr"];

/// The command line's part with the settings. Of one name the last is in force.
pub(super) fn arguments(chosen: &[(String, String)], socket_dir: &Path) -> Vec<OsString> {
    let chosen = chosen.iter().map(|(name, value)| format!("{name}={value}"));
    // The value is a list of folders, in which quotes allow any character. It is UTF-8, as
    // `socket_dir` takes care of.
    let socket_dir = socket_dir.to_string_lossy().replace('"', "\"\"");
    DEFAULTS
        .map(str::to_owned)
        .into_iter()
        .chain(chosen)
        .chain(FIXED.map(str::to_owned))
        .chain([format!("port={PORT}"), format!("unix_socket_directories=\"{socket_dir}\"")])
        .flat_map(|setting| ["-c".into(), setting.into()])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chosen_setting_replaces_a_default_but_not_what_privacy_depends_on() {
        let chosen = [("max_connections".to_owned(), "7".to_owned()), ("listen_addresses".to_owned(), "*".to_owned())];
        let arguments = arguments(&chosen, Path::new("/run"));
        let last =
            |name: &str| arguments.iter().filter_map(|argument| argument.to_str()?.strip_prefix(name)).next_back();
        assert_eq!(last("max_connections="), Some("7"));
        assert_eq!(last("listen_addresses="), Some(""));
    }
}
