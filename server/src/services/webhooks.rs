//! Webhooks: which other systems are told what happens to appointments.

use domain::{
    actor::Actor,
    audit::Action,
    directory::Page,
    ids::WebhookId,
    webhook::{Endpoint, Webhook, WebhookForm},
};
use serde_json::json;
use sqlx::PgConnection;

use super::{
    Answer, Required, Services, commit,
    paging::{Place, one_more, page},
};
use crate::{
    db::{self, audit::Happened},
    precondition,
    webhooks::{new_secret, shown},
};

impl Services {
    /// Whoever is told, in the order in which they were added.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`](domain::error::ClinicError::Forbidden),
    /// [`ClinicError::Invalid`](domain::error::ClinicError::Invalid) for a cursor that is not one of ours.
    pub async fn webhooks(&self, actor: &Actor, cursor: Option<&str>, limit: u16) -> Answer<Page<Webhook>> {
        actor.can_administer()?;
        let after = Place::read(cursor)?.map(|place| place.id);
        let found = db::webhooks::list(&mut *self.connect().await?, None, after, self.now(), one_more(limit)).await?;
        Ok(page(found, limit, |webhook| Place { id: webhook.id.0, by: String::new() }))
    }

    /// # Errors
    /// [`ClinicError::Forbidden`](domain::error::ClinicError::Forbidden),
    /// [`ClinicError::NotFound`](domain::error::ClinicError::NotFound).
    pub async fn webhook(&self, actor: &Actor, id: WebhookId) -> Answer<Webhook> {
        actor.can_administer()?;
        db::webhooks::find(&mut *self.connect().await?, id, self.now()).await?.required("webhook")
    }

    /// Adds a webhook. What its requests are signed with is shown this once.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`](domain::error::ClinicError::Forbidden),
    /// [`ClinicError::Invalid`](domain::error::ClinicError::Invalid).
    pub async fn add_webhook(&self, actor: &Actor, form: &WebhookForm) -> Answer<(Webhook, String)> {
        actor.can_administer()?;
        let endpoint = self.read_webhook(form, None).await?;
        let (id, secret) = (WebhookId(self.new_id()), new_secret());
        let sealed = self.webhook_secrets.seal(id.0, &secret)?;
        let mut tx = self.begin().await?;
        db::webhooks::insert(&mut tx, id, &endpoint, &sealed, self.now()).await?;
        self.note_webhook(&mut tx, actor, id, "added").await?;
        let webhook = db::webhooks::find(&mut tx, id, self.now()).await?.required("webhook")?;
        commit(tx).await?;
        Ok((webhook, shown(&secret)))
    }

    /// Changes a webhook. What waits for one that is switched on again goes out.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`](domain::error::ClinicError::Forbidden),
    /// [`ClinicError::NotFound`](domain::error::ClinicError::NotFound),
    /// [`ClinicError::Invalid`](domain::error::ClinicError::Invalid).
    pub async fn change_webhook(&self, actor: &Actor, id: WebhookId, form: &WebhookForm) -> Answer<Webhook> {
        let before = self.webhook(actor, id).await?;
        // Names are looked up while no transaction is open.
        self.read_webhook(form, Some(&before.endpoint)).await?;
        let mut tx = self.begin().await?;
        db::webhooks::lock(&mut tx, id).await?;
        let before = db::webhooks::find(&mut tx, id, self.now()).await?.required("webhook")?;
        precondition::check(&before)?;
        let endpoint = form.parse(Some(&before.endpoint), |_| Ok(()))?;
        db::webhooks::update(&mut tx, id, &endpoint, self.now()).await?;
        self.note_webhook(&mut tx, actor, id, "changed").await?;
        self.send_soon(&mut tx, id).await?;
        let webhook = db::webhooks::find(&mut tx, id, self.now()).await?.required("webhook")?;
        commit(tx).await?;
        Ok(webhook)
    }

    /// Gives a webhook a new secret, shown this once. The one before signs too for a day.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`](domain::error::ClinicError::Forbidden),
    /// [`ClinicError::NotFound`](domain::error::ClinicError::NotFound).
    pub async fn renew_webhook_secret(&self, actor: &Actor, id: WebhookId) -> Answer<(Webhook, String)> {
        actor.can_administer()?;
        let secret = new_secret();
        let sealed = self.webhook_secrets.seal(id.0, &secret)?;
        let mut tx = self.begin().await?;
        db::webhooks::replace_secret(&mut tx, id, &sealed, self.now()).await?.then_some(()).required("webhook")?;
        self.note_webhook(&mut tx, actor, id, "secret_renewed").await?;
        let webhook = db::webhooks::find(&mut tx, id, self.now()).await?.required("webhook")?;
        commit(tx).await?;
        Ok((webhook, shown(&secret)))
    }

    /// Removes a webhook and its log. What was not sent yet is not sent.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`](domain::error::ClinicError::Forbidden),
    /// [`ClinicError::NotFound`](domain::error::ClinicError::NotFound).
    pub async fn remove_webhook(&self, actor: &Actor, id: WebhookId) -> Answer<()> {
        actor.can_administer()?;
        let mut tx = self.begin().await?;
        db::webhooks::lock(&mut tx, id).await?;
        precondition::check(&db::webhooks::find(&mut tx, id, self.now()).await?.required("webhook")?)?;
        db::webhooks::delete(&mut tx, id).await?;
        self.note_webhook(&mut tx, actor, id, "removed").await?;
        commit(tx).await
    }

    async fn read_webhook(&self, form: &WebhookForm, before: Option<&Endpoint>) -> Answer<Endpoint> {
        let endpoint = form.parse(before, |url| self.webhooks.check_url(url))?;
        if form.url.is_some() {
            self.webhooks.check_name(&endpoint.url).await?;
        }
        Ok(endpoint)
    }

    /// Not where to: an address can hold a secret.
    async fn note_webhook(&self, tx: &mut PgConnection, actor: &Actor, id: WebhookId, how: &str) -> Answer<()> {
        let happened = Happened::new(Action::WebhookChanged).by(actor).to(id.0);
        self.note(tx, happened.with(json!({ "how": how }))).await
    }
}
