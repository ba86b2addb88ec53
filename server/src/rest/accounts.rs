//! Registering.

use axum::{Json, Router, extract::State, http::StatusCode, response::IntoResponse, routing::post};
use domain::user::RegistrationForm;
use serde::Deserialize;

use super::{
    body::{Body, Query},
    error::ApiError,
};
use crate::startup::AppState;

pub fn routes() -> Router<AppState> {
    Router::new().route("/auth/register", post(register))
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
    Query(query): Query<RoleQuery>,
    Body(body): Body<Registration>,
) -> Result<impl IntoResponse, ApiError> {
    let form = RegistrationForm {
        full_name: body.full_name,
        email: body.email,
        password: body.password,
        phone: body.phone,
        bio: body.bio,
        role: body.role.or(query.role),
        specialty_id: body.specialty_id,
    };
    let user = state.services.register(&form).await?;
    Ok((StatusCode::CREATED, Json(user)))
}
