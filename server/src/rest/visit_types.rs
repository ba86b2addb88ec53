//! What doctors offer.

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
    routing::get,
};
use domain::{
    directory::{Page, VisitType},
    error::ClinicError,
    ids::VisitTypeId,
    visit_type::VisitTypeForm,
};
use serde::Deserialize;

use super::{
    answer::created,
    body::{Body, Query, null_is_zero},
    directory::whole,
    error::ApiError,
};
use crate::{auth::extract::SignedIn, startup::AppState};

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/visit-types", get(list).post(add))
        .route("/visit-types/{id}", get(one).patch(change).delete(retire))
}

#[derive(Deserialize)]
struct OfDoctor {
    doctor_id: Option<String>,
}

async fn list(State(state): State<AppState>, Query(query): Query<OfDoctor>) -> Result<Json<Page<VisitType>>, ApiError> {
    let needed = || ClinicError::invalid("doctor_id", "required", "Name the doctor, by id or slug.");
    Ok(whole(state.services.visit_types(&query.doctor_id.ok_or_else(needed)?).await?))
}

async fn one(State(state): State<AppState>, Path(id): Path<String>) -> Result<Json<VisitType>, ApiError> {
    Ok(Json(state.services.visit_type(parse_id(&id)?).await?))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Changes {
    doctor_id: Option<String>,
    name: Option<String>,
    duration_minutes: Option<i64>,
    buffer_before_minutes: Option<i64>,
    buffer_after_minutes: Option<i64>,
    #[serde(deserialize_with = "null_is_zero")]
    slot_step_minutes: Option<i64>,
    minimum_notice_minutes: Option<i64>,
    horizon_days: Option<i64>,
    cancellation_notice_minutes: Option<i64>,
    #[serde(deserialize_with = "null_is_zero")]
    no_show_after_minutes: Option<i64>,
    #[serde(deserialize_with = "null_is_zero")]
    per_day_limit: Option<i64>,
    seats: Option<i64>,
    new_patients: Option<bool>,
    known_patients: Option<bool>,
    needs_confirmation: Option<bool>,
    location_ids: Option<Vec<String>>,
}

impl From<Changes> for VisitTypeForm {
    fn from(body: Changes) -> Self {
        Self {
            name: body.name,
            duration_minutes: body.duration_minutes,
            buffer_before_minutes: body.buffer_before_minutes,
            buffer_after_minutes: body.buffer_after_minutes,
            slot_step_minutes: body.slot_step_minutes,
            minimum_notice_minutes: body.minimum_notice_minutes,
            horizon_days: body.horizon_days,
            cancellation_notice_minutes: body.cancellation_notice_minutes,
            no_show_after_minutes: body.no_show_after_minutes,
            per_day_limit: body.per_day_limit,
            seats: body.seats,
            new_patients: body.new_patients,
            known_patients: body.known_patients,
            needs_confirmation: body.needs_confirmation,
            location_ids: body.location_ids,
        }
    }
}

async fn add(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Body(mut body): Body<Changes>,
) -> Result<impl IntoResponse, ApiError> {
    let unknown = |_| ClinicError::invalid("doctor_id", "unknown_doctor", "There is no such doctor.");
    let doctor = body.doctor_id.take().map(|id| id.parse()).transpose().map_err(unknown)?;
    let visit_type = state.services.add_visit_type(&signed_in.actor(), doctor, &body.into()).await?;
    Ok(created("visit-types", visit_type.id, visit_type))
}

async fn change(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    Body(body): Body<Changes>,
) -> Result<Json<VisitType>, ApiError> {
    Ok(Json(state.services.change_visit_type(&signed_in.actor(), parse_id(&id)?, &body.into()).await?))
}

async fn retire(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    state.services.retire_visit_type(&signed_in.actor(), parse_id(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What is no id names nothing.
fn parse_id(text: &str) -> Result<VisitTypeId, ClinicError> {
    text.parse().map_err(|_| ClinicError::not_found("visit type"))
}
