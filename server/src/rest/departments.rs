//! The parts of a practice: read by everybody, changed by administrators.

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
    routing::get,
};
use domain::{
    department::DepartmentForm,
    directory::{Department, Page},
};
use serde::Deserialize;

use super::{
    answer::created,
    body::{Body, Query},
    directory::whole,
    error::ApiError,
};
use crate::{auth::extract::SignedIn, startup::AppState};

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/departments", get(list).post(add))
        .route("/departments/{id}", get(department).patch(change).delete(retire))
}

#[derive(Deserialize)]
struct AtLocation {
    location: Option<String>,
}

async fn list(
    State(state): State<AppState>,
    Query(query): Query<AtLocation>,
) -> Result<Json<Page<Department>>, ApiError> {
    Ok(whole(state.services.departments(query.location.as_deref()).await?))
}

async fn department(State(state): State<AppState>, Path(key): Path<String>) -> Result<Json<Department>, ApiError> {
    Ok(Json(state.services.department(&key).await?))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Changes {
    name: Option<String>,
    location_id: Option<String>,
}

impl From<Changes> for DepartmentForm {
    fn from(body: Changes) -> Self {
        Self { name: body.name, location_id: body.location_id }
    }
}

async fn add(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Body(body): Body<Changes>,
) -> Result<impl IntoResponse, ApiError> {
    let department = state.services.add_department(&signed_in.actor(), &body.into()).await?;
    Ok(created("departments", department.id, department))
}

async fn change(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(key): Path<String>,
    Body(body): Body<Changes>,
) -> Result<Json<Department>, ApiError> {
    Ok(Json(state.services.change_department(&signed_in.actor(), &key, &body.into()).await?))
}

async fn retire(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(key): Path<String>,
) -> Result<StatusCode, ApiError> {
    state.services.retire_department(&signed_in.actor(), &key).await?;
    Ok(StatusCode::NO_CONTENT)
}
