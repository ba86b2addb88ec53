//! Whether this node is up: for load balancers and people.

use axum::{Json, Router, extract::State, routing::get};
use serde::Serialize;

use super::error::ApiError;
use crate::startup::AppState;

pub fn routes() -> Router<AppState> {
    Router::new().route("/health", get(ready)).route("/health/ready", get(ready)).route("/health/live", get(live))
}

#[derive(Serialize)]
struct Health {
    status: &'static str,
}

/// The process answers.
async fn live() -> Json<Health> {
    Json(Health { status: "ok" })
}

/// The database answers too.
async fn ready(State(state): State<AppState>) -> Result<Json<Health>, ApiError> {
    state.services.check_database().await?;
    Ok(Json(Health { status: "ok" }))
}
