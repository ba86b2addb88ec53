//! Booking, listing, moving and cancelling.

use axum::{
    Json,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{AppendHeaders, IntoResponse},
    routing::get,
};
use domain::{
    appointment::{Appointment, AppointmentFilter, BookForm, ChangeForm, Status},
    directory::Page,
    error::{ClinicError, Problems},
    ids::AppointmentId,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    body::{Body, Query, null_is_empty},
    error::ApiError,
    list,
    openapi::{BOOKING, MOVING},
};
use crate::{
    auth::extract::{Caller, SignedIn},
    startup::AppState,
};

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(book, mine))
        .routes(routes!(doctors))
        .routes(routes!(one, change, cancel))
        .routes(routes!(calendar_file))
        .routes(routes!(set_status))
        .route("/appointments/my-appointments", get(mine))
        .route("/doctors/my-appointments", get(doctors))
}

/// An appointment as the API tells it.
#[derive(Serialize, ToSchema)]
#[schema(as = Appointment)]
pub(super) struct AppointmentBody {
    #[serde(flatten)]
    appointment: Appointment,
}

impl From<Appointment> for AppointmentBody {
    fn from(appointment: Appointment) -> Self {
        Self { appointment }
    }
}

#[derive(Deserialize, Default, ToSchema)]
#[serde(default)]
#[schema(example = json!({"doctor_id": "019d0000-0000-7000-8000-000000000001", "start_time": "2026-12-02T10:30:00+00:00", "reason": "Cough for two weeks"}))]
pub(super) struct NewAppointment {
    #[schema(required)]
    doctor_id: String,
    #[schema(required)]
    start_time: String,
    end_time: Option<String>,
    visit_type_id: Option<String>,
    reason: Option<String>,
    hold_id: Option<String>,
    patient_id: Option<String>,
    dependant_id: Option<String>,
    overbook: bool,
}

impl From<NewAppointment> for BookForm {
    fn from(body: NewAppointment) -> Self {
        Self {
            doctor_id: body.doctor_id,
            start_time: body.start_time,
            end_time: body.end_time,
            visit_type_id: body.visit_type_id,
            reason: body.reason,
            hold_id: body.hold_id,
            patient_id: body.patient_id,
            dependant_id: body.dependant_id,
            overbook: body.overbook,
        }
    }
}

/// Books a visit.
///
/// Patients book for themselves or somebody they care for; staff name the `patient_id`. Without a visit type, `end_time` says
/// how long it takes.
#[utoipa::path(
    post, path = "/appointments", operation_id = "book_appointment", tag = "Appointments",
    request_body = NewAppointment, responses((status = 201, body = AppointmentBody)),
    extensions(("x-problems" = json!(BOOKING))),
)]
async fn book(
    State(state): State<AppState>,
    Caller(actor): Caller,
    Body(body): Body<NewAppointment>,
) -> Result<impl IntoResponse, ApiError> {
    let appointment = state.services.book(&actor, &body.into()).await?;
    let location = format!("/api/v1/appointments/{}", appointment.id);
    Ok((StatusCode::CREATED, AppendHeaders([(header::LOCATION, location)]), Json(AppointmentBody::from(appointment))))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Filter {
    status: Option<String>,
    from: Option<String>,
    to: Option<String>,
    doctor_id: Option<String>,
    patient_id: Option<String>,
    sort: Option<String>,
    limit: Option<String>,
    cursor: Option<String>,
}

impl Filter {
    fn parse(&self) -> Result<AppointmentFilter, ClinicError> {
        let mut problems = Problems::default();
        let statuses = "one of requested, confirmed, checked_in, completed, cancelled, no_show";
        let filter = AppointmentFilter {
            status: list::parsed(&mut problems, "status", self.status.as_deref(), statuses, Status::parse),
            from: list::instant(&mut problems, "from", self.from.as_deref()),
            to: list::instant(&mut problems, "to", self.to.as_deref()),
            doctor_id: list::parsed(&mut problems, "doctor_id", self.doctor_id.as_deref(), "a UUID", |id| {
                id.parse().ok()
            }),
            patient_id: list::parsed(&mut problems, "patient_id", self.patient_id.as_deref(), "a UUID", |id| {
                id.parse().ok()
            }),
            order: list::order(&mut problems, "start_time", self.sort.as_deref()),
        };
        problems.check()?;
        Ok(filter)
    }
}

type Appointments = Json<Page<AppointmentBody>>;

fn page(page: Page<Appointment>) -> Appointments {
    Json(Page { items: page.items.into_iter().map(AppointmentBody::from).collect(), next_cursor: page.next_cursor })
}

/// Lists one's own appointments, as patient or as doctor; administrators see all.
#[utoipa::path(
    get, path = "/appointments", operation_id = "list_appointments", tag = "Appointments",
    params(Filter), responses((status = 200, body = Page<AppointmentBody>)),
)]
async fn mine(
    State(state): State<AppState>,
    Caller(actor): Caller,
    Query(query): Query<Filter>,
) -> Result<Appointments, ApiError> {
    let limit = list::limit(query.limit.as_deref())?;
    let filter = query.parse()?;
    Ok(page(state.services.appointments(&actor, &filter, query.cursor.as_deref(), limit).await?))
}

