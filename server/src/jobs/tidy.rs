use graphile_worker::{IntoTaskHandlerResult, TaskHandler, WorkerContext};
use serde::{Deserialize, Serialize};

use crate::services::Services;

/// Forgets what has expired.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Tidy {}

impl TaskHandler for Tidy {
    const IDENTIFIER: &'static str = "tidy";

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let services = context.extensions().get::<Services>().ok_or("the worker was started without services")?;
        services.tidy().await.map_err(|error| error.to_string())
    }
}
