//! What doctors offer.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
};
use domain::{
    directory::{Page, VisitType},
    error::ClinicError,
    ids::VisitTypeId,
    visit_type::VisitTypeForm,
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    answer::created,
    body::{Body, Query, null_is_zero},
    directory::whole,
    error::ApiError,
};
use crate::{auth::extract::SignedIn, startup::AppState};

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list, add)).routes(routes!(one, change, retire))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct OfDoctor {
    #[param(required)]
    doctor_id: Option<String>,
}

/// Lists what a doctor offers.
#[utoipa::path(
    get, path = "/visit-types", operation_id = "list_visit_types", tag = "Directory",
    params(OfDoctor), responses((status = 200, body = Page<VisitType>)), security(()),
    extensions(("x-problems" = json!(["not_found"]))),
)]
async fn list(State(state): State<AppState>, Query(query): Query<OfDoctor>) -> Result<Json<Page<VisitType>>, ApiError> {
    let needed = || ClinicError::invalid("doctor_id", "required", "Name the doctor, by id or slug.");
    Ok(whole(state.services.visit_types(&query.doctor_id.ok_or_else(needed)?).await?))
}

/// Tells about one kind of visit.
#[utoipa::path(
    get, path = "/visit-types/{id}", operation_id = "get_visit_type", tag = "Directory",
    responses((status = 200, body = VisitType)), security(()),
)]
async fn one(State(state): State<AppState>, Path(id): Path<String>) -> Result<Json<VisitType>, ApiError> {
    Ok(Json(state.services.visit_type(parse_id(&id)?).await?))
}

#[derive(Deserialize, Default, ToSchema)]
#[serde(default)]
#[schema(as = VisitTypeChanges, example = json!({"name": "Follow-up", "duration_minutes": 20, "buffer_after_minutes": 5}))]
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

/// Adds a kind of visit. Doctors add their own; administrators name the doctor.
#[utoipa::path(
    post, path = "/visit-types", operation_id = "add_visit_type", tag = "Directory",
    request_body = Changes, responses((status = 201, body = VisitType)),
    extensions(("x-problems" = json!(["not_found"]))),
)]
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

/// Changes a kind of visit. What is absent stays as it is.
#[utoipa::path(
    patch, path = "/visit-types/{id}", operation_id = "change_visit_type", tag = "Directory",
    request_body = Changes, responses((status = 200, body = VisitType)),
)]
async fn change(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    Body(body): Body<Changes>,
) -> Result<Json<VisitType>, ApiError> {
    Ok(Json(state.services.change_visit_type(&signed_in.actor(), parse_id(&id)?, &body.into()).await?))
}

/// Retires a kind of visit; what was booked keeps its name.
#[utoipa::path(
    delete, path = "/visit-types/{id}", operation_id = "retire_visit_type", tag = "Directory",
    responses((status = 204)), extensions(("x-problems" = json!(["last_visit_type"]))),
)]
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
