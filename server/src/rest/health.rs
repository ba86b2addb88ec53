//! Whether this node is up: for load balancers and people.

use axum::{Json, extract::State, routing::get};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::error::ApiError;
use crate::startup::AppState;

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(live)).routes(routes!(ready)).route("/health", get(ready))
}

#[derive(Serialize, ToSchema)]
struct Health {
    status: &'static str,
}

/// The process answers.
#[utoipa::path(
    get, path = "/health/live", operation_id = "get_liveness", tag = "System",
    responses((status = 200, body = Health)), security(()),
)]
async fn live() -> Json<Health> {
    Json(Health { status: "ok" })
}

/// The database answers too.
#[utoipa::path(
    get, path = "/health/ready", operation_id = "get_readiness", tag = "System",
    responses((status = 200, body = Health)), security(()),
)]
async fn ready(State(state): State<AppState>) -> Result<Json<Health>, ApiError> {
    state.services.check_database().await?;
    Ok(Json(Health { status: "ok" }))
}
