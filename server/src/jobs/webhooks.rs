use domain::ids::WebhookId;
use graphile_worker::{IntoTaskHandlerResult, TaskHandler, WorkerContext};
use serde::{Deserialize, Serialize};

use crate::services::Services;

/// Tells webhooks what happened.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SendWebhooks {
    /// Which; none: has a job made for each for which something waits. What nobody announced is found that way.
    #[serde(default)]
    pub webhook_id: Option<WebhookId>,
}

impl TaskHandler for SendWebhooks {
    const IDENTIFIER: &'static str = "send_webhooks";

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let services = context.extensions().get::<Services>().ok_or("the worker was started without services")?;
        match self.webhook_id {
            Some(id) => services.send_webhooks(id).await,
            None => services.look_for_webhooks().await,
        }
        .map_err(|error| error.to_string())
    }
}
