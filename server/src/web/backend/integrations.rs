//! Other systems: the tokens with which they ask, and the webhooks by which they are told.

use app::backend::Integrations;
use async_trait::async_trait;
use domain::{
    actor::Actor,
    api_token::{ApiToken, ApiTokenForm},
    directory::Page,
    ids::{ApiTokenId, DeliveryId, WebhookId},
    webhook::{Delivery, Webhook, WebhookForm},
};

use super::{Answer, LINES_PER_PAGE, Port};

#[async_trait]
impl Integrations for Port {
    async fn api_tokens(&self, actor: &Actor, cursor: Option<&str>) -> Answer<Page<ApiToken>> {
        self.services.api_tokens(actor, cursor, LINES_PER_PAGE).await
    }

    async fn api_token(&self, actor: &Actor, id: ApiTokenId) -> Answer<ApiToken> {
        self.services.api_token(actor, Some(id)).await
    }

    async fn add_api_token(&self, actor: &Actor, form: ApiTokenForm) -> Answer<(ApiToken, String)> {
        self.services.add_api_token(actor, &form).await
    }

    async fn revoke_api_token(&self, actor: &Actor, id: ApiTokenId) -> Answer<()> {
        self.services.revoke_api_token(actor, Some(id)).await
    }

    async fn webhooks(&self, actor: &Actor, cursor: Option<&str>) -> Answer<Page<Webhook>> {
        self.services.webhooks(actor, cursor, LINES_PER_PAGE).await
    }

    async fn webhook(&self, actor: &Actor, id: WebhookId) -> Answer<Webhook> {
        self.services.webhook(actor, id).await
    }

    async fn add_webhook(&self, actor: &Actor, form: WebhookForm) -> Answer<(Webhook, String)> {
        self.services.add_webhook(actor, &form).await
    }

    async fn change_webhook(&self, actor: &Actor, id: WebhookId, form: WebhookForm) -> Answer<Webhook> {
        self.services.change_webhook(actor, id, &form).await
    }

    async fn renew_webhook_secret(&self, actor: &Actor, id: WebhookId) -> Answer<String> {
        let (_, secret) = self.services.renew_webhook_secret(actor, id).await?;
        Ok(secret)
    }

    async fn remove_webhook(&self, actor: &Actor, id: WebhookId) -> Answer<()> {
        self.services.remove_webhook(actor, id).await
    }

    async fn webhook_deliveries(&self, actor: &Actor, id: WebhookId, cursor: Option<&str>) -> Answer<Page<Delivery>> {
        self.services.webhook_deliveries(actor, id, cursor, LINES_PER_PAGE).await
    }

    async fn test_webhook(&self, actor: &Actor, id: WebhookId) -> Answer<Delivery> {
        self.services.test_webhook(actor, id).await
    }

    async fn replay_delivery(&self, actor: &Actor, id: WebhookId, delivery: DeliveryId) -> Answer<Delivery> {
        self.services.replay_delivery(actor, id, delivery).await
    }
}
