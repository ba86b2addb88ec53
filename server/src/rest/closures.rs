//! Days on which a location is closed for everybody.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
};
use domain::{
    availability::{ClosureForm, LocationClosure},
    directory::Page,
    error::ClinicError,
    ids::LocationId,
};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{body::Body, directory::whole, error::ApiError};
use crate::{auth::extract::SignedIn, startup::AppState};

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list, close)).routes(routes!(reopen))
}

/// Lists the days on which a location is closed for everybody.
#[utoipa::path(
    get, path = "/locations/{id}/closures", operation_id = "list_closures", tag = "Directory",
    responses((status = 200, body = Page<LocationClosure>)), security(()),
)]
async fn list(
    State(state): State<AppState>,
    Path(location): Path<String>,
) -> Result<Json<Page<LocationClosure>>, ApiError> {
    Ok(whole(state.services.closures(parse_location(&location)?).await?))
}

#[derive(Deserialize, Default, ToSchema)]
#[serde(default)]
#[schema(example = json!({"first_day": "2026-12-25", "last_day": "2026-12-26", "reason": "Christmas"}))]
struct NewClosure {
    #[schema(required)]
    first_day: String,
    last_day: Option<String>,
    reason: Option<String>,
}

/// Closes a location for some days. What is booked then stays.
#[utoipa::path(
    post, path = "/locations/{id}/closures", operation_id = "add_closure", tag = "Directory",
    request_body = NewClosure, responses((status = 201, body = LocationClosure)),
)]
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

/// Takes a closure back.
#[utoipa::path(
    delete, path = "/locations/{id}/closures/{closure}", operation_id = "remove_closure", tag = "Directory",
    responses((status = 204)),
)]
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
