//! The same visit, week after week.

use axum::{Json, extract::State, http::StatusCode, response::IntoResponse};
use domain::{
    appointment::{NotBooked, Series, SeriesForm},
    ids::SeriesId,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    appointments::{AppointmentBody, NewAppointment},
    body::Body,
    error::ApiError,
    openapi::BOOKING_SERIES,
};
use crate::{auth::extract::SignedIn, startup::AppState};

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(book_series))
}

#[derive(Deserialize, Default, ToSchema)]
#[serde(default)]
#[schema(example = json!({"doctor_id": "019d0000-0000-7000-8000-000000000001", "start_time": "2026-12-02T10:30:00+00:00", "every_weeks": 1, "count": 6, "book_rest": true}))]
struct NewSeries {
    #[serde(flatten)]
    #[schema(default = json!({}))]
    first: NewAppointment,
    every_weeks: Option<i64>,
    #[schema(required)]
    count: Option<i64>,
    book_rest: bool,
}

/// What became of a series, as the API tells it.
#[derive(Serialize, ToSchema)]
#[schema(as = Series)]
struct SeriesBody {
    id: SeriesId,
    appointments: Vec<AppointmentBody>,
    not_booked: Vec<NotBooked>,
}

/// Books the same visit week after week: all of them, or a list of what stands in the way.
#[utoipa::path(
    post, path = "/appointments/series", operation_id = "book_series", tag = "Appointments",
    request_body = NewSeries, responses((status = 201, body = SeriesBody)),
    extensions(("x-problems" = json!(BOOKING_SERIES))),
)]
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
