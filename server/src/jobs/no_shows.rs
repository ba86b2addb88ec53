use graphile_worker::{IntoTaskHandlerResult, TaskHandler, WorkerContext};
use serde::{Deserialize, Serialize};

use crate::services::Services;

/// Notes who did not come, where the practice lets that be noted for it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NoteNoShows {}

impl TaskHandler for NoteNoShows {
    const IDENTIFIER: &'static str = "note_no_shows";

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let services = context.extensions().get::<Services>().ok_or("the worker was started without services")?;
        services.note_no_shows().await.map_err(|error| error.to_string())
    }
}
