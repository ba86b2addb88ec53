//! One's own passkeys, and signing in with one.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
};
use domain::{error::ClinicError, ids::PasskeyId, passkey::Passkey};
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    body::Body,
    error::ApiError,
    sessions::{TokenAnswer, tokens},
};
use crate::{
    auth::extract::{CameFrom, SignedIn},
    services::PasskeyChallenge,
    startup::AppState,
};

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(start_registration))
        .routes(routes!(add, list))
        .routes(routes!(remove))
        .routes(routes!(start_sign_in))
        .routes(routes!(sign_in))
}

#[derive(Deserialize, Default, ToSchema)]
#[serde(default)]
#[schema(as = PasskeyAnswer, example = json!({"challenge_id": "019d0000-0000-7000-8000-000000000012", "name": "Telephone", "credential": {"id": "4oxTxJKGBhyk", "type": "public-key"}}))]
struct Answered {
    #[schema(required)]
    challenge_id: String,
    name: String,
    #[schema(required)]
    #[schema(value_type = Object)]
    credential: Value,
}

#[derive(Deserialize, Default, ToSchema)]
#[serde(default)]
#[schema(as = OwnPassword, example = json!({"password": "correct horse battery"}))]
struct Password {
    #[schema(required)]
    password: String,
}

/// Begins to add a passkey: the challenge for the device, after the password.
#[utoipa::path(
    post, path = "/auth/passkeys/start-registration", operation_id = "start_passkey_registration", tag = "Passkeys",
    request_body = Password, responses((status = 200, body = PasskeyChallenge)),
    extensions(("x-problems" = json!(["passkeys_unavailable", "too_many_passkeys"]))),
)]
async fn start_registration(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Body(body): Body<Password>,
) -> Result<Json<PasskeyChallenge>, ApiError> {
    Ok(Json(state.services.start_passkey(&signed_in.actor(), &body.password).await?))
}

/// Adds a passkey, with the device's answer to the challenge.
#[utoipa::path(
    post, path = "/auth/passkeys", operation_id = "add_passkey", tag = "Passkeys",
    request_body = Answered, responses((status = 201, body = Passkey)),
    extensions(("x-problems" = json!(["passkey_known", "too_many_passkeys", "passkeys_unavailable"]))),
)]
async fn add(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Body(body): Body<Answered>,
) -> Result<impl IntoResponse, ApiError> {
    let actor = signed_in.actor();
    let passkey = state.services.finish_passkey(&actor, &body.name, &body.challenge_id, body.credential).await?;
    Ok((StatusCode::CREATED, Json(passkey)))
}

/// Lists one's own passkeys.
#[utoipa::path(
    get, path = "/auth/passkeys", operation_id = "list_passkeys", tag = "Passkeys",
    responses((status = 200, body = Vec<Passkey>)),
)]
async fn list(State(state): State<AppState>, signed_in: SignedIn) -> Result<Json<Vec<Passkey>>, ApiError> {
    Ok(Json(state.services.passkeys(&signed_in.actor()).await?))
}

/// Removes a passkey.
#[utoipa::path(
    delete, path = "/auth/passkeys/{id}", operation_id = "remove_passkey", tag = "Passkeys",
    responses((status = 204)),
)]
async fn remove(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    state.services.remove_passkey(&signed_in.actor(), parse(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Begins to sign in with a passkey: the challenge for the device.
#[utoipa::path(
    post, path = "/auth/passkeys/start-sign-in", operation_id = "start_passkey_sign_in", tag = "Passkeys",
    responses((status = 200, body = PasskeyChallenge)), security(()),
    extensions(("x-problems" = json!(["passkeys_unavailable"]))),
)]
async fn start_sign_in(
    State(state): State<AppState>,
    CameFrom(device): CameFrom,
) -> Result<Json<PasskeyChallenge>, ApiError> {
    Ok(Json(state.services.start_passkey_sign_in(&device).await?))
}

/// Signs in with the device's answer to the challenge.
#[utoipa::path(
    post, path = "/auth/passkeys/sign-in", operation_id = "sign_in_with_passkey", tag = "Passkeys",
    request_body = Answered, responses((status = 200, body = TokenAnswer)), security(()),
    extensions(("x-problems" = json!(["passkey_not_accepted", "account_disabled", "passkeys_unavailable"]))),
)]
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
