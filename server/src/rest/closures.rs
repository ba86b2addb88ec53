//! Days on which a location is closed for everybody.

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
    routing::{delete, get},
};
use domain::{
    availability::{ClosureForm, LocationClosure},
    directory::Page,
    error::ClinicError,
    ids::LocationId,
};
use serde::Deserialize;

use super::{body::Body, directory::whole, error::ApiError};
use crate::{auth::extract::SignedIn, startup::AppState};

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/locations/{id}/closures", get(list).post(close))
        .route("/locations/{id}/closures/{closure}", delete(reopen))
}

async fn list(
    State(state): State<AppState>,
    Path(location): Path<String>,
) -> Result<Json<Page<LocationClosure>>, ApiError> {
    Ok(whole(state.services.closures(parse_location(&location)?).await?))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct NewClosure {
    first_day: String,
    last_day: Option<String>,
    reason: Option<String>,
}

async fn close(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(location): Path<String>,
    Body(body): Body<NewClosure>,
) -> Result<impl IntoResponse, ApiError> {
    let form = ClosureForm { first_day: body.first_day, last_day: body.last_day, reason: body.reason };
    let closure = state.services.close(&signed_in.actor(), parse_location(&location)?, &form).await?;
    Ok((StatusCode::CREATED, Json(closure)))
}

async fn reopen(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path((location, closure)): Path<(String, String)>,
) -> Result<StatusCode, ApiError> {
    let closure = closure.parse().map_err(|_| ClinicError::not_found("closure"))?;
    state.services.reopen(&signed_in.actor(), parse_location(&location)?, closure).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What is no id names nothing.
fn parse_location(text: &str) -> Result<LocationId, ClinicError> {
    text.parse().map_err(|_| ClinicError::not_found("location"))
}
