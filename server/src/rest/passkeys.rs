//! One's own passkeys, and signing in with one.

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
    routing::{delete, post},
};
use domain::{error::ClinicError, ids::PasskeyId, passkey::Passkey};
use serde::Deserialize;
use serde_json::Value;

use super::{body::Body, error::ApiError, sessions::tokens};
use crate::{
    auth::extract::{CameFrom, SignedIn},
    services::PasskeyChallenge,
    startup::AppState,
};

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/auth/passkeys", post(add).get(list))
        .route("/auth/passkeys/{id}", delete(remove))
        .route("/auth/passkeys/start-registration", post(start_registration))
        .route("/auth/passkeys/start-sign-in", post(start_sign_in))
        .route("/auth/passkeys/sign-in", post(sign_in))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Answered {
    challenge_id: String,
    name: String,
    credential: Value,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Password {
    password: String,
}

async fn start_registration(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Body(body): Body<Password>,
) -> Result<Json<PasskeyChallenge>, ApiError> {
    Ok(Json(state.services.start_passkey(&signed_in.actor(), &body.password).await?))
}

async fn add(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Body(body): Body<Answered>,
) -> Result<impl IntoResponse, ApiError> {
    let actor = signed_in.actor();
    let passkey = state.services.finish_passkey(&actor, &body.name, &body.challenge_id, body.credential).await?;
    Ok((StatusCode::CREATED, Json(passkey)))
}

async fn list(State(state): State<AppState>, signed_in: SignedIn) -> Result<Json<Vec<Passkey>>, ApiError> {
    Ok(Json(state.services.passkeys(&signed_in.actor()).await?))
}

async fn remove(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    state.services.remove_passkey(&signed_in.actor(), parse(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn start_sign_in(
    State(state): State<AppState>,
    CameFrom(device): CameFrom,
) -> Result<Json<PasskeyChallenge>, ApiError> {
    Ok(Json(state.services.start_passkey_sign_in(&device).await?))
}

async fn sign_in(
    State(state): State<AppState>,
    CameFrom(device): CameFrom,
    Body(body): Body<Answered>,
) -> Result<impl IntoResponse, ApiError> {
    let pair = state.services.finish_passkey_sign_in(&body.challenge_id, body.credential, &device).await?;
    Ok(tokens(&state, pair))
}

fn parse(id: &str) -> Result<PasskeyId, ClinicError> {
    id.parse().map_err(|_| ClinicError::not_found("passkey"))
}
