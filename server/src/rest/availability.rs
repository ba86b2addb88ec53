//! Free times, and what doctors publish.

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
    routing::{get, post},
};
use chrono::{DateTime, Utc};
use domain::{
    appointment::SlotQuery,
    availability::{AvailabilityWindow, Hit, Resolution, ScheduleForm, WeeklyRange, WeeklySchedule, WindowForm},
    error::ClinicError,
    ids::{LocationId, WindowId},
    schedule::{OpenTime, Slot},
};
use serde::{Deserialize, Serialize};

use super::{
    appointments::AppointmentBody,
    body::{Body, Query},
    error::ApiError,
};
use crate::{
    auth::extract::{MaybeSignedIn, SignedIn},
    startup::AppState,
};

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/doctors/{id}/availability", get(availability))
        .route("/doctors/{id}/slots", get(slots))
        .route("/doctors/{id}/slots/explain", get(explain))
        .route("/doctors/availability", post(open_window))
        .route("/doctors/me/schedule", get(schedule).put(set_schedule))
        .route("/doctors/me/schedule/preview", post(preview_schedule))
}

#[derive(Deserialize)]
pub(super) struct Bounds {
    from: Option<String>,
    to: Option<String>,
    visit_type_id: Option<String>,
    visit_type: Option<String>,
}

impl Bounds {
    pub(super) fn of(self, doctor: String) -> SlotQuery {
        SlotQuery {
            doctor_id: doctor,
            visit_type_id: self.visit_type_id.or(self.visit_type),
            from: self.from,
            to: self.to,
        }
    }
}

#[derive(Serialize)]
struct Open {
    start_time: DateTime<Utc>,
    end_time: DateTime<Utc>,
    location_id: LocationId,
}

impl From<OpenTime> for Open {
    fn from(open: OpenTime) -> Self {
        Self { start_time: open.during.start(), end_time: open.during.end(), location_id: open.location_id }
    }
}

async fn availability(
    State(state): State<AppState>,
    Path(doctor): Path<String>,
    Query(bounds): Query<Bounds>,
) -> Result<Json<Vec<Open>>, ApiError> {
    let open = state.services.availability(&bounds.of(doctor)).await?;
    Ok(Json(open.into_iter().map(Open::from).collect()))
}

async fn slots(
    State(state): State<AppState>,
    MaybeSignedIn(actor): MaybeSignedIn,
    Path(doctor): Path<String>,
    Query(bounds): Query<Bounds>,
) -> Result<Json<Vec<Slot>>, ApiError> {
    Ok(Json(state.services.slots(actor.as_ref(), &bounds.of(doctor)).await?))
}

#[derive(Deserialize)]
struct Moment {
    at: Option<String>,
    visit_type_id: Option<String>,
}

#[derive(Serialize)]
struct Explanation {
    bookable: bool,
    /// Every one there is; none where it can be booked.
    reasons: Vec<Reason>,
}

#[derive(Serialize)]
struct Reason {
    code: &'static str,
    detail: &'static str,
}

async fn explain(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(doctor): Path<String>,
    Query(moment): Query<Moment>,
) -> Result<Json<Explanation>, ApiError> {
    let query = SlotQuery { doctor_id: doctor, visit_type_id: moment.visit_type_id, ..SlotQuery::default() };
    let refusals = state.services.explain(&signed_in.actor(), &query, &moment.at.unwrap_or_default()).await?;
    let reasons: Vec<Reason> =
        refusals.into_iter().map(|refusal| Reason { code: refusal.code(), detail: refusal.detail() }).collect();
    Ok(Json(Explanation { bookable: reasons.is_empty(), reasons }))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct NewWindow {
    start_time: String,
    end_time: String,
    location_id: Option<String>,
}

#[derive(Serialize)]
struct Window {
    id: WindowId,
    start_time: DateTime<Utc>,
    end_time: DateTime<Utc>,
    location_id: LocationId,
}

impl From<AvailabilityWindow> for Window {
    fn from(window: AvailabilityWindow) -> Self {
        Self {
            id: window.id,
            start_time: window.during.start(),
            end_time: window.during.end(),
            location_id: window.location_id,
        }
    }
}

async fn open_window(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Body(body): Body<NewWindow>,
) -> Result<impl IntoResponse, ApiError> {
    let form = WindowForm { start_time: body.start_time, end_time: body.end_time, location_id: body.location_id };
    let window = state.services.open_window(&signed_in.actor(), &form).await?;
    Ok((StatusCode::CREATED, Json(Window::from(window))))
}

#[derive(Deserialize)]
struct WhichLocation {
    location_id: Option<String>,
}

async fn schedule(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Query(query): Query<WhichLocation>,
) -> Result<Json<WeeklySchedule>, ApiError> {
    let location = match query.location_id.map(|id| id.parse()) {
        None => None,
        Some(Ok(id)) => Some(id),
        Some(Err(_)) => return Err(ClinicError::not_found("location").into()),
    };
    Ok(Json(state.services.schedule(&signed_in.actor(), location).await?))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct NewSchedule {
    location_id: Option<String>,
    effective_from: Option<String>,
    weekly: Option<Vec<WeeklyRange>>,
    appointments: Vec<Resolution>,
}

impl From<NewSchedule> for ScheduleForm {
    fn from(body: NewSchedule) -> Self {
        Self {
            location_id: body.location_id,
            effective_from: body.effective_from,
            weekly: body.weekly,
            resolutions: body.appointments,
        }
    }
}

/// An appointment that an edit would hit.
#[derive(Serialize)]
pub(super) struct HitBody {
    #[serde(flatten)]
    appointment: AppointmentBody,
    /// Another time it could have; none where there is none for weeks.
    proposed: Option<Slot>,
}

#[derive(Serialize)]
pub(super) struct Preview {
    appointments: Vec<HitBody>,
}

impl From<Vec<Hit>> for Preview {
    fn from(hits: Vec<Hit>) -> Self {
        let body = |hit: Hit| HitBody { appointment: hit.appointment.into(), proposed: hit.proposed };
        Self { appointments: hits.into_iter().map(body).collect() }
    }
}

async fn preview_schedule(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Body(body): Body<NewSchedule>,
) -> Result<Json<Preview>, ApiError> {
    Ok(Json(state.services.preview_schedule(&signed_in.actor(), &body.into()).await?.into()))
}

async fn set_schedule(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Body(body): Body<NewSchedule>,
) -> Result<Json<WeeklySchedule>, ApiError> {
    Ok(Json(state.services.set_schedule(&signed_in.actor(), &body.into()).await?))
}
