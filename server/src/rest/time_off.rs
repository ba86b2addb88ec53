//! A doctor's own time off.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
};
use domain::{
    availability::{Resolution, TakenTimeOff, TimeOff, TimeOffForm},
    directory::Page,
    error::ClinicError,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    appointments::AppointmentBody, availability::Preview, body::Body, directory::whole, error::ApiError,
    openapi::EDITING_HOURS,
};
use crate::{auth::extract::SignedIn, startup::AppState};

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list, take)).routes(routes!(preview)).routes(routes!(give_back))
}

/// Lists one's own time off, with what is booked in it all the same.
#[utoipa::path(
    get, path = "/doctors/me/time-off", operation_id = "list_time_off", tag = "Free times",
    responses((status = 200, body = Page<Taken>)),
)]
async fn list(State(state): State<AppState>, signed_in: SignedIn) -> Result<Json<Page<Taken>>, ApiError> {
    let all = state.services.time_off(&signed_in.actor()).await?;
    Ok(whole(all.into_iter().map(Taken::from).collect()))
}

#[derive(Deserialize, Default, ToSchema)]
#[serde(default)]
#[schema(example = json!({"start_time": "2026-12-21", "end_time": "2027-01-04", "reason": "Holiday"}))]
struct NewTimeOff {
    #[schema(required)]
    start_time: String,
    #[schema(required)]
    end_time: String,
    reason: Option<String>,
    #[schema(default = json!([]))]
    appointments: Vec<Resolution>,
}

impl From<NewTimeOff> for TimeOffForm {
    fn from(body: NewTimeOff) -> Self {
        Self {
            start_time: body.start_time,
            end_time: body.end_time,
            reason: body.reason,
            resolutions: body.appointments,
        }
    }
}

/// Tells which appointments time off would hit, with another time for each. Changes nothing.
#[utoipa::path(
    post, path = "/doctors/me/time-off/preview", operation_id = "preview_time_off", tag = "Free times",
    request_body = NewTimeOff, responses((status = 200, body = Preview)),
    extensions(("x-problems" = json!(["in_the_past"]))),
)]
async fn preview(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Body(body): Body<NewTimeOff>,
) -> Result<Json<Preview>, ApiError> {
    Ok(Json(state.services.preview_time_off(&signed_in.actor(), &body.into()).await?.into()))
}

/// Time off, and what is booked in it all the same.
#[derive(Serialize, ToSchema)]
#[schema(as = TakenTimeOff)]
struct Taken {
    #[serde(flatten)]
    time_off: TimeOff,
    appointments: Vec<AppointmentBody>,
}

impl From<TakenTimeOff> for Taken {
    fn from(taken: TakenTimeOff) -> Self {
        let appointments = taken.appointments.into_iter().map(AppointmentBody::from).collect();
        Self { time_off: taken.time_off, appointments }
    }
}

/// Takes time off. Appointments in it stay, unless it is said what becomes of them.
#[utoipa::path(
    post, path = "/doctors/me/time-off", operation_id = "take_time_off", tag = "Free times",
    request_body = NewTimeOff, responses((status = 201, body = Taken)),
    extensions(("x-problems" = json!(EDITING_HOURS))),
)]
async fn take(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Body(body): Body<NewTimeOff>,
) -> Result<impl IntoResponse, ApiError> {
    let taken = state.services.take_time_off(&signed_in.actor(), &body.into()).await?;
    Ok((StatusCode::CREATED, Json(Taken::from(taken))))
}

/// Takes time off back.
#[utoipa::path(
    delete, path = "/doctors/me/time-off/{id}", operation_id = "give_back_time_off", tag = "Free times",
    responses((status = 204)),
)]
async fn give_back(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    let id = id.parse().map_err(|_| ClinicError::not_found("time off"))?;
    state.services.give_back_time_off(&signed_in.actor(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
