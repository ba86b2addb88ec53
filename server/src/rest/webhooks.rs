//! Webhooks and what they were told, for administrators.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
};
use domain::{
    directory::Page,
    error::ClinicError,
    ids::{DeliveryId, WebhookId},
    webhook::{Delivery, Webhook, WebhookForm},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    answer::created,
    body::{Body, Query, null_is_empty},
    error::ApiError,
    list::{self, Paging},
};
use crate::{auth::extract::SignedIn, startup::AppState};

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(webhooks, add))
        .routes(routes!(webhook, change, remove))
        .routes(routes!(renew_secret))
        .routes(routes!(test))
        .routes(routes!(deliveries))
        .routes(routes!(replay))
}

/// It is on, unless `active` says otherwise.
#[derive(Deserialize, Default, ToSchema)]
#[serde(default)]
#[schema(
    as = NewWebhook,
    example = json!({"url": "https://example.com/hooks", "events": ["appointment.booked", "appointment.cancelled"]})
)]
struct NewWebhook {
    #[schema(required)]
    url: Option<String>,
    #[schema(required)]
    events: Option<Vec<String>>,
    description: Option<String>,
    active: Option<bool>,
}

impl From<NewWebhook> for WebhookForm {
    fn from(body: NewWebhook) -> Self {
        Self { url: body.url, events: body.events, description: body.description, active: body.active }
    }
}

#[derive(Deserialize, Default, ToSchema)]
#[serde(default)]
#[schema(
    as = WebhookChanges,
    example = json!({"url": "https://example.com/hooks", "events": ["appointment.booked", "appointment.cancelled"]})
)]
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
#[derive(Serialize, ToSchema)]
#[schema(as = WebhookWithSecret)]
struct WithSecret {
    #[serde(flatten)]
    webhook: Webhook,
    secret: String,
}

/// Lists the webhooks.
#[utoipa::path(
    get, path = "/admin/webhooks", operation_id = "list_webhooks", tag = "Webhooks",
    params(Paging), responses((status = 200, body = Page<Webhook>)),
)]
async fn webhooks(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Query(query): Query<Paging>,
) -> Result<Json<Page<Webhook>>, ApiError> {
    let limit = list::limit(query.limit.as_deref())?;
    Ok(Json(state.services.webhooks(&signed_in.actor(), query.cursor.as_deref(), limit).await?))
}

/// Tells about one webhook.
#[utoipa::path(
    get, path = "/admin/webhooks/{id}", operation_id = "get_webhook", tag = "Webhooks",
    responses((status = 200, body = Webhook)),
)]
async fn webhook(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Json<Webhook>, ApiError> {
    Ok(Json(state.services.webhook(&signed_in.actor(), read_id(&id)?).await?))
}

/// Adds a webhook: an address that is told what happens to appointments. Its secret is shown this once.
#[utoipa::path(
    post, path = "/admin/webhooks", operation_id = "add_webhook", tag = "Webhooks",
    request_body = NewWebhook, responses((status = 201, body = WithSecret)),
)]
async fn add(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Body(body): Body<NewWebhook>,
) -> Result<impl IntoResponse, ApiError> {
    let (webhook, secret) = state.services.add_webhook(&signed_in.actor(), &body.into()).await?;
    Ok(created("admin/webhooks", webhook.id, WithSecret { webhook, secret }))
}

/// Changes a webhook. What is absent stays as it is.
#[utoipa::path(
    patch, path = "/admin/webhooks/{id}", operation_id = "change_webhook", tag = "Webhooks",
    request_body = Changes, responses((status = 200, body = Webhook)),
)]
async fn change(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    Body(body): Body<Changes>,
) -> Result<Json<Webhook>, ApiError> {
    Ok(Json(state.services.change_webhook(&signed_in.actor(), read_id(&id)?, &body.into()).await?))
}

/// Removes a webhook: it is told nothing any more.
#[utoipa::path(
    delete, path = "/admin/webhooks/{id}", operation_id = "remove_webhook", tag = "Webhooks",
    responses((status = 204)),
)]
async fn remove(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    state.services.remove_webhook(&signed_in.actor(), read_id(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives a webhook a new secret. The one before signs too for a day.
#[utoipa::path(
    post, path = "/admin/webhooks/{id}/secret", operation_id = "renew_webhook_secret", tag = "Webhooks",
    responses((status = 200, body = WithSecret)),
)]
async fn renew_secret(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Json<WithSecret>, ApiError> {
    let (webhook, secret) = state.services.renew_webhook_secret(&signed_in.actor(), read_id(&id)?).await?;
    Ok(Json(WithSecret { webhook, secret }))
}

/// Sends a message that means nothing, to see whether it arrives.
#[utoipa::path(
    post, path = "/admin/webhooks/{id}/test", operation_id = "test_webhook", tag = "Webhooks",
    responses((status = 202, body = Delivery)), extensions(("x-problems" = json!(["webhook_off"]))),
)]
async fn test(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<impl IntoResponse, ApiError> {
    let delivery = state.services.test_webhook(&signed_in.actor(), read_id(&id)?).await?;
    Ok((StatusCode::ACCEPTED, Json(delivery)))
}

/// Lists what a webhook was told, latest first.
#[utoipa::path(
    get, path = "/admin/webhooks/{id}/deliveries", operation_id = "list_webhook_deliveries", tag = "Webhooks",
    params(Paging), responses((status = 200, body = Page<Delivery>)),
)]
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

/// Sends a message again.
#[utoipa::path(
    post, path = "/admin/webhooks/{id}/deliveries/{delivery}/replay", operation_id = "replay_webhook_delivery", tag = "Webhooks",
    responses((status = 202, body = Delivery)), extensions(("x-problems" = json!(["webhook_off"]))),
)]
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
