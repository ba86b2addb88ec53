//! Where doctors work: read by everybody, changed by administrators.

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
    routing::{get, post},
};
use domain::{directory::Location, location::LocationForm};
use serde::Deserialize;

use super::{answer::created, body::Body, error::ApiError};
use crate::{auth::extract::SignedIn, startup::AppState};

/// The list itself is one of those that patients look through.
pub fn routes() -> Router<AppState> {
    Router::new().route("/locations", post(add)).route("/locations/{id}", get(location).patch(change).delete(retire))
}

async fn location(State(state): State<AppState>, Path(key): Path<String>) -> Result<Json<Location>, ApiError> {
    Ok(Json(state.services.location(&key).await?))
}

#[derive(Deserialize, Default)]
#[serde(default)]
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

async fn add(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Body(body): Body<Changes>,
) -> Result<impl IntoResponse, ApiError> {
    let location = state.services.add_location(&signed_in.actor(), &body.into()).await?;
    Ok(created("locations", location.id, location))
}

async fn change(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(key): Path<String>,
    Body(body): Body<Changes>,
) -> Result<Json<Location>, ApiError> {
    Ok(Json(state.services.change_location(&signed_in.actor(), &key, &body.into()).await?))
}

async fn retire(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(key): Path<String>,
) -> Result<StatusCode, ApiError> {
    state.services.retire_location(&signed_in.actor(), &key).await?;
    Ok(StatusCode::NO_CONTENT)
}
