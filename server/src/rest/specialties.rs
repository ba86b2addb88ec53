//! What doctors know about: read by everybody, changed by administrators.

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
    routing::{get, post},
};
use domain::{directory::Specialty, specialty::SpecialtyForm};
use serde::Deserialize;

use super::{answer::created, body::Body, error::ApiError};
use crate::{auth::extract::SignedIn, startup::AppState};

/// The list itself is one of those that patients look through.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/specialties", post(add))
        .route("/specialties/{id}", get(specialty).patch(change).delete(retire))
}

async fn specialty(State(state): State<AppState>, Path(key): Path<String>) -> Result<Json<Specialty>, ApiError> {
    Ok(Json(state.services.specialty(&key).await?))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Changes {
    name: Option<String>,
}

impl From<Changes> for SpecialtyForm {
    fn from(body: Changes) -> Self {
        Self { name: body.name }
    }
}

async fn add(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Body(body): Body<Changes>,
) -> Result<impl IntoResponse, ApiError> {
    let specialty = state.services.add_specialty(&signed_in.actor(), &body.into()).await?;
    Ok(created("specialties", specialty.id, specialty))
}

async fn change(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(key): Path<String>,
    Body(body): Body<Changes>,
) -> Result<Json<Specialty>, ApiError> {
    Ok(Json(state.services.change_specialty(&signed_in.actor(), &key, &body.into()).await?))
}

async fn retire(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(key): Path<String>,
) -> Result<StatusCode, ApiError> {
    state.services.retire_specialty(&signed_in.actor(), &key).await?;
    Ok(StatusCode::NO_CONTENT)
}