/// Lists the appointments that patients have with the signed-in doctor.
#[utoipa::path(
    get, path = "/doctors/me/appointments", operation_id = "list_my_patients_appointments", tag = "Appointments",
    params(Filter), responses((status = 200, body = Page<AppointmentBody>)),
)]
async fn doctors(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Query(query): Query<Filter>,
) -> Result<Appointments, ApiError> {
    let limit = list::limit(query.limit.as_deref())?;
    let filter = query.parse()?;
    Ok(page(state.services.doctors_appointments(&signed_in.actor(), &filter, query.cursor.as_deref(), limit).await?))
}

/// Tells about one appointment.
#[utoipa::path(
    get, path = "/appointments/{id}", operation_id = "get_appointment", tag = "Appointments",
    responses((status = 200, body = AppointmentBody)),
)]
async fn one(
    State(state): State<AppState>,
    Caller(actor): Caller,
    Path(id): Path<String>,
) -> Result<Json<AppointmentBody>, ApiError> {
    Ok(Json(state.services.appointment(&actor, parse_id(&id)?).await?.into()))
}

/// Gives an appointment as a file for calendars (RFC 5545).
#[utoipa::path(
    get, path = "/appointments/{id}/calendar.ics", operation_id = "get_calendar_file", tag = "Appointments",
    responses((status = 200, body = String, content_type = "text/calendar")),
)]
async fn calendar_file(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<impl IntoResponse, ApiError> {
    let file = state.services.calendar_file(&signed_in.actor(), parse_id(&id)?).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"appointment.ics\""),
    ];
    Ok((headers, file))
}

/// What is absent stays as it is; a reason of null takes it away.
#[derive(Deserialize, Default, ToSchema)]
#[serde(default)]
#[schema(as = AppointmentChanges, example = json!({"start_time": "2026-12-03T09:00:00+00:00"}))]
struct Changes {
    start_time: Option<String>,
    #[serde(deserialize_with = "null_is_empty")]
    reason: Option<String>,
}

/// Moves an appointment, or changes the reason for it.
///
/// The old time is kept until the new one is had. What is absent stays as it is; a reason of null takes it away.
#[utoipa::path(
    patch, path = "/appointments/{id}", operation_id = "change_appointment", tag = "Appointments",
    request_body = Changes, responses((status = 200, body = AppointmentBody)),
    extensions(("x-problems" = json!(MOVING))),
)]
async fn change(
    State(state): State<AppState>,
    Caller(actor): Caller,
    Path(id): Path<String>,
    Body(body): Body<Changes>,
) -> Result<Json<AppointmentBody>, ApiError> {
    let form = ChangeForm { start_time: body.start_time, reason: body.reason };
    Ok(Json(state.services.change_appointment(&actor, parse_id(&id)?, &form).await?.into()))
}

#[derive(Deserialize, Default, ToSchema)]
#[serde(default)]
#[schema(example = json!({"status": "checked_in"}))]
struct NewStatus {
    #[schema(required)]
    status: String,
}

/// Notes that somebody came, was seen or did not come, or confirms a visit.
#[utoipa::path(
    post, path = "/appointments/{id}/status", operation_id = "set_appointment_status", tag = "Appointments",
    request_body = NewStatus, responses((status = 200, body = AppointmentBody)),
    extensions(("x-problems" = json!(["status_not_possible", "time_taken"]))),
)]
async fn set_status(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    Body(body): Body<NewStatus>,
) -> Result<Json<AppointmentBody>, ApiError> {
    let status = Status::parse(&body.status)
        .filter(|status| !matches!(status, Status::Cancelled | Status::Requested))
        .ok_or_else(|| {
            let accepted = "The status is one of checked_in, completed, no_show, confirmed; DELETE cancels.";
            ClinicError::invalid("status", "unknown_value", accepted)
        })?;
    Ok(Json(state.services.set_status(&signed_in.actor(), parse_id(&id)?, status).await?.into()))
}

/// Cancels an appointment. It stays in lists, as cancelled.
#[utoipa::path(
    delete, path = "/appointments/{id}", operation_id = "cancel_appointment", tag = "Appointments",
    responses((status = 204)), extensions(("x-problems" = json!(["not_cancellable", "too_late"]))),
)]
async fn cancel(
    State(state): State<AppState>,
    Caller(actor): Caller,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    state.services.cancel(&actor, parse_id(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What is no id names nothing.
fn parse_id(text: &str) -> Result<AppointmentId, ClinicError> {
    text.parse().map_err(|_| ClinicError::not_found("appointment"))
}
