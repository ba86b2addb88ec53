//! Webhooks and what they were told, for administrators.

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
    routing::{get, post},
};
use domain::{
    directory::Page,
    error::ClinicError,
    ids::{DeliveryId, WebhookId},
    webhook::{Delivery, Webhook, WebhookForm},
};
use serde::{Deserialize, Serialize};

use super::{
    answer::created,
    body::{Body, Query, null_is_empty},
    error::ApiError,
    list,
};
use crate::{auth::extract::SignedIn, startup::AppState};

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/admin/webhooks", get(webhooks).post(add))
        .route("/admin/webhooks/{id}", get(webhook).patch(change).delete(remove))
        .route("/admin/webhooks/{id}/secret", post(renew_secret))
        .route("/admin/webhooks/{id}/test", post(test))
        .route("/admin/webhooks/{id}/deliveries", get(deliveries))
        .route("/admin/webhooks/{id}/deliveries/{delivery}/replay", post(replay))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Changes {
    url: Option<String>,
    events: Option<Vec<String>>,
    #[serde(deserialize_with = "null_is_empty")]
    description: Option<String>,
    active: Option<bool>,
}

impl From<Changes> for WebhookForm {
    fn from(body: Changes) -> Self {
        Self { url: body.url, events: body.events, description: body.description, active: body.active }
    }
}

/// A webhook with its secret, the one time that is shown.
#[derive(Serialize)]
struct WithSecret {
    #[serde(flatten)]
    webhook: Webhook,
    secret: String,
}

#[derive(Deserialize)]
struct Paging {
    limit: Option<String>,
    cursor: Option<String>,
}

async fn webhooks(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Query(query): Query<Paging>,
) -> Result<Json<Page<Webhook>>, ApiError> {
    let limit = list::limit(query.limit.as_deref())?;
    Ok(Json(state.services.webhooks(&signed_in.actor(), query.cursor.as_deref(), limit).await?))
}

async fn webhook(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Json<Webhook>, ApiError> {
    Ok(Json(state.services.webhook(&signed_in.actor(), read_id(&id)?).await?))
}

async fn add(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Body(body): Body<Changes>,
) -> Result<impl IntoResponse, ApiError> {
    let (webhook, secret) = state.services.add_webhook(&signed_in.actor(), &body.into()).await?;
    Ok(created("admin/webhooks", webhook.id, WithSecret { webhook, secret }))
}

async fn change(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    Body(body): Body<Changes>,
) -> Result<Json<Webhook>, ApiError> {
    Ok(Json(state.services.change_webhook(&signed_in.actor(), read_id(&id)?, &body.into()).await?))
}

async fn remove(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    state.services.remove_webhook(&signed_in.actor(), read_id(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn renew_secret(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Json<WithSecret>, ApiError> {
    let (webhook, secret) = state.services.renew_webhook_secret(&signed_in.actor(), read_id(&id)?).await?;
    Ok(Json(WithSecret { webhook, secret }))
}

async fn test(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<impl IntoResponse, ApiError> {
    let delivery = state.services.test_webhook(&signed_in.actor(), read_id(&id)?).await?;
    Ok((StatusCode::ACCEPTED, Json(delivery)))
}

async fn deliveries(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    Query(query): Query<Paging>,
) -> Result<Json<Page<Delivery>>, ApiError> {
    let limit = list::limit(query.limit.as_deref())?;
    let cursor = query.cursor.as_deref();
    Ok(Json(state.services.webhook_deliveries(&signed_in.actor(), read_id(&id)?, cursor, limit).await?))
}

async fn replay(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path((id, delivery)): Path<(String, String)>,
) -> Result<impl IntoResponse, ApiError> {
    let delivery: DeliveryId = delivery.parse().map_err(|_| ClinicError::not_found("delivery"))?;
    let delivery = state.services.replay_delivery(&signed_in.actor(), read_id(&id)?, delivery).await?;
    Ok((StatusCode::ACCEPTED, Json(delivery)))
}

/// What is no id names nothing.
fn read_id(text: &str) -> Result<WebhookId, ClinicError> {
    text.parse().map_err(|_| ClinicError::not_found("webhook"))
}
