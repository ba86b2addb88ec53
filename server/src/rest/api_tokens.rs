//! Tokens of external systems, for administrators.

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
    routing::get,
};
use domain::{
    api_token::{ApiToken, ApiTokenForm},
    directory::Page,
};
use serde::{Deserialize, Serialize};

use super::{
    answer::created,
    body::{Body, Query},
    error::ApiError,
    list,
};
use crate::{auth::extract::SignedIn, startup::AppState};

/// No answer to a POST here is kept: it holds a secret.
pub(super) const PATH: &str = "/admin/api-tokens";

pub fn routes() -> Router<AppState> {
    Router::new().route(PATH, get(all).post(add)).route("/admin/api-tokens/{id}", get(one).delete(revoke))
}

#[derive(Deserialize)]
struct Paging {
    limit: Option<String>,
    cursor: Option<String>,
}

async fn all(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Query(query): Query<Paging>,
) -> Result<Json<Page<ApiToken>>, ApiError> {
    let limit = list::limit(query.limit.as_deref())?;
    Ok(Json(state.services.api_tokens(&signed_in.actor(), query.cursor.as_deref(), limit).await?))
}

async fn one(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Json<ApiToken>, ApiError> {
    Ok(Json(state.services.api_token(&signed_in.actor(), id.parse().ok()).await?))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct NewToken {
    name: String,
    scopes: Vec<String>,
    location_id: Option<String>,
    expires_at: Option<String>,
}

impl From<NewToken> for ApiTokenForm {
    fn from(body: NewToken) -> Self {
        Self { name: body.name, scopes: body.scopes, location_id: body.location_id, expires_at: body.expires_at }
    }
}

/// A new token, and the only sight of its secret there is.
#[derive(Serialize)]
struct Made {
    #[serde(flatten)]
    made: ApiToken,
    token: String,
}

async fn add(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Body(body): Body<NewToken>,
) -> Result<impl IntoResponse, ApiError> {
    let (made, token) = state.services.add_api_token(&signed_in.actor(), &body.into()).await?;
    Ok(created("admin/api-tokens", made.id, Made { made, token }))
}

async fn revoke(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    state.services.revoke_api_token(&signed_in.actor(), id.parse().ok()).await?;
    Ok(StatusCode::NO_CONTENT)
}
