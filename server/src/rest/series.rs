//! The same visit, week after week.

use axum::{Json, Router, extract::State, http::StatusCode, response::IntoResponse, routing::post};
use domain::{
    appointment::{NotBooked, Series, SeriesForm},
    ids::SeriesId,
};
use serde::{Deserialize, Serialize};

use super::{
    appointments::{AppointmentBody, NewAppointment},
    body::Body,
    error::ApiError,
};
use crate::{auth::extract::SignedIn, startup::AppState};

pub fn routes() -> Router<AppState> {
    Router::new().route("/appointments/series", post(book_series))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct NewSeries {
    #[serde(flatten)]
    first: NewAppointment,
    every_weeks: Option<i64>,
    count: Option<i64>,
    book_rest: bool,
}

/// What became of a series, as the API tells it.
#[derive(Serialize)]
struct SeriesBody {
    id: SeriesId,
    appointments: Vec<AppointmentBody>,
    not_booked: Vec<NotBooked>,
}

async fn book_series(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Body(body): Body<NewSeries>,
) -> Result<impl IntoResponse, ApiError> {
    let form = SeriesForm {
        first: body.first.into(),
        every_weeks: body.every_weeks,
        count: body.count,
        book_rest: body.book_rest,
    };
    let Series { id, appointments, not_booked } = state.services.book_series(&signed_in.actor(), &form).await?;
    let appointments = appointments.into_iter().map(AppointmentBody::from).collect();
    Ok((StatusCode::CREATED, Json(SeriesBody { id, appointments, not_booked })))
}
