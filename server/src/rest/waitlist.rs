//! Waiting for an earlier time.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
};
use domain::{
    directory::Page,
    error::ClinicError,
    ids::WaitlistEntryId,
    waitlist::{WaitlistEntry, WaitlistForm},
};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{appointments::AppointmentBody, body::Body, directory::whole, error::ApiError, openapi::ACCEPTING};
use crate::{auth::extract::SignedIn, startup::AppState};

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list, join))
        .routes(routes!(leave))
        .routes(routes!(accept))
        .routes(routes!(decline))
}

#[derive(Deserialize, Default, ToSchema)]
#[serde(default)]
#[schema(as = NewWaitlistEntry, example = json!({"doctor_id": "019d0000-0000-7000-8000-000000000001", "weekdays": [1, 2, 3], "parts_of_day": ["morning"], "notice_minutes": 1440}))]
struct NewEntry {
    appointment_id: Option<String>,
    doctor_id: Option<String>,
    visit_type_id: Option<String>,
    weekdays: Option<Vec<i64>>,
    parts_of_day: Option<Vec<String>>,
    notice_minutes: Option<i64>,
}

impl From<NewEntry> for WaitlistForm {
    fn from(body: NewEntry) -> Self {
        Self {
            appointment_id: body.appointment_id,
            doctor_id: body.doctor_id,
            visit_type_id: body.visit_type_id,
            weekdays: body.weekdays,
            parts_of_day: body.parts_of_day,
            notice_minutes: body.notice_minutes,
        }
    }
}

/// Lists where one waits, and what is offered.
#[utoipa::path(
    get, path = "/waitlist", operation_id = "list_waitlist", tag = "Waiting list",
    responses((status = 200, body = Page<WaitlistEntry>)),
)]
async fn list(State(state): State<AppState>, signed_in: SignedIn) -> Result<Json<Page<WaitlistEntry>>, ApiError> {
    Ok(whole(state.services.waitlist(&signed_in.actor()).await?))
}

/// Waits for an earlier time: than an appointment, or with a doctor.
#[utoipa::path(
    post, path = "/waitlist", operation_id = "join_waitlist", tag = "Waiting list",
    request_body = NewEntry, responses((status = 201, body = WaitlistEntry)),
    extensions(("x-problems" = json!(["not_found", "already_waiting", "not_changeable"]))),
)]
async fn join(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Body(body): Body<NewEntry>,
) -> Result<impl IntoResponse, ApiError> {
    Ok((StatusCode::CREATED, Json(state.services.join_waitlist(&signed_in.actor(), &body.into()).await?)))
}

/// Waits no longer.
#[utoipa::path(
    delete, path = "/waitlist/{id}", operation_id = "leave_waitlist", tag = "Waiting list",
    responses((status = 204)),
)]
async fn leave(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    state.services.leave_waitlist(&signed_in.actor(), parse_id(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes the time that is offered; a later appointment moves there.
#[utoipa::path(
    post, path = "/waitlist/{id}/accept", operation_id = "accept_offer", tag = "Waiting list",
    responses((status = 200, body = AppointmentBody)), extensions(("x-problems" = json!(ACCEPTING))),
)]
async fn accept(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Json<AppointmentBody>, ApiError> {
    Ok(Json(state.services.accept_offer(&signed_in.actor(), parse_id(&id)?, None).await?.into()))
}

/// Leaves the offered time to the next person, and waits on.
#[utoipa::path(
    post, path = "/waitlist/{id}/decline", operation_id = "decline_offer", tag = "Waiting list",
    responses((status = 204)), extensions(("x-problems" = json!(["no_offer"]))),
)]
async fn decline(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    state.services.decline_offer(&signed_in.actor(), parse_id(&id)?, None).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What is no id names nothing.
fn parse_id(text: &str) -> Result<WaitlistEntryId, ClinicError> {
    text.parse().map_err(|_| ClinicError::not_found("entry in a waiting list"))
}
