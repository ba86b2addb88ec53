//! One's own profile: reading, changing, taking along, deleting.

use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::{AppendHeaders, IntoResponse},
    routing::get,
};
use domain::{profile::ProfileForm, user::User};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    body::{Body, null_is_empty},
    error::ApiError,
};
use crate::{auth::extract::SignedIn, services::Export, startup::AppState};

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(me, update, delete)).routes(routes!(export)).route("/auth/me", get(me))
}

/// Tells who is signed in.
#[utoipa::path(
    get, path = "/users/me", operation_id = "get_profile", tag = "Profile",
    responses((status = 200, body = User)),
)]
async fn me(signed_in: SignedIn) -> Json<User> {
    Json(signed_in.user)
}

/// What is absent stays as it is; null takes it away. Whatever else is sent has no effect.
#[derive(Deserialize, Default, ToSchema)]
#[serde(default)]
#[schema(as = ProfileChanges, example = json!({"phone": "+44 20 7946 0000"}))]
struct Changes {
    #[serde(alias = "name", deserialize_with = "null_is_empty")]
    full_name: Option<String>,
    #[serde(deserialize_with = "null_is_empty")]
    phone: Option<String>,
    #[serde(deserialize_with = "null_is_empty")]
    bio: Option<String>,
}

/// Changes one's own profile.
///
/// What is absent stays as it is; null takes it away.
#[utoipa::path(
    patch, path = "/users/me", operation_id = "change_profile", tag = "Profile",
    request_body = Changes, responses((status = 200, body = User)),
)]
async fn update(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Body(body): Body<Changes>,
) -> Result<Json<User>, ApiError> {
    let form = ProfileForm { full_name: body.full_name, phone: body.phone, bio: body.bio };
    Ok(Json(state.services.update_profile(&signed_in.actor(), &form).await?))
}

/// Gives everything that is kept about the signed-in person, to take along.
#[utoipa::path(
    get, path = "/users/me/export", operation_id = "export_my_data", tag = "Profile",
    responses((status = 200, body = Export)),
)]
async fn export(State(state): State<AppState>, signed_in: SignedIn) -> Result<impl IntoResponse, ApiError> {
    let name = "attachment; filename=\"praxis-my-data.json\"";
    let export = state.services.export(&signed_in.actor()).await?;
    Ok((AppendHeaders([(header::CONTENT_DISPOSITION, name)]), Json(export)))
}

#[derive(Deserialize, Default, ToSchema)]
#[serde(default)]
#[schema(as = OwnPassword, example = json!({"password": "correct horse battery"}))]
struct Confirmation {
    #[schema(required)]
    password: String,
}

/// Deletes one's own account, but for the records that a practice has to keep.
#[utoipa::path(
    delete, path = "/users/me", operation_id = "delete_account", tag = "Profile",
    request_body = Confirmation, responses((status = 204)),
    extensions(("x-problems" = json!(["has_appointments", "last_admin"]))),
)]
async fn delete(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Body(body): Body<Confirmation>,
) -> Result<impl IntoResponse, ApiError> {
    state.services.delete_account(&signed_in.actor(), &body.password).await?;
    let cookies = state.cookies.sign_out().map(|cookie| (header::SET_COOKIE, cookie));
    Ok((StatusCode::NO_CONTENT, AppendHeaders(cookies)))
}
