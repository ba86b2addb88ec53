//! Other systems: the tokens with which they ask, and the webhooks by which they are told.

use async_trait::async_trait;
use domain::{
    actor::Actor,
    api_token::{ApiToken, ApiTokenForm},
    directory::Page,
    ids::{ApiTokenId, DeliveryId, WebhookId},
    webhook::{Delivery, Webhook, WebhookForm},
};

use super::Answer;

/// Errors are those of the service behind it.
#[async_trait]
pub trait Integrations: Send + Sync {
    async fn api_tokens(&self, actor: &Actor, cursor: Option<&str>) -> Answer<Page<ApiToken>>;
    async fn api_token(&self, actor: &Actor, id: ApiTokenId) -> Answer<ApiToken>;
    /// With its secret, which nobody can read again.
    async fn add_api_token(&self, actor: &Actor, form: ApiTokenForm) -> Answer<(ApiToken, String)>;
    async fn revoke_api_token(&self, actor: &Actor, id: ApiTokenId) -> Answer<()>;

    async fn webhooks(&self, actor: &Actor, cursor: Option<&str>) -> Answer<Page<Webhook>>;
    async fn webhook(&self, actor: &Actor, id: WebhookId) -> Answer<Webhook>;
    /// With what it signs with, which nobody can read again.
    async fn add_webhook(&self, actor: &Actor, form: WebhookForm) -> Answer<(Webhook, String)>;
    async fn change_webhook(&self, actor: &Actor, id: WebhookId, form: WebhookForm) -> Answer<Webhook>;
    /// What it signs with from now on.
    async fn renew_webhook_secret(&self, actor: &Actor, id: WebhookId) -> Answer<String>;
    async fn remove_webhook(&self, actor: &Actor, id: WebhookId) -> Answer<()>;
    /// What it was told, latest first.
    async fn webhook_deliveries(&self, actor: &Actor, id: WebhookId, cursor: Option<&str>) -> Answer<Page<Delivery>>;
    async fn test_webhook(&self, actor: &Actor, id: WebhookId) -> Answer<Delivery>;
    async fn replay_delivery(&self, actor: &Actor, id: WebhookId, delivery: DeliveryId) -> Answer<Delivery>;
}
