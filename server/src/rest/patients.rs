//! Patients, as the practice sees them and as they see themselves.

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
    routing::get,
};
use domain::{
    actor::Role, directory::Page, ids::UserId, patient::Patient, profile::ProfileForm, user::RegistrationForm,
};
use serde::Deserialize;

use super::{
    answer::created,
    body::{Body, Query, null_is_empty},
    error::ApiError,
    list,
};
use crate::{auth::extract::SignedIn, startup::AppState};

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/patients", get(patients).post(admit))
        .route("/patients/{id}", get(patient).patch(change).delete(disable))
}

#[derive(Deserialize)]
struct Filter {
    q: Option<String>,
    limit: Option<String>,
    cursor: Option<String>,
}

async fn patients(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Query(query): Query<Filter>,
) -> Result<Json<Page<Patient>>, ApiError> {
    let limit = list::limit(query.limit.as_deref())?;
    let (q, cursor) = (query.q.as_deref(), query.cursor.as_deref());
    Ok(Json(state.services.patients(&signed_in.actor(), q, cursor, limit).await?))
}

async fn patient(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Json<Patient>, ApiError> {
    Ok(Json(state.services.patient(&signed_in.actor(), parse_id(&id)).await?))
}

/// Missing fields are empty ones: the form says what it needs.
#[derive(Deserialize, Default)]
#[serde(default)]
struct NewPatient {
    #[serde(alias = "name")]
    full_name: String,
    email: String,
    password: Option<String>,
    phone: Option<String>,
}

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
#[derive(Deserialize, Default)]
#[serde(default)]
struct Changes {
    #[serde(alias = "name", deserialize_with = "null_is_empty")]
    full_name: Option<String>,
    #[serde(deserialize_with = "null_is_empty")]
    phone: Option<String>,
}

async fn change(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    Body(body): Body<Changes>,
) -> Result<Json<Patient>, ApiError> {
    let form = ProfileForm { full_name: body.full_name, phone: body.phone, bio: None };
    Ok(Json(state.services.change_patient(&signed_in.actor(), parse_id(&id), &form).await?))
}

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
