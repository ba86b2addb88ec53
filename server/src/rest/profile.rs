//! One's own profile: reading, changing, taking along, deleting.

use axum::{
    Json, Router,
    extract::State,
    http::{StatusCode, header},
    response::{AppendHeaders, IntoResponse},
    routing::get,
};
use domain::{profile::ProfileForm, user::User};
use serde::Deserialize;

use super::{
    body::{Body, null_is_empty},
    error::ApiError,
};
use crate::{auth::extract::SignedIn, startup::AppState};

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/auth/me", get(me))
        .route("/users/me", get(me).patch(update).delete(delete))
        .route("/users/me/export", get(export))
}

async fn me(signed_in: SignedIn) -> Json<User> {
    Json(signed_in.user)
}

/// What is absent stays as it is; null takes it away. Whatever else is sent has no effect.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Changes {
    #[serde(alias = "name", deserialize_with = "null_is_empty")]
    full_name: Option<String>,
    #[serde(deserialize_with = "null_is_empty")]
    phone: Option<String>,
    #[serde(deserialize_with = "null_is_empty")]
    bio: Option<String>,
}

async fn update(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Body(body): Body<Changes>,
) -> Result<Json<User>, ApiError> {
    let form = ProfileForm { full_name: body.full_name, phone: body.phone, bio: body.bio };
    Ok(Json(state.services.update_profile(&signed_in.actor(), &form).await?))
}

async fn export(State(state): State<AppState>, signed_in: SignedIn) -> Result<impl IntoResponse, ApiError> {
    let name = "attachment; filename=\"praxis-my-data.json\"";
    let export = state.services.export(&signed_in.actor()).await?;
    Ok((AppendHeaders([(header::CONTENT_DISPOSITION, name)]), Json(export)))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Confirmation {
    password: String,
}

async fn delete(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Body(body): Body<Confirmation>,
) -> Result<impl IntoResponse, ApiError> {
    state.services.delete_account(&signed_in.actor(), &body.password).await?;
    let cookies = state.cookies.sign_out().map(|cookie| (header::SET_COOKIE, cookie));
    Ok((StatusCode::NO_CONTENT, AppendHeaders(cookies)))
}
