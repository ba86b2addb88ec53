//! The parts of a practice: read by everybody, changed by administrators.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
};
use domain::{
    department::DepartmentForm,
    directory::{Department, Page},
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    answer::created,
    body::{Body, Query},
    directory::whole,
    error::ApiError,
};
use crate::{auth::extract::SignedIn, startup::AppState};

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list, add)).routes(routes!(department, change, retire))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct AtLocation {
    location: Option<String>,
}

/// Lists the parts of the practice, of all locations or of one.
#[utoipa::path(
    get, path = "/departments", operation_id = "list_departments", tag = "Directory",
    params(AtLocation), responses((status = 200, body = Page<Department>)), security(()),
)]
async fn list(
    State(state): State<AppState>,
    Query(query): Query<AtLocation>,
) -> Result<Json<Page<Department>>, ApiError> {
    Ok(whole(state.services.departments(query.location.as_deref()).await?))
}

/// Tells about one department, by id or slug.
#[utoipa::path(
    get, path = "/departments/{id}", operation_id = "get_department", tag = "Directory",
    responses((status = 200, body = Department)), security(()),
)]
async fn department(State(state): State<AppState>, Path(key): Path<String>) -> Result<Json<Department>, ApiError> {
    Ok(Json(state.services.department(&key).await?))
}

#[derive(Deserialize, Default, ToSchema)]
#[serde(default)]
#[schema(as = DepartmentChanges, example = json!({"name": "Heart and circulation", "location_id": "019d0000-0000-7000-8000-000000000003"}))]
struct Changes {
    name: Option<String>,
    location_id: Option<String>,
}

impl From<Changes> for DepartmentForm {
    fn from(body: Changes) -> Self {
        Self { name: body.name, location_id: body.location_id }
    }
}

/// Adds a department.
#[utoipa::path(
    post, path = "/departments", operation_id = "add_department", tag = "Directory",
    request_body = Changes, responses((status = 201, body = Department)),
)]
async fn add(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Body(body): Body<Changes>,
) -> Result<impl IntoResponse, ApiError> {
    let department = state.services.add_department(&signed_in.actor(), &body.into()).await?;
    Ok(created("departments", department.id, department))
}

/// Changes a department. What is absent stays as it is.
#[utoipa::path(
    patch, path = "/departments/{id}", operation_id = "change_department", tag = "Directory",
    request_body = Changes, responses((status = 200, body = Department)),
    extensions(("x-problems" = json!(["in_use"]))),
)]
async fn change(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(key): Path<String>,
    Body(body): Body<Changes>,
) -> Result<Json<Department>, ApiError> {
    Ok(Json(state.services.change_department(&signed_in.actor(), &key, &body.into()).await?))
}

/// Retires a department: it is not offered any more, and what was booked keeps its name.
#[utoipa::path(
    delete, path = "/departments/{id}", operation_id = "retire_department", tag = "Directory",
    responses((status = 204)), extensions(("x-problems" = json!(["in_use"]))),
)]
async fn retire(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(key): Path<String>,
) -> Result<StatusCode, ApiError> {
    state.services.retire_department(&signed_in.actor(), &key).await?;
    Ok(StatusCode::NO_CONTENT)
}
