use graphile_worker::{IntoTaskHandlerResult, TaskHandler, WorkerContext};
use serde::{Deserialize, Serialize};

use crate::services::Services;

/// Adds what was written into the audit log since to its chain.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ExtendAuditChain {}

impl TaskHandler for ExtendAuditChain {
    const IDENTIFIER: &'static str = "extend_audit_chain";

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let services = context.extensions().get::<Services>().ok_or("the worker was started without services")?;
        services.extend_audit_chain().await.map_err(|error| error.to_string())
    }
}
