//! Tokens of external systems, for administrators.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
};
use domain::{
    api_token::{ApiToken, ApiTokenForm},
    directory::Page,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    answer::created,
    body::{Body, Query},
    error::ApiError,
    list::{self, Paging},
};
use crate::{auth::extract::SignedIn, startup::AppState};

/// No answer to a POST here is kept: it holds a secret.
pub(super) const PATH: &str = "/admin/api-tokens";

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(all, add)).routes(routes!(one, revoke))
}

/// Lists the tokens of external systems, latest first.
#[utoipa::path(
    get, path = "/admin/api-tokens", operation_id = "list_api_tokens", tag = "API tokens",
    params(Paging), responses((status = 200, body = Page<ApiToken>)),
)]
async fn all(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Query(query): Query<Paging>,
) -> Result<Json<Page<ApiToken>>, ApiError> {
    let limit = list::limit(query.limit.as_deref())?;
    Ok(Json(state.services.api_tokens(&signed_in.actor(), query.cursor.as_deref(), limit).await?))
}

/// Tells about one token; never its secret.
#[utoipa::path(
    get, path = "/admin/api-tokens/{id}", operation_id = "get_api_token", tag = "API tokens",
    responses((status = 200, body = ApiToken)),
)]
async fn one(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Json<ApiToken>, ApiError> {
    Ok(Json(state.services.api_token(&signed_in.actor(), id.parse().ok()).await?))
}

#[derive(Deserialize, Default, ToSchema)]
#[serde(default)]
#[schema(as = NewApiToken, example = json!({"name": "Website", "scopes": ["directory:read", "slots:read"]}))]
struct NewToken {
    #[schema(required)]
    name: String,
    #[schema(required)]
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
#[derive(Serialize, ToSchema)]
#[schema(as = MadeApiToken)]
struct Made {
    #[serde(flatten)]
    made: ApiToken,
    token: String,
}

/// Makes a token for an external system. Its secret is shown this once.
#[utoipa::path(
    post, path = "/admin/api-tokens", operation_id = "add_api_token", tag = "API tokens",
    request_body = NewToken, responses((status = 201, body = Made)),
)]
async fn add(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Body(body): Body<NewToken>,
) -> Result<impl IntoResponse, ApiError> {
    let (made, token) = state.services.add_api_token(&signed_in.actor(), &body.into()).await?;
    Ok(created("admin/api-tokens", made.id, Made { made, token }))
}

/// Revokes a token: it opens nothing from now on.
#[utoipa::path(
    delete, path = "/admin/api-tokens/{id}", operation_id = "revoke_api_token", tag = "API tokens",
    responses((status = 204)),
)]
async fn revoke(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    state.services.revoke_api_token(&signed_in.actor(), id.parse().ok()).await?;
    Ok(StatusCode::NO_CONTENT)
}
