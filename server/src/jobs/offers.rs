use domain::ids::UserId;
use graphile_worker::{IntoTaskHandlerResult, TaskHandler, WorkerContext};
use serde::{Deserialize, Serialize};

use crate::services::Services;

/// Offers what has opened to those who wait for it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OfferTimes {
    /// Whose times; none: everybody's. What nobody was told of, such as an offer that ran out, is found that way.
    #[serde(default)]
    pub doctor_id: Option<UserId>,
}

impl TaskHandler for OfferTimes {
    const IDENTIFIER: &'static str = "offer_times";

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let services = context.extensions().get::<Services>().ok_or("the worker was started without services")?;
        services.offer_times(self.doctor_id).await.map_err(|error| error.to_string())
    }
}
