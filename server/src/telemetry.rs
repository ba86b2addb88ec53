//! Logs: text for people, JSON for machines. Never a name, a reason or a token in them.

use tracing_subscriber::EnvFilter;

use crate::config::LogFormat;

/// Starts logging to standard error; `RUST_LOG` chooses what.
pub fn start(format: LogFormat) {
    // The queue would write whole jobs; ours say by themselves why they failed.
    let filter =
        EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn,graphile_worker=off"));
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match format {
        LogFormat::Text => logs.with_target(false).init(),
        LogFormat::Json => logs.json().init(),
    }
}
