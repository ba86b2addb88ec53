//! Two-step sign-in of one's own account.

use axum::{
    Json, Router,
    extract::State,
    http::StatusCode,
    response::IntoResponse,
    routing::{get, post},
};
use domain::two_step::TwoStep;
use serde::{Deserialize, Serialize};

use super::{body::Body, error::ApiError};
use crate::{auth::extract::SignedIn, startup::AppState};

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/auth/two-step", get(status))
        .route("/auth/two-step/start", post(start))
        .route("/auth/two-step/confirm", post(confirm))
        .route("/auth/two-step/recovery-codes", post(renew))
        .route("/auth/two-step/turn-off", post(turn_off))
}

#[derive(Serialize)]
struct Setup {
    secret: String,
    otpauth_uri: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Confirmation {
    code: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Password {
    password: String,
}

#[derive(Serialize)]
struct RecoveryCodes {
    recovery_codes: Vec<String>,
}

async fn status(State(state): State<AppState>, signed_in: SignedIn) -> Result<Json<TwoStep>, ApiError> {
    Ok(Json(state.services.two_step(&signed_in.actor()).await?))
}

async fn start(State(state): State<AppState>, signed_in: SignedIn) -> Result<impl IntoResponse, ApiError> {
    let setup = state.services.start_two_step(&signed_in.actor()).await?;
    Ok((StatusCode::CREATED, Json(Setup { secret: setup.secret, otpauth_uri: setup.otpauth_uri })))
}

async fn confirm(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Body(body): Body<Confirmation>,
) -> Result<Json<RecoveryCodes>, ApiError> {
    let recovery_codes = state.services.confirm_two_step(&signed_in.actor(), &body.code).await?;
    Ok(Json(RecoveryCodes { recovery_codes }))
}

async fn renew(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Body(body): Body<Password>,
) -> Result<Json<RecoveryCodes>, ApiError> {
    let recovery_codes = state.services.renew_recovery_codes(&signed_in.actor(), &body.password).await?;
    Ok(Json(RecoveryCodes { recovery_codes }))
}

async fn turn_off(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Body(body): Body<Password>,
) -> Result<StatusCode, ApiError> {
    state.services.turn_off_two_step(&signed_in.actor(), &body.password).await?;
    Ok(StatusCode::NO_CONTENT)
}
