//! Waiting for an earlier time.

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
    routing::{delete, get, post},
};
use domain::{
    directory::Page,
    error::ClinicError,
    ids::WaitlistEntryId,
    waitlist::{WaitlistEntry, WaitlistForm},
};
use serde::Deserialize;

use super::{appointments::AppointmentBody, body::Body, directory::whole, error::ApiError};
use crate::{auth::extract::SignedIn, startup::AppState};

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/waitlist", get(list).post(join))
        .route("/waitlist/{id}", delete(leave))
        .route("/waitlist/{id}/accept", post(accept))
        .route("/waitlist/{id}/decline", post(decline))
}

#[derive(Deserialize, Default)]
#[serde(default)]
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

async fn list(State(state): State<AppState>, signed_in: SignedIn) -> Result<Json<Page<WaitlistEntry>>, ApiError> {
    Ok(whole(state.services.waitlist(&signed_in.actor()).await?))
}

async fn join(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Body(body): Body<NewEntry>,
) -> Result<impl IntoResponse, ApiError> {
    Ok((StatusCode::CREATED, Json(state.services.join_waitlist(&signed_in.actor(), &body.into()).await?)))
}

async fn leave(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    state.services.leave_waitlist(&signed_in.actor(), parse_id(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn accept(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Json<AppointmentBody>, ApiError> {
    Ok(Json(state.services.accept_offer(&signed_in.actor(), parse_id(&id)?, None).await?.into()))
}

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
