//! Keeping a time while the form is filled in.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
};
use domain::{
    appointment::{BookForm, Hold},
    error::ClinicError,
    ids::HoldId,
};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{body::Body, error::ApiError, openapi::BOOKING};
use crate::{auth::extract::SignedIn, startup::AppState};

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(hold)).routes(routes!(extend)).routes(routes!(release))
}

#[derive(Deserialize, Default, ToSchema)]
#[serde(default)]
#[schema(example = json!({"doctor_id": "019d0000-0000-7000-8000-000000000001", "start_time": "2026-12-02T10:30:00+00:00"}))]
struct NewHold {
    #[schema(required)]
    doctor_id: String,
    #[schema(required)]
    start_time: String,
    end_time: Option<String>,
    visit_type_id: Option<String>,
}

/// Keeps a time for five minutes while the form is filled in.
///
/// A patient has one hold at most; a new one ends the old one.
#[utoipa::path(
    post, path = "/appointments/holds", operation_id = "hold_time", tag = "Appointments",
    request_body = NewHold, responses((status = 201, body = Hold)), extensions(("x-problems" = json!(BOOKING))),
)]
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

/// Makes a hold longer, once.
#[utoipa::path(
    post, path = "/appointments/holds/{id}/extend", operation_id = "extend_hold", tag = "Appointments",
    responses((status = 200, body = Hold)),
    extensions(("x-problems" = json!(["hold_expired", "already_extended"]))),
)]
async fn extend(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Json<Hold>, ApiError> {
    Ok(Json(state.services.extend_hold(&signed_in.actor(), parse_id(&id)?).await?))
}

/// Lets a held time go.
#[utoipa::path(
    delete, path = "/appointments/holds/{id}", operation_id = "release_hold", tag = "Appointments",
    responses((status = 204)),
)]
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
