//! Telling webhooks what happened, again if need be, and the log of that.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    actor::Actor,
    audit::Action,
    directory::Page,
    error::ClinicError,
    ids::{DeliveryId, WebhookId},
    webhook::{Delivery, DisabledReason, Event, GIVE_UP, NoAnswer, pause_after},
};
use graphile_worker::TaskHandler as _;
use serde_json::{Value, json};
use sqlx::PgConnection;

use super::{
    Answer, Required, Services, commit,
    paging::{Place, invalid_cursor, one_more, page},
};
use crate::{
    db::{
        self,
        audit::Happened,
        webhook_deliveries::{Before, Due, Tried},
    },
    jobs::SendWebhooks,
    webhooks::{Reply, Signed, sign},
};

/// How many are sent in one go, before others have their turn.
const BATCH: usize = 50;
/// After how long a try counts as lost that nobody told the end of: longer than one can take.
const LOST: TimeDelta = TimeDelta::minutes(1);
/// How long a receiver can ask to be left alone.
const LONGEST_PAUSE: TimeDelta = TimeDelta::hours(24);
/// HTTP's word for a receiver that wants nothing any more.
const GONE: u16 = 410;

impl Services {
    /// What a webhook was told, or is to be, the latest first.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`], [`ClinicError::NotFound`], [`ClinicError::Invalid`] for a cursor that is not one of ours.
    pub async fn webhook_deliveries(
        &self,
        actor: &Actor,
        webhook: WebhookId,
        cursor: Option<&str>,
        limit: u16,
    ) -> Answer<Page<Delivery>> {
        self.webhook(actor, webhook).await?;
        let before = Place::read(cursor)?.map(before).transpose()?;
        let mut db = self.connect().await?;
        let found = db::webhook_deliveries::list(&mut db, webhook, None, before, one_more(limit)).await?;
        Ok(page(found, limit, |last| Place { id: last.id.0, by: last.created_at.timestamp_micros().to_string() }))
    }

    /// Sends once more what a webhook was told, or was to be: with the same id and body, signed anew.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`], [`ClinicError::NotFound`], [`ClinicError::Conflict`] `webhook_off`.
    pub async fn replay_delivery(&self, actor: &Actor, webhook: WebhookId, id: DeliveryId) -> Answer<Delivery> {
        self.check_is_on(actor, webhook).await?;
        let mut tx = self.begin().await?;
        db::webhook_deliveries::replay(&mut tx, webhook, id, self.now()).await?.then_some(()).required("delivery")?;
        self.send_and_find(tx, webhook, id).await
    }

    /// Tells a webhook about nothing, to see whether that arrives.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`], [`ClinicError::NotFound`], [`ClinicError::Conflict`] `webhook_off`.
    pub async fn test_webhook(&self, actor: &Actor, webhook: WebhookId) -> Answer<Delivery> {
        self.check_is_on(actor, webhook).await?;
        let (id, mut tx) = (DeliveryId(self.new_id()), self.begin().await?);
        db::webhook_deliveries::insert(&mut tx, webhook, id, Event::Test, &json!({}), self.now()).await?;
        self.send_and_find(tx, webhook, id).await
    }

    async fn check_is_on(&self, actor: &Actor, webhook: WebhookId) -> Answer<()> {
        if self.webhook(actor, webhook).await?.endpoint.active {
            return Ok(());
        }
        Err(ClinicError::conflict("webhook_off", "This webhook is switched off. Switch it on first."))
    }

    async fn send_and_find(
        &self,
        mut tx: sqlx::Transaction<'static, sqlx::Postgres>,
        webhook: WebhookId,
        id: DeliveryId,
    ) -> Answer<Delivery> {
        self.send_soon(&mut tx, webhook).await?;
        let delivery = db::webhook_deliveries::find(&mut tx, webhook, id).await?.required("delivery")?;
        commit(tx).await?;
        Ok(delivery)
    }

    /// Has what waits for a webhook sent, once the transaction is committed.
    pub(super) async fn send_soon(&self, tx: &mut PgConnection, webhook: WebhookId) -> Answer<()> {
        let task = SendWebhooks::IDENTIFIER;
        Ok(db::webhook_deliveries::send_after(tx, task, webhook, TimeDelta::zero()).await?)
    }

