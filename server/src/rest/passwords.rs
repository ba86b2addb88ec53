//! A password that was forgotten.

use axum::{extract::State, http::StatusCode};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{body::Body, error::ApiError};
use crate::{auth::extract::CameFrom, startup::AppState};

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(forgot_password)).routes(routes!(reset_password))
}

#[derive(Deserialize, Default, ToSchema)]
#[serde(default)]
#[schema(as = ForgottenPassword, example = json!({"email": "ann.lee@example.com"}))]
struct Forgotten {
    #[schema(required)]
    email: String,
}

/// Mails a link for a new password, if there is such an account.
///
/// The answer is the same, and takes as long, if there is none.
#[utoipa::path(
    post, path = "/auth/forgot-password", operation_id = "forgot_password", tag = "Signing in",
    request_body = Forgotten,
    responses((status = 202, description = "If there is such an account, a link was mailed to it.")),
    security(()),
)]
async fn forgot_password(
    State(state): State<AppState>,
    CameFrom(device): CameFrom,
    Body(body): Body<Forgotten>,
) -> Result<StatusCode, ApiError> {
    state.services.forgot_password(&body.email, &device).await?;
    Ok(StatusCode::ACCEPTED)
}

#[derive(Deserialize, Default, ToSchema)]
#[serde(default)]
#[schema(as = PasswordReset, example = json!({"token": "u3nB0s1vJ0Zk8wq2mXyQ5rT7eHcLdFgA", "new_password": "staple under the old oak"}))]
struct NewPassword {
    #[schema(required)]
    token: String,
    #[schema(required)]
    new_password: String,
}

/// Sets a new password with the token of a mailed link; all sessions end.
#[utoipa::path(
    post, path = "/auth/reset-password", operation_id = "reset_password", tag = "Signing in",
    request_body = NewPassword, responses((status = 204)), security(()),
)]
async fn reset_password(
    State(state): State<AppState>,
    CameFrom(device): CameFrom,
    Body(body): Body<NewPassword>,
) -> Result<StatusCode, ApiError> {
    state.services.reset_password(&body.token, &body.new_password, &device).await?;
    Ok(StatusCode::NO_CONTENT)
}
