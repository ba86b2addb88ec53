//! A doctor's own time off.

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
    routing::{delete, get, post},
};
use domain::{
    availability::{Resolution, TakenTimeOff, TimeOff, TimeOffForm},
    directory::Page,
    error::ClinicError,
};
use serde::{Deserialize, Serialize};

use super::{appointments::AppointmentBody, availability::Preview, body::Body, directory::whole, error::ApiError};
use crate::{auth::extract::SignedIn, startup::AppState};

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/doctors/me/time-off", get(list).post(take))
        .route("/doctors/me/time-off/preview", post(preview))
        .route("/doctors/me/time-off/{id}", delete(give_back))
}

async fn list(State(state): State<AppState>, signed_in: SignedIn) -> Result<Json<Page<Taken>>, ApiError> {
    let all = state.services.time_off(&signed_in.actor()).await?;
    Ok(whole(all.into_iter().map(Taken::from).collect()))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct NewTimeOff {
    start_time: String,
    end_time: String,
    reason: Option<String>,
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

async fn preview(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Body(body): Body<NewTimeOff>,
) -> Result<Json<Preview>, ApiError> {
    Ok(Json(state.services.preview_time_off(&signed_in.actor(), &body.into()).await?.into()))
}

/// Time off, and what is booked in it all the same.
#[derive(Serialize)]
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

async fn take(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Body(body): Body<NewTimeOff>,
) -> Result<impl IntoResponse, ApiError> {
    let taken = state.services.take_time_off(&signed_in.actor(), &body.into()).await?;
    Ok((StatusCode::CREATED, Json(Taken::from(taken))))
}

async fn give_back(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    let id = id.parse().map_err(|_| ClinicError::not_found("time off"))?;
    state.services.give_back_time_off(&signed_in.actor(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