    /// Has what waits sent to whomever it waits for.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn look_for_webhooks(&self) -> Answer<()> {
        let mut db = self.connect().await?;
        Ok(db::webhook_deliveries::send_all(&mut db, SendWebhooks::IDENTIFIER).await?)
    }

    /// Sends what is due to one webhook, one after another, until there is nothing left or one does not get through; and has
    /// the rest sent when it is time.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn send_webhooks(&self, webhook: WebhookId) -> Answer<()> {
        for _ in 0..BATCH {
            let now = self.now();
            let mut db = self.connect().await?;
            let due = db::webhook_deliveries::take(&mut db, webhook, now, now + LOST).await?;
            // Given back while the receiver takes its time.
            drop(db);
            let Some(due) = due else { break };
            let answer = self.send_webhook(webhook, &due).await;
            if !self.note_answer(webhook, &due, answer).await? {
                break;
            }
        }
        let mut tx = self.begin().await?;
        if let Some(next) = db::webhook_deliveries::next_due(&mut tx, webhook).await? {
            let pause = (next - self.now()).max(TimeDelta::zero());
            db::webhook_deliveries::send_after(&mut tx, SendWebhooks::IDENTIFIER, webhook, pause).await?;
        }
        commit(tx).await
    }

    /// The body is the same at every try. Signed is with each secret that is good.
    async fn send_webhook(&self, webhook: WebhookId, due: &Due) -> Result<Reply, NoAnswer> {
        let open = |sealed: &Vec<u8>| self.webhook_secrets.open(webhook.0, sealed);
        let secrets: Vec<_> = due.secrets.iter().filter_map(open).collect();
        if secrets.is_empty() {
            return Err(NoAnswer::SecretUnreadable);
        }
        let now = self.now();
        let (id, timestamp) = (due.id.to_string(), now.timestamp());
        let body = body(due.event, due.created_at, &due.data);
        let signature = sign(&secrets, &id, timestamp, &body);
        self.webhooks.send(&due.url, Signed { id, timestamp, signature, body }, now).await
    }

    /// Notes how a try went; whether it got through.
    async fn note_answer(&self, webhook: WebhookId, due: &Due, answer: Result<Reply, NoAnswer>) -> Answer<bool> {
        let (now, id) = (self.now(), due.id);
        let tried = Tried {
            status: answer.ok().and_then(|reply| i16::try_from(reply.status).ok()),
            error: answer.err().map(NoAnswer::as_str),
        };
        let mut tx = self.begin().await?;
        let got_through = answer.is_ok_and(|reply| (200..300).contains(&reply.status));
        if got_through {
            db::webhook_deliveries::set_delivered(&mut tx, webhook, id, &tried, now).await?;
            db::webhooks::note_success(&mut tx, webhook).await?;
        } else {
            tracing::warn!(%webhook, delivery = %id, status = tried.status, error = tried.error, "a webhook was not taken");
            let gone = answer.is_ok_and(|reply| reply.status == GONE);
            let asked_for = answer.ok().and_then(|reply| reply.retry_after).unwrap_or_default().min(LONGEST_PAUSE);
            let next = pause_after(due.attempts, id).filter(|_| !gone).map(|pause| now + pause.max(asked_for));
            db::webhook_deliveries::set_failed(&mut tx, webhook, id, &tried, next).await?;
            let since = db::webhooks::note_failure(&mut tx, webhook, now).await?;
            let failing = since.is_some_and(|since| now - since >= GIVE_UP);
            let why = if gone { Some(DisabledReason::Gone) } else { failing.then_some(DisabledReason::Failing) };
            if let Some(why) = why {
                self.switch_off(&mut tx, webhook, why).await?;
            }
        }
        commit(tx).await?;
        Ok(got_through)
    }

    async fn switch_off(&self, tx: &mut PgConnection, webhook: WebhookId, why: DisabledReason) -> Answer<()> {
        if db::webhooks::switch_off(tx, webhook, why, self.now()).await? {
            let happened = Happened::new(Action::WebhookChanged).to(webhook.0);
            self.note(tx, happened.with(json!({ "how": "switched_off", "why": why }))).await?;
        }
        Ok(())
    }
}

/// What receivers get (Standard Webhooks 1.0.0, "Payload structure").
fn body(event: Event, happened_at: DateTime<Utc>, data: &Value) -> String {
    json!({ "type": event, "timestamp": happened_at, "data": data }).to_string()
}

fn before(Place { id, by }: Place) -> Answer<Before> {
    let created_at = by.parse().ok().and_then(DateTime::from_timestamp_micros).ok_or_else(invalid_cursor)?;
    Ok(Before { created_at, id })
}
