//! Doctors: engaged by administrators, described by themselves.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
};
use domain::{actor::Role, directory::Doctor, doctor::AssignmentForm, profile::ProfileForm, user::RegistrationForm};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    answer::created,
    body::{Body, null_is_empty},
    error::ApiError,
};
use crate::{auth::extract::SignedIn, startup::AppState};

/// Looking for doctors is what patients do.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(engage)).routes(routes!(change, disable))
}

/// Missing fields are empty ones: the form says what it needs.
#[derive(Deserialize, Default, ToSchema)]
#[serde(default)]
#[schema(example = json!({"full_name": "Xenia Holt", "email": "xenia.holt@example.com", "specialty_id": "019d0000-0000-7000-8000-000000000002"}))]
struct NewDoctor {
    #[serde(alias = "name")]
    #[schema(required)]
    full_name: String,
    #[schema(required)]
    email: String,
    password: Option<String>,
    phone: Option<String>,
    bio: Option<String>,
    specialty_id: Option<String>,
    department_id: Option<String>,
    location_ids: Option<Vec<String>>,
}

/// Makes an account for a doctor.
///
/// Without a password a link to choose one is mailed to them.
#[utoipa::path(
    post, path = "/doctors", operation_id = "add_doctor", tag = "Doctors",
    request_body = NewDoctor, responses((status = 201, body = Doctor)),
    extensions(("x-problems" = json!(["email_taken"]))),
)]
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
#[derive(Deserialize, Default, ToSchema)]
#[serde(default)]
#[schema(as = DoctorChanges, example = json!({"bio": "Heart and circulation, since 2009."}))]
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

/// Changes a doctor's profile; administrators also what they know and where they work.
///
/// What is absent stays as it is; null takes it away.
#[utoipa::path(
    patch, path = "/doctors/{id}", operation_id = "change_doctor", tag = "Doctors",
    request_body = Changes, responses((status = 200, body = Doctor)),
    extensions(("x-problems" = json!(["in_use", "appointments_outside_hours"]))),
)]
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

/// Closes a doctor's account. Their past visits stay.
#[utoipa::path(
    delete, path = "/doctors/{id}", operation_id = "disable_doctor", tag = "Doctors",
    responses((status = 204)), extensions(("x-problems" = json!(["has_appointments", "own_account"]))),
)]
async fn disable(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(key): Path<String>,
) -> Result<StatusCode, ApiError> {
    state.services.disable_doctor(&signed_in.actor(), &key).await?;
    Ok(StatusCode::NO_CONTENT)
}
