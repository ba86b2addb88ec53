//! Where the request came from that is being answered, for the audit log: known to every use case without being handed
//! through all of them.

use std::future::Future;

use tokio::task_local;

#[derive(Debug, Clone, Default)]
pub struct Origin {
    pub address: Option<String>,
    pub request_id: Option<String>,
}

task_local! {
    static ORIGIN: Origin;
}

impl Origin {
    /// Does the work with this as its origin.
    pub async fn scope<F: Future>(self, work: F) -> F::Output {
        ORIGIN.scope(self, work).await
    }

    /// The origin of the work being done; nothing is known of what no request asked for.
    pub fn current() -> Self {
        ORIGIN.try_with(Clone::clone).unwrap_or_default()
    }
}
