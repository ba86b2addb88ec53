//! Booking, listing, moving and cancelling.

use axum::{
    Json, Router,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{AppendHeaders, IntoResponse},
    routing::{get, post},
};
use domain::{
    appointment::{Appointment, AppointmentFilter, BookForm, ChangeForm, Status},
    directory::Page,
    error::{ClinicError, Problems},
    ids::AppointmentId,
};
use serde::{Deserialize, Serialize};

use super::{
    body::{Body, Query, null_is_empty},
    error::ApiError,
    list,
};
use crate::{auth::extract::SignedIn, startup::AppState};

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/appointments", get(mine).post(book))
        .route("/appointments/my-appointments", get(mine))
        .route("/appointments/{id}", get(one).patch(change).delete(cancel))
        .route("/appointments/{id}/calendar.ics", get(calendar_file))
        .route("/appointments/{id}/status", post(set_status))
        .route("/doctors/me/appointments", get(doctors))
        .route("/doctors/my-appointments", get(doctors))
}

/// An appointment as the API tells it.
#[derive(Serialize)]
pub(super) struct AppointmentBody {
    #[serde(flatten)]
    appointment: Appointment,
}

impl From<Appointment> for AppointmentBody {
    fn from(appointment: Appointment) -> Self {
        Self { appointment }
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct NewAppointment {
    doctor_id: String,
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

async fn book(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Body(body): Body<NewAppointment>,
) -> Result<impl IntoResponse, ApiError> {
    let appointment = state.services.book(&signed_in.actor(), &body.into()).await?;
    let location = format!("/api/v1/appointments/{}", appointment.id);
    Ok((StatusCode::CREATED, AppendHeaders([(header::LOCATION, location)]), Json(AppointmentBody::from(appointment))))
}

#[derive(Deserialize)]
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

async fn mine(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Query(query): Query<Filter>,
) -> Result<Appointments, ApiError> {
    let limit = list::limit(query.limit.as_deref())?;
    let filter = query.parse()?;
    Ok(page(state.services.appointments(&signed_in.actor(), &filter, query.cursor.as_deref(), limit).await?))
}

async fn doctors(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Query(query): Query<Filter>,
) -> Result<Appointments, ApiError> {
    let limit = list::limit(query.limit.as_deref())?;
    let filter = query.parse()?;
    Ok(page(state.services.doctors_appointments(&signed_in.actor(), &filter, query.cursor.as_deref(), limit).await?))
}

async fn one(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Json<AppointmentBody>, ApiError> {
    Ok(Json(state.services.appointment(&signed_in.actor(), parse_id(&id)?).await?.into()))
}

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
#[derive(Deserialize, Default)]
#[serde(default)]
struct Changes {
    start_time: Option<String>,
    #[serde(deserialize_with = "null_is_empty")]
    reason: Option<String>,
}

async fn change(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    Body(body): Body<Changes>,
) -> Result<Json<AppointmentBody>, ApiError> {
    let form = ChangeForm { start_time: body.start_time, reason: body.reason };
    Ok(Json(state.services.change_appointment(&signed_in.actor(), parse_id(&id)?, &form).await?.into()))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct NewStatus {
    status: String,
}

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

async fn cancel(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    state.services.cancel(&signed_in.actor(), parse_id(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What is no id names nothing.
fn parse_id(text: &str) -> Result<AppointmentId, ClinicError> {
    text.parse().map_err(|_| ClinicError::not_found("appointment"))
}
