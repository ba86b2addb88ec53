//! Keeping a time while the form is filled in.

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
    routing::{delete, post},
};
use domain::{
    appointment::{BookForm, Hold},
    error::ClinicError,
    ids::HoldId,
};
use serde::Deserialize;

use super::{body::Body, error::ApiError};
use crate::{auth::extract::SignedIn, startup::AppState};

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/appointments/holds", post(hold))
        .route("/appointments/holds/{id}", delete(release))
        .route("/appointments/holds/{id}/extend", post(extend))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct NewHold {
    doctor_id: String,
    start_time: String,
    end_time: Option<String>,
    visit_type_id: Option<String>,
}

async fn hold(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Body(body): Body<NewHold>,
) -> Result<impl IntoResponse, ApiError> {
    let form = BookForm {
        doctor_id: body.doctor_id,
        start_time: body.start_time,
        end_time: body.end_time,
        visit_type_id: body.visit_type_id,
        ..BookForm::default()
    };
    Ok((StatusCode::CREATED, Json(state.services.hold(&signed_in.actor(), &form).await?)))
}

async fn extend(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Json<Hold>, ApiError> {
    Ok(Json(state.services.extend_hold(&signed_in.actor(), parse_id(&id)?).await?))
}

async fn release(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    state.services.release_hold(&signed_in.actor(), parse_id(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What is no id names nothing.
fn parse_id(text: &str) -> Result<HoldId, ClinicError> {
    text.parse().map_err(|_| ClinicError::not_found("hold"))
}
