//! Doctors: engaged by administrators, described by themselves.

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
    routing::{patch, post},
};
use domain::{actor::Role, directory::Doctor, doctor::AssignmentForm, profile::ProfileForm, user::RegistrationForm};
use serde::Deserialize;

use super::{
    answer::created,
    body::{Body, null_is_empty},
    error::ApiError,
};
use crate::{auth::extract::SignedIn, startup::AppState};

/// Looking for doctors is what patients do.
pub fn routes() -> Router<AppState> {
    Router::new().route("/doctors", post(engage)).route("/doctors/{id}", patch(change).delete(disable))
}

/// Missing fields are empty ones: the form says what it needs.
#[derive(Deserialize, Default)]
#[serde(default)]
struct NewDoctor {
    #[serde(alias = "name")]
    full_name: String,
    email: String,
    password: Option<String>,
    phone: Option<String>,
    bio: Option<String>,
    specialty_id: Option<String>,
    department_id: Option<String>,
    location_ids: Option<Vec<String>>,
}

async fn engage(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Body(body): Body<NewDoctor>,
) -> Result<impl IntoResponse, ApiError> {
    let form = RegistrationForm {
        full_name: body.full_name,
        email: body.email,
        password: body.password.unwrap_or_default(),
        phone: body.phone,
        bio: body.bio,
        role: Some(Role::Doctor.as_str().to_owned()),
        specialty_id: None,
    };
    let assignment = AssignmentForm {
        specialty_id: body.specialty_id,
        department_id: body.department_id,
        location_ids: body.location_ids,
    };
    let doctor = state.services.engage_doctor(&signed_in.actor(), &form, &assignment).await?;
    Ok(created("doctors", doctor.id, doctor))
}

/// What is absent stays as it is; null takes it away. Whatever else is sent has no effect.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Changes {
    #[serde(alias = "name", deserialize_with = "null_is_empty")]
    full_name: Option<String>,
    #[serde(deserialize_with = "null_is_empty")]
    phone: Option<String>,
    #[serde(deserialize_with = "null_is_empty")]
    bio: Option<String>,
    #[serde(deserialize_with = "null_is_empty")]
    specialty_id: Option<String>,
    #[serde(deserialize_with = "null_is_empty")]
    department_id: Option<String>,
    location_ids: Option<Vec<String>>,
}

async fn change(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(key): Path<String>,
    Body(body): Body<Changes>,
) -> Result<Json<Doctor>, ApiError> {
    let profile = ProfileForm { full_name: body.full_name, phone: body.phone, bio: body.bio };
    let assignment = AssignmentForm {
        specialty_id: body.specialty_id,
        department_id: body.department_id,
        location_ids: body.location_ids,
    };
    Ok(Json(state.services.change_doctor(&signed_in.actor(), &key, &profile, &assignment).await?))
}

async fn disable(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(key): Path<String>,
) -> Result<StatusCode, ApiError> {
    state.services.disable_doctor(&signed_in.actor(), &key).await?;
    Ok(StatusCode::NO_CONTENT)
}
