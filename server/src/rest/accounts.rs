//! Registering.

use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::user::{RegistrationForm, User};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    body::{Body, Query},
    error::ApiError,
};
use crate::{auth::extract::CameFrom, services::Registered, startup::AppState};

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(register)).routes(routes!(verify_email))
}

/// Missing fields are empty ones: the form says what it needs.
#[derive(Deserialize, ToSchema)]
#[serde(default)]
#[derive(Default)]
#[schema(example = json!({"full_name": "Ann Lee", "email": "ann.lee@example.com", "password": "correct horse battery", "role": "patient"}))]
struct Registration {
    #[serde(alias = "name")]
    #[schema(required)]
    full_name: String,
    #[schema(required)]
    email: String,
    #[schema(required)]
    password: String,
    phone: Option<String>,
    bio: Option<String>,
    role: Option<String>,
    specialty_id: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct RoleQuery {
    role: Option<String>,
}

/// Makes an account for a patient or a doctor.
///
/// A doctor is invisible to patients until an administrator approves them. Where addresses have to be confirmed, the answer is
/// 202 whether or not there is an account already, and the account works once the mailed link was followed.
#[utoipa::path(
    post, path = "/auth/register", operation_id = "register", tag = "Signing in",
    request_body = Registration,
    params(RoleQuery), responses((status = 201, body = User), (status = 202, description = "A link was mailed to the address.")),
    security(()), extensions(("x-problems" = json!(["email_taken", "forbidden"]))),
)]
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

#[derive(Deserialize, Default, ToSchema)]
#[serde(default)]
#[schema(as = MailedLink, example = json!({"token": "u3nB0s1vJ0Zk8wq2mXyQ5rT7eHcLdFgA"}))]
struct Link {
    #[schema(required)]
    token: String,
}

/// Confirms the address that a mailed link was sent to.
#[utoipa::path(
    post, path = "/auth/verify-email", operation_id = "verify_email", tag = "Signing in",
    request_body = Link, responses((status = 204)), security(()),
)]
async fn verify_email(
    State(state): State<AppState>,
    CameFrom(device): CameFrom,
    Body(body): Body<Link>,
) -> Result<StatusCode, ApiError> {
    state.services.verify_email(&body.token, &device).await?;
    Ok(StatusCode::NO_CONTENT)
}
