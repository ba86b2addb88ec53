//! What doctors know about: read by everybody, changed by administrators.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
};
use domain::{directory::Specialty, specialty::SpecialtyForm};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{answer::created, body::Body, error::ApiError};
use crate::{auth::extract::SignedIn, startup::AppState};

/// The list itself is one of those that patients look through.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(specialty, change, retire)).routes(routes!(add))
}

/// Tells about one specialty, by id or slug.
#[utoipa::path(
    get, path = "/specialties/{id}", operation_id = "get_specialty", tag = "Directory",
    responses((status = 200, body = Specialty)), security(()),
)]
async fn specialty(State(state): State<AppState>, Path(key): Path<String>) -> Result<Json<Specialty>, ApiError> {
    Ok(Json(state.services.specialty(&key).await?))
}

#[derive(Deserialize, Default, ToSchema)]
#[serde(default)]
#[schema(as = SpecialtyChanges, example = json!({"name": "Cardiology"}))]
struct Changes {
    name: Option<String>,
}

impl From<Changes> for SpecialtyForm {
    fn from(body: Changes) -> Self {
        Self { name: body.name }
    }
}

/// Adds a specialty.
#[utoipa::path(
    post, path = "/specialties", operation_id = "add_specialty", tag = "Directory",
    request_body = Changes, responses((status = 201, body = Specialty)),
)]
async fn add(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Body(body): Body<Changes>,
) -> Result<impl IntoResponse, ApiError> {
    let specialty = state.services.add_specialty(&signed_in.actor(), &body.into()).await?;
    Ok(created("specialties", specialty.id, specialty))
}

/// Changes a specialty. What is absent stays as it is.
#[utoipa::path(
    patch, path = "/specialties/{id}", operation_id = "change_specialty", tag = "Directory",
    request_body = Changes, responses((status = 200, body = Specialty)),
)]
async fn change(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(key): Path<String>,
    Body(body): Body<Changes>,
) -> Result<Json<Specialty>, ApiError> {
    Ok(Json(state.services.change_specialty(&signed_in.actor(), &key, &body.into()).await?))
}

/// Retires a specialty: it is not offered any more, and what was booked keeps its name.
#[utoipa::path(
    delete, path = "/specialties/{id}", operation_id = "retire_specialty", tag = "Directory",
    responses((status = 204)), extensions(("x-problems" = json!(["in_use"]))),
)]
async fn retire(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(key): Path<String>,
) -> Result<StatusCode, ApiError> {
    state.services.retire_specialty(&signed_in.actor(), &key).await?;
    Ok(StatusCode::NO_CONTENT)
}
