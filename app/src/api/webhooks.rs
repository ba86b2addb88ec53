//! Webhooks, and what they were told, for administrators.

use domain::ids::{DeliveryId, WebhookId};
#[cfg(feature = "ssr")]
use domain::{
    directory::Page,
    error::ClinicError,
    webhook::{Delivery, Webhook, WebhookForm},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// What there is to say of a webhook, as typed; `events` are those that were ticked.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct WebhookFields {
    pub url: String,
    pub events: Vec<String>,
    pub description: String,
    /// There when it is ticked, whatever it says; a new webhook is on without.
    pub active: Option<String>,
}

#[cfg(feature = "ssr")]
impl WebhookFields {
    fn form(&self) -> WebhookForm {
        WebhookForm {
            url: Some(self.url.clone()),
            events: Some(self.events.clone()),
            description: Some(self.description.clone()),
            active: None,
        }
    }

    fn typed(&self) -> Vec<(&'static str, String)> {
        let mut typed = vec![
            ("url", self.url.clone()),
            ("events", self.events.join(" ")),
            ("description", self.description.clone()),
        ];
        typed.extend(self.active.clone().map(|active| ("active", active)));
        typed
    }
}

#[server(prefix = "/fn", endpoint = "add-webhook")]
pub async fn add_webhook(#[server(flatten)] fields: WebhookFields) -> Result<(), AppError> {
    use crate::{backend, forms, paths};
    let added = async { backend::backend().add_webhook(&backend::actor()?, fields.form()).await };
    let added = forms::in_its_words("events", CHOOSE, added.await);
    forms::answer("entry", paths::ADMIN_WEBHOOKS, &forms::borrowed(&fields.typed()), added, |(webhook, secret)| {
        forms::secret(&paths::one_of(paths::ADMIN_WEBHOOKS, webhook.id), secret);
    })
}

#[server(prefix = "/fn", endpoint = "change-webhook")]
pub async fn change_webhook(id: WebhookId, #[server(flatten)] fields: WebhookFields) -> Result<(), AppError> {
    use crate::{backend, forms, paths};
    let here = paths::one_of(paths::ADMIN_WEBHOOKS, id);
    let form = WebhookForm { active: Some(fields.active.is_some()), ..fields.form() };
    let changed = async { backend::backend().change_webhook(&backend::actor()?, id, form).await };
    let changed = forms::in_its_words("events", CHOOSE, changed.await);
    forms::answer("entry", &here, &forms::borrowed(&fields.typed()), changed, |_| {
        forms::done(&here, "The webhook is saved.");
    })
}

#[server(prefix = "/fn", endpoint = "renew-webhook-secret")]
pub async fn renew_webhook_secret(id: WebhookId) -> Result<(), AppError> {
    use crate::{backend, forms, paths};
    let here = paths::one_of(paths::ADMIN_WEBHOOKS, id);
    let renewed = async { backend::backend().renew_webhook_secret(&backend::actor()?, id).await };
    forms::answer("secret", &here, &[], renewed.await, |secret| forms::secret(&here, secret))
}

#[server(prefix = "/fn", endpoint = "remove-webhook")]
pub async fn remove_webhook(id: WebhookId) -> Result<(), AppError> {
    use crate::{backend, forms, paths};
    let removed = async { backend::backend().remove_webhook(&backend::actor()?, id).await };
    forms::answer("retire", &paths::one_of(paths::ADMIN_WEBHOOKS, id), &[], removed.await, |()| {
        forms::done(paths::ADMIN_WEBHOOKS, "The webhook is removed. It is told nothing any more.");
    })
}

#[server(prefix = "/fn", endpoint = "test-webhook")]
pub async fn test_webhook(id: WebhookId) -> Result<(), AppError> {
    use crate::{backend, forms, paths};
    let here = paths::one_of(paths::ADMIN_WEBHOOKS, id);
    let sent = async { backend::backend().test_webhook(&backend::actor()?, id).await };
    forms::answer("deliveries", &here, &[], sent.await, |_| forms::done(&here, IT_IS_SENT))
}

#[server(prefix = "/fn", endpoint = "replay-delivery")]
pub async fn replay_delivery(webhook_id: WebhookId, id: DeliveryId) -> Result<(), AppError> {
    use crate::{backend, forms, paths};
    let here = paths::one_of(paths::ADMIN_WEBHOOKS, webhook_id);
    let sent = async { backend::backend().replay_delivery(&backend::actor()?, webhook_id, id).await };
    forms::answer("deliveries", &here, &[], sent.await, |_| forms::done(&here, IT_IS_SENT))
}

#[cfg(feature = "ssr")]
const CHOOSE: &str = "Choose what is told.";
#[cfg(feature = "ssr")]
const IT_IS_SENT: &str = "The message is on its way. Load this page again to see how it went.";

/// # Errors
/// The use case's.
#[cfg(feature = "ssr")]
pub async fn webhooks(cursor: Option<&str>) -> Result<Page<Webhook>, AppError> {
    use crate::{backend, page::answer};
    let found = async { backend::backend().webhooks(&backend::actor()?, cursor).await };
    answer(found.await)
}

/// One webhook, and what it was told, latest first.
///
/// # Errors
/// The use cases'.
#[cfg(feature = "ssr")]
pub async fn webhook(id: &str, cursor: Option<&str>) -> Result<(Webhook, Page<Delivery>), AppError> {
    use crate::{backend, page::answer};
    let found = async {
        let actor = backend::actor()?;
        actor.can_administer()?;
        let (port, id) = (backend::backend(), id.parse().map_err(|_| ClinicError::not_found("webhook"))?);
        Ok((port.webhook(&actor, id).await?, port.webhook_deliveries(&actor, id, cursor).await?))
    };
    answer(found.await)
}
