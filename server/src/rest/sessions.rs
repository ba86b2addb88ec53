//! Signing in and out, renewing, and where one is signed in.

use axum::{
    Json, Router,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{AppendHeaders, IntoResponse},
    routing::{delete, get, post},
};
use domain::{error::ClinicError, ids::SessionId, session::Session, user::User};
use serde::{Deserialize, Serialize};

use super::{
    body::{Body, BodyOrForm},
    error::ApiError,
};
use crate::{
    auth::extract::{CameFrom, SignedIn},
    services::TokenPair,
    startup::AppState,
};

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/auth/login", post(login))
        .route("/auth/refresh", post(refresh))
        .route("/auth/logout", post(logout))
        .route("/auth/change-password", post(change_password))
        .route("/auth/sessions", get(sessions).delete(end_others))
        .route("/auth/sessions/{id}", delete(end_session))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Credentials {
    #[serde(alias = "username")]
    email: String,
    password: String,
    /// Of an authenticator app, or a recovery code.
    code: Option<String>,
}

#[derive(Serialize)]
struct TokenAnswer {
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

async fn login(
    State(state): State<AppState>,
    CameFrom(device): CameFrom,
    BodyOrForm(credentials): BodyOrForm<Credentials>,
) -> Result<impl IntoResponse, ApiError> {
    let pair =
        state.services.login(&credentials.email, &credentials.password, credentials.code.as_deref(), &device).await?;
    Ok(tokens(&state, pair))
}

async fn refresh(State(state): State<AppState>, headers: HeaderMap) -> Result<impl IntoResponse, ApiError> {
    let token = state.cookies.refresh(&headers).ok_or(ClinicError::Unauthenticated)?;
    Ok(tokens(&state, state.services.refresh(&token).await?))
}

async fn logout(State(state): State<AppState>, signed_in: SignedIn) -> Result<impl IntoResponse, ApiError> {
    state.services.sign_out(&signed_in.actor(), signed_in.session).await?;
    let cookies = state.cookies.sign_out().map(|cookie| (header::SET_COOKIE, cookie));
    Ok((StatusCode::NO_CONTENT, AppendHeaders(cookies)))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct NewPassword {
    current_password: String,
    new_password: String,
}

async fn change_password(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Body(body): Body<NewPassword>,
) -> Result<StatusCode, ApiError> {
    let (actor, session) = (signed_in.actor(), signed_in.session);
    state.services.change_password(&actor, session, &body.current_password, &body.new_password).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn sessions(State(state): State<AppState>, signed_in: SignedIn) -> Result<Json<Vec<Session>>, ApiError> {
    Ok(Json(state.services.sessions(&signed_in.actor(), signed_in.session).await?))
}

async fn end_others(State(state): State<AppState>, signed_in: SignedIn) -> Result<StatusCode, ApiError> {
    state.services.end_other_sessions(&signed_in.actor(), signed_in.session).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn end_session(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    let id: SessionId = id.parse().map_err(|_| ClinicError::not_found("session"))?;
    state.services.end_session(&signed_in.actor(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
