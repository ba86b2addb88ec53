//! Two-step sign-in of one's own account.

use axum::{Json, extract::State, http::StatusCode, response::IntoResponse};
use domain::two_step::TwoStep;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{body::Body, error::ApiError};
use crate::{auth::extract::SignedIn, startup::AppState};

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(status))
        .routes(routes!(start))
        .routes(routes!(confirm))
        .routes(routes!(renew))
        .routes(routes!(turn_off))
}

#[derive(Serialize, ToSchema)]
#[schema(as = TwoStepSetup)]
struct Setup {
    secret: String,
    otpauth_uri: String,
}

#[derive(Deserialize, Default, ToSchema)]
#[serde(default)]
#[schema(as = TwoStepConfirmation, example = json!({"code": "492039"}))]
struct Confirmation {
    #[schema(required)]
    code: String,
}

#[derive(Deserialize, Default, ToSchema)]
#[serde(default)]
#[schema(as = OwnPassword, example = json!({"password": "correct horse battery"}))]
struct Password {
    #[schema(required)]
    password: String,
}

#[derive(Serialize, ToSchema)]
struct RecoveryCodes {
    recovery_codes: Vec<String>,
}

/// Tells whether two-step sign-in is on.
#[utoipa::path(
    get, path = "/auth/two-step", operation_id = "get_two_step", tag = "Two-step sign-in",
    responses((status = 200, body = TwoStep)),
)]
async fn status(State(state): State<AppState>, signed_in: SignedIn) -> Result<Json<TwoStep>, ApiError> {
    Ok(Json(state.services.two_step(&signed_in.actor()).await?))
}

/// Makes a new secret for an authenticator app.
///
/// Two-step sign-in is on once a code of the app is confirmed.
#[utoipa::path(
    post, path = "/auth/two-step/start", operation_id = "start_two_step", tag = "Two-step sign-in",
    responses((status = 201, body = Setup)), extensions(("x-problems" = json!(["two_step_on"]))),
)]
async fn start(State(state): State<AppState>, signed_in: SignedIn) -> Result<impl IntoResponse, ApiError> {
    let setup = state.services.start_two_step(&signed_in.actor()).await?;
    Ok((StatusCode::CREATED, Json(Setup { secret: setup.secret, otpauth_uri: setup.otpauth_uri })))
}

/// Turns two-step sign-in on, with a code of the app; answers with recovery codes.
#[utoipa::path(
    post, path = "/auth/two-step/confirm", operation_id = "confirm_two_step", tag = "Two-step sign-in",
    request_body = Confirmation, responses((status = 200, body = RecoveryCodes)),
    extensions(("x-problems" = json!(["two_step_on", "two_step_not_started"]))),
)]
async fn confirm(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Body(body): Body<Confirmation>,
) -> Result<Json<RecoveryCodes>, ApiError> {
    let recovery_codes = state.services.confirm_two_step(&signed_in.actor(), &body.code).await?;
    Ok(Json(RecoveryCodes { recovery_codes }))
}

/// Makes new recovery codes; the old ones are void.
#[utoipa::path(
    post, path = "/auth/two-step/recovery-codes", operation_id = "renew_recovery_codes", tag = "Two-step sign-in",
    request_body = Password, responses((status = 200, body = RecoveryCodes)),
    extensions(("x-problems" = json!(["two_step_off"]))),
)]
async fn renew(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Body(body): Body<Password>,
) -> Result<Json<RecoveryCodes>, ApiError> {
    let recovery_codes = state.services.renew_recovery_codes(&signed_in.actor(), &body.password).await?;
    Ok(Json(RecoveryCodes { recovery_codes }))
}

/// Turns two-step sign-in off.
#[utoipa::path(
    post, path = "/auth/two-step/turn-off", operation_id = "turn_off_two_step", tag = "Two-step sign-in",
    request_body = Password, responses((status = 204)), extensions(("x-problems" = json!(["two_step_off"]))),
)]
async fn turn_off(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Body(body): Body<Password>,
) -> Result<StatusCode, ApiError> {
    state.services.turn_off_two_step(&signed_in.actor(), &body.password).await?;
    Ok(StatusCode::NO_CONTENT)
}
