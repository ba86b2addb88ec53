//! Where doctors work: read by everybody, changed by administrators.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
};
use domain::{directory::Location, location::LocationForm};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{answer::created, body::Body, error::ApiError};
use crate::{auth::extract::SignedIn, startup::AppState};

/// The list itself is one of those that patients look through.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(location, change, retire)).routes(routes!(add))
}

/// Tells about one location, by id or slug.
#[utoipa::path(
    get, path = "/locations/{id}", operation_id = "get_location", tag = "Directory",
    responses((status = 200, body = Location)), security(()),
)]
async fn location(State(state): State<AppState>, Path(key): Path<String>) -> Result<Json<Location>, ApiError> {
    Ok(Json(state.services.location(&key).await?))
}

#[derive(Deserialize, Default, ToSchema)]
#[serde(default)]
#[schema(as = LocationChanges, example = json!({"name": "Praxis Riverside", "address": "14 Wharf Street", "city": "London", "postal_code": "SE1 9PX", "time_zone": "Europe/London"}))]
struct Changes {
    name: Option<String>,
    address: Option<String>,
    city: Option<String>,
    postal_code: Option<String>,
    time_zone: Option<String>,
}

impl From<Changes> for LocationForm {
    fn from(body: Changes) -> Self {
        Self {
            name: body.name,
            address: body.address,
            city: body.city,
            postal_code: body.postal_code,
            time_zone: body.time_zone,
        }
    }
}

/// Adds a location.
#[utoipa::path(
    post, path = "/locations", operation_id = "add_location", tag = "Directory",
    request_body = Changes, responses((status = 201, body = Location)),
)]
async fn add(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Body(body): Body<Changes>,
) -> Result<impl IntoResponse, ApiError> {
    let location = state.services.add_location(&signed_in.actor(), &body.into()).await?;
    Ok(created("locations", location.id, location))
}

/// Changes a location. What is absent stays as it is.
#[utoipa::path(
    patch, path = "/locations/{id}", operation_id = "change_location", tag = "Directory",
    request_body = Changes, responses((status = 200, body = Location)),
    extensions(("x-problems" = json!(["appointments_outside_hours"]))),
)]
async fn change(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(key): Path<String>,
    Body(body): Body<Changes>,
) -> Result<Json<Location>, ApiError> {
    Ok(Json(state.services.change_location(&signed_in.actor(), &key, &body.into()).await?))
}

/// Retires a location: it is not offered any more, and what was booked keeps its name.
#[utoipa::path(
    delete, path = "/locations/{id}", operation_id = "retire_location", tag = "Directory",
    responses((status = 204)), extensions(("x-problems" = json!(["in_use"]))),
)]
async fn retire(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(key): Path<String>,
) -> Result<StatusCode, ApiError> {
    state.services.retire_location(&signed_in.actor(), &key).await?;
    Ok(StatusCode::NO_CONTENT)
}
