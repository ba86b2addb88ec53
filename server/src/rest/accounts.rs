//! Registering.

use axum::{
    Json, Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::post,
};
use domain::user::RegistrationForm;
use serde::Deserialize;

use super::{
    body::{Body, Query},
    error::ApiError,
};
use crate::{auth::extract::CameFrom, services::Registered, startup::AppState};

pub fn routes() -> Router<AppState> {
    Router::new().route("/auth/register", post(register)).route("/auth/verify-email", post(verify_email))
}

/// Missing fields are empty ones: the form says what it needs.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Registration {
    #[serde(alias = "name")]
    full_name: String,
    email: String,
    password: String,
    phone: Option<String>,
    bio: Option<String>,
    role: Option<String>,
    specialty_id: Option<String>,
}

#[derive(Deserialize)]
struct RoleQuery {
    role: Option<String>,
}

async fn register(
    State(state): State<AppState>,
    CameFrom(device): CameFrom,
    Query(query): Query<RoleQuery>,
    Body(body): Body<Registration>,
) -> Result<Response, ApiError> {
    let form = RegistrationForm {
        full_name: body.full_name,
        email: body.email,
        password: body.password,
        phone: body.phone,
        bio: body.bio,
        role: body.role.or(query.role),
        specialty_id: body.specialty_id,
    };
    Ok(match state.services.register(&form, &device).await? {
        Registered::Ready(user) => (StatusCode::CREATED, Json(user)).into_response(),
        Registered::LinkSent => StatusCode::ACCEPTED.into_response(),
    })
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Link {
    token: String,
}

async fn verify_email(
    State(state): State<AppState>,
    CameFrom(device): CameFrom,
    Body(body): Body<Link>,
) -> Result<StatusCode, ApiError> {
    state.services.verify_email(&body.token, &device).await?;
    Ok(StatusCode::NO_CONTENT)
}
