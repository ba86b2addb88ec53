//! Free times, and what doctors publish.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
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
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    appointments::AppointmentBody,
    body::{Body, Query},
    error::ApiError,
    openapi::EDITING_HOURS,
};
use crate::{
    auth::extract::{MaybeSignedIn, SignedIn},
    startup::AppState,
};

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(availability))
        .routes(routes!(slots))
        .routes(routes!(explain))
        .routes(routes!(open_window))
        .routes(routes!(schedule, set_schedule))
        .routes(routes!(preview_schedule))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
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

#[derive(Serialize, ToSchema)]
#[schema(as = OpenTime)]
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

/// Lists a doctor's open time, less what is booked.
#[utoipa::path(
    get, path = "/doctors/{id}/availability", operation_id = "list_open_time", tag = "Free times",
    params(Bounds), responses((status = 200, body = Vec<Open>)), security(()),
)]
async fn availability(
    State(state): State<AppState>,
    Path(doctor): Path<String>,
    Query(bounds): Query<Bounds>,
) -> Result<Json<Vec<Open>>, ApiError> {
    let open = state.services.availability(&bounds.of(doctor)).await?;
    Ok(Json(open.into_iter().map(Open::from).collect()))
}

/// Lists exactly what can be booked with a doctor now.
///
/// Signed in, by the rules for oneself: a visit for new patients is not offered to others.
#[utoipa::path(
    get, path = "/doctors/{id}/slots", operation_id = "list_slots", tag = "Free times",
    params(Bounds), responses((status = 200, body = Vec<Slot>)), security((), ("bearer" = []), ("password" = [])),
)]
async fn slots(
    State(state): State<AppState>,
    MaybeSignedIn(actor): MaybeSignedIn,
    Path(doctor): Path<String>,
    Query(bounds): Query<Bounds>,
) -> Result<Json<Vec<Slot>>, ApiError> {
    Ok(Json(state.services.slots(actor.as_ref(), &bounds.of(doctor)).await?))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Moment {
    #[param(required)]
    at: Option<String>,
    visit_type_id: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct Explanation {
    bookable: bool,
    /// Every one there is; none where it can be booked.
    reasons: Vec<Reason>,
}

#[derive(Serialize, ToSchema)]
struct Reason {
    code: &'static str,
    detail: &'static str,
}

/// Tells a doctor or an administrator every reason why a time is not offered.
#[utoipa::path(
    get, path = "/doctors/{id}/slots/explain", operation_id = "explain_slot", tag = "Free times",
    params(Moment), responses((status = 200, body = Explanation)),
)]
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

#[derive(Deserialize, Default, ToSchema)]
#[serde(default)]
#[schema(example = json!({"start_time": "2026-12-02T09:00:00Z", "end_time": "2026-12-02T12:00:00Z"}))]
struct NewWindow {
    #[schema(required)]
    start_time: String,
    #[schema(required)]
    end_time: String,
    location_id: Option<String>,
}

#[derive(Serialize, ToSchema)]
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

/// Opens some time once, outside the weekly hours.
///
/// Windows that overlap are merged.
#[utoipa::path(
    post, path = "/doctors/availability", operation_id = "open_window", tag = "Free times",
    request_body = NewWindow, responses((status = 201, body = Window)),
    extensions(("x-problems" = json!(["open_elsewhere", "appointments_outside_hours", "in_the_past"]))),
)]
async fn open_window(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Body(body): Body<NewWindow>,
) -> Result<impl IntoResponse, ApiError> {
    let form = WindowForm { start_time: body.start_time, end_time: body.end_time, location_id: body.location_id };
    let window = state.services.open_window(&signed_in.actor(), &form).await?;
    Ok((StatusCode::CREATED, Json(Window::from(window))))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct WhichLocation {
    location_id: Option<String>,
}

/// Tells one's own weekly hours at a location.
#[utoipa::path(
    get, path = "/doctors/me/schedule", operation_id = "get_schedule", tag = "Free times",
    params(WhichLocation), responses((status = 200, body = WeeklySchedule)),
    extensions(("x-problems" = json!(["not_found"]))),
)]
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

#[derive(Deserialize, Default, ToSchema)]
#[serde(default)]
#[schema(example = json!({"weekly": [{"weekday": 1, "start": "09:00", "end": "12:30"}, {"weekday": 3, "start": "14:00", "end": "18:00"}]}))]
struct NewSchedule {
    location_id: Option<String>,
    effective_from: Option<String>,
    #[schema(required)]
    weekly: Option<Vec<WeeklyRange>>,
    #[schema(default = json!([]))]
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
#[derive(Serialize, ToSchema)]
#[schema(as = HitAppointment)]
pub(super) struct HitBody {
    #[serde(flatten)]
    appointment: AppointmentBody,
    /// Another time it could have; none where there is none for weeks.
    proposed: Option<Slot>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct Preview {
    appointments: Vec<HitBody>,
}

impl From<Vec<Hit>> for Preview {
    fn from(hits: Vec<Hit>) -> Self {
        let body = |hit: Hit| HitBody { appointment: hit.appointment.into(), proposed: hit.proposed };
        Self { appointments: hits.into_iter().map(body).collect() }
    }
}

/// Tells which appointments new weekly hours would hit, with another time for each. Changes nothing.
#[utoipa::path(
    post, path = "/doctors/me/schedule/preview", operation_id = "preview_schedule", tag = "Free times",
    request_body = NewSchedule, responses((status = 200, body = Preview)),
    extensions(("x-problems" = json!(["in_the_past", "open_elsewhere"]))),
)]
async fn preview_schedule(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Body(body): Body<NewSchedule>,
) -> Result<Json<Preview>, ApiError> {
    Ok(Json(state.services.preview_schedule(&signed_in.actor(), &body.into()).await?.into()))
}

/// Replaces one's own weekly hours at a location.
///
/// Nothing is changed when that would leave appointments outside, unless it is said of each what becomes of it.
#[utoipa::path(
    put, path = "/doctors/me/schedule", operation_id = "set_schedule", tag = "Free times",
    request_body = NewSchedule, responses((status = 200, body = WeeklySchedule)),
    extensions(("x-problems" = json!(EDITING_HOURS))),
)]
async fn set_schedule(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Body(body): Body<NewSchedule>,
) -> Result<Json<WeeklySchedule>, ApiError> {
    Ok(Json(state.services.set_schedule(&signed_in.actor(), &body.into()).await?))
}
