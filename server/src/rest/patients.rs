//! Patients, as the practice sees them and as they see themselves.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
};
use domain::{
    actor::Role, directory::Page, ids::UserId, patient::Patient, profile::ProfileForm, user::RegistrationForm,
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    answer::created,
    body::{Body, Query, null_is_empty},
    error::ApiError,
    list,
};
use crate::{auth::extract::SignedIn, startup::AppState};

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(patients, admit)).routes(routes!(patient, change, disable))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Filter {
    q: Option<String>,
    limit: Option<String>,
    cursor: Option<String>,
}

/// Lists patients: administrators see all, doctors those who have an appointment with them, patients themselves.
#[utoipa::path(
    get, path = "/patients", operation_id = "list_patients", tag = "Patients",
    params(Filter), responses((status = 200, body = Page<Patient>)),
)]
async fn patients(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Query(query): Query<Filter>,
) -> Result<Json<Page<Patient>>, ApiError> {
    let limit = list::limit(query.limit.as_deref())?;
    let (q, cursor) = (query.q.as_deref(), query.cursor.as_deref());
    Ok(Json(state.services.patients(&signed_in.actor(), q, cursor, limit).await?))
}

/// Tells about one patient.
#[utoipa::path(
    get, path = "/patients/{id}", operation_id = "get_patient", tag = "Patients",
    responses((status = 200, body = Patient)),
)]
async fn patient(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Json<Patient>, ApiError> {
    Ok(Json(state.services.patient(&signed_in.actor(), parse_id(&id)).await?))
}

/// Missing fields are empty ones: the form says what it needs.
#[derive(Deserialize, Default, ToSchema)]
#[serde(default)]
#[schema(example = json!({"full_name": "Ann Lee", "email": "ann.lee@example.com", "phone": "+44 20 7946 0000"}))]
struct NewPatient {
    #[serde(alias = "name")]
    #[schema(required)]
    full_name: String,
    #[schema(required)]
    email: String,
    password: Option<String>,
    phone: Option<String>,
}

/// Makes an account for a patient.
///
/// Without a password a link to choose one is mailed to them.
#[utoipa::path(
    post, path = "/patients", operation_id = "add_patient", tag = "Patients",
    request_body = NewPatient, responses((status = 201, body = Patient)),
    extensions(("x-problems" = json!(["email_taken"]))),
)]
async fn admit(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Body(body): Body<NewPatient>,
) -> Result<impl IntoResponse, ApiError> {
    let form = RegistrationForm {
        full_name: body.full_name,
        email: body.email,
        password: body.password.unwrap_or_default(),
        phone: body.phone,
        role: Some(Role::Patient.as_str().to_owned()),
        ..RegistrationForm::default()
    };
    let patient = state.services.admit_patient(&signed_in.actor(), &form).await?;
    Ok(created("patients", patient.id, patient))
}

/// What is absent stays as it is; null takes it away. Whatever else is sent has no effect.
#[derive(Deserialize, Default, ToSchema)]
#[serde(default)]
#[schema(as = PatientChanges, example = json!({"phone": "+44 20 7946 0000"}))]
struct Changes {
    #[serde(alias = "name", deserialize_with = "null_is_empty")]
    full_name: Option<String>,
    #[serde(deserialize_with = "null_is_empty")]
    phone: Option<String>,
}

/// Changes a patient's name or number.
///
/// What is absent stays as it is; null takes it away.
#[utoipa::path(
    patch, path = "/patients/{id}", operation_id = "change_patient", tag = "Patients",
    request_body = Changes, responses((status = 200, body = Patient)),
)]
async fn change(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    Body(body): Body<Changes>,
) -> Result<Json<Patient>, ApiError> {
    let form = ProfileForm { full_name: body.full_name, phone: body.phone, bio: None };
    Ok(Json(state.services.change_patient(&signed_in.actor(), parse_id(&id), &form).await?))
}

/// Closes a patient's account, and cancels what they have booked.
#[utoipa::path(
    delete, path = "/patients/{id}", operation_id = "disable_patient", tag = "Patients",
    responses((status = 204)), extensions(("x-problems" = json!(["own_account"]))),
)]
async fn disable(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    state.services.disable_patient(&signed_in.actor(), parse_id(&id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What is no id is the id of nobody.
fn parse_id(text: &str) -> UserId {
    text.parse().unwrap_or(UserId(uuid::Uuid::nil()))
}
