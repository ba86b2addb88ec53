//! A password that was forgotten.

use axum::{Router, extract::State, http::StatusCode, routing::post};
use serde::Deserialize;

use super::{body::Body, error::ApiError};
use crate::{auth::extract::CameFrom, startup::AppState};

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/auth/forgot-password", post(forgot_password))
        .route("/auth/reset-password", post(reset_password))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Forgotten {
    email: String,
}

async fn forgot_password(
    State(state): State<AppState>,
    CameFrom(device): CameFrom,
    Body(body): Body<Forgotten>,
) -> Result<StatusCode, ApiError> {
    state.services.forgot_password(&body.email, &device).await?;
    Ok(StatusCode::ACCEPTED)
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct NewPassword {
    token: String,
    new_password: String,
}

async fn reset_password(
    State(state): State<AppState>,
    CameFrom(device): CameFrom,
    Body(body): Body<NewPassword>,
) -> Result<StatusCode, ApiError> {
    state.services.reset_password(&body.token, &body.new_password, &device).await?;
    Ok(StatusCode::NO_CONTENT)
}
