//! Signing in and out, renewing, and where one is signed in.

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{AppendHeaders, IntoResponse},
};
use domain::{error::ClinicError, ids::SessionId, session::Session, user::User};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    body::{Body, BodyOrForm},
    error::ApiError,
    openapi::SIGNING_IN,
};
use crate::{
    auth::extract::{CameFrom, SignedIn},
    services::TokenPair,
    startup::AppState,
};

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(login))
        .routes(routes!(refresh))
        .routes(routes!(logout))
        .routes(routes!(change_password))
        .routes(routes!(sessions, end_others))
        .routes(routes!(end_session))
}

#[derive(Deserialize, Default, ToSchema)]
#[serde(default)]
#[schema(example = json!({"email": "ann.lee@example.com", "password": "correct horse battery"}))]
struct Credentials {
    #[serde(alias = "username")]
    email: String,
    #[schema(required)]
    password: String,
    /// Of an authenticator app, or a recovery code.
    code: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Tokens)]
pub(super) struct TokenAnswer {
    access_token: String,
    token_type: &'static str,
    expires_in: i64,
    user: User,
}

/// The access token in the body, the refresh token in a cookie. Neither is for a cache (RFC 6749, section 5.1).
pub(super) fn tokens(state: &AppState, pair: TokenPair) -> impl IntoResponse + use<> {
    let headers =
        [(header::CACHE_CONTROL, "no-store".to_owned()), (header::SET_COOKIE, state.cookies.set_refresh(&pair))];
    let answer = TokenAnswer {
        access_token: pair.access_token,
        token_type: "bearer",
        expires_in: pair.access_lifetime.num_seconds(),
        user: pair.user,
    };
    (AppendHeaders(headers), Json(answer))
}

/// Signs in with e-mail address and password.
///
/// Answers with an access token for a few minutes and sets a cookie with a refresh token. OAuth 2 clients send a form instead,
/// with `username` and `password`.
#[utoipa::path(
    post, path = "/auth/login", operation_id = "login", tag = "Signing in",
    request_body(content((Credentials = "application/json"), (Credentials = "application/x-www-form-urlencoded"))),
    responses((status = 200, body = TokenAnswer)), security(()), extensions(("x-problems" = json!(SIGNING_IN))),
)]
async fn login(
    State(state): State<AppState>,
    CameFrom(device): CameFrom,
    BodyOrForm(credentials): BodyOrForm<Credentials>,
) -> Result<impl IntoResponse, ApiError> {
    let pair =
        state.services.login(&credentials.email, &credentials.password, credentials.code.as_deref(), &device).await?;
    Ok(tokens(&state, pair))
}

/// Gives a new access token for the refresh token in the cookie.
///
/// The cookie is replaced too; a refresh token that comes back after its time ends the session.
#[utoipa::path(
    post, path = "/auth/refresh", operation_id = "refresh_tokens", tag = "Signing in",
    responses((status = 200, body = TokenAnswer)), security(("refresh_cookie" = [])),
    extensions(("x-problems" = json!(["unauthenticated"]))),
)]
async fn refresh(State(state): State<AppState>, headers: HeaderMap) -> Result<impl IntoResponse, ApiError> {
    let token = state.cookies.refresh(&headers).ok_or(ClinicError::Unauthenticated)?;
    Ok(tokens(&state, state.services.refresh(&token).await?))
}

/// Signs out: access and refresh token are both dead at once.
#[utoipa::path(
    post, path = "/auth/logout", operation_id = "logout", tag = "Signing in",
    responses((status = 204)),
)]
async fn logout(State(state): State<AppState>, signed_in: SignedIn) -> Result<impl IntoResponse, ApiError> {
    state.services.sign_out(&signed_in.actor(), signed_in.session).await?;
    let cookies = state.cookies.sign_out().map(|cookie| (header::SET_COOKIE, cookie));
    Ok((StatusCode::NO_CONTENT, AppendHeaders(cookies)))
}

#[derive(Deserialize, Default, ToSchema)]
#[serde(default)]
#[schema(as = PasswordChange, example = json!({"current_password": "correct horse battery", "new_password": "staple under the old oak"}))]
struct NewPassword {
    #[schema(required)]
    current_password: String,
    #[schema(required)]
    new_password: String,
}

/// Changes one's own password; every other session ends.
#[utoipa::path(
    post, path = "/auth/change-password", operation_id = "change_password", tag = "Signing in",
    request_body = NewPassword, responses((status = 204)),
)]
async fn change_password(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Body(body): Body<NewPassword>,
) -> Result<StatusCode, ApiError> {
    let (actor, session) = (signed_in.actor(), signed_in.session);
    state.services.change_password(&actor, session, &body.current_password, &body.new_password).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lists where one is signed in.
#[utoipa::path(
    get, path = "/auth/sessions", operation_id = "list_sessions", tag = "Signing in",
    responses((status = 200, body = Vec<Session>)),
)]
async fn sessions(State(state): State<AppState>, signed_in: SignedIn) -> Result<Json<Vec<Session>>, ApiError> {
    Ok(Json(state.services.sessions(&signed_in.actor(), signed_in.session).await?))
}

/// Ends every session but the one that asks.
#[utoipa::path(
    delete, path = "/auth/sessions", operation_id = "end_other_sessions", tag = "Signing in",
    responses((status = 204)),
)]
async fn end_others(State(state): State<AppState>, signed_in: SignedIn) -> Result<StatusCode, ApiError> {
    state.services.end_other_sessions(&signed_in.actor(), signed_in.session).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends one session.
#[utoipa::path(
    delete, path = "/auth/sessions/{id}", operation_id = "end_session", tag = "Signing in",
    responses((status = 204)),
)]
async fn end_session(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    let id: SessionId = id.parse().map_err(|_| ClinicError::not_found("session"))?;
    state.services.end_session(&signed_in.actor(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
