//! What happened and whom it is told. The lines are written by a trigger on `appointments`.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    ids::{DeliveryId, WebhookId},
    webhook::{Delivery, DeliveryStatus, Event},
};
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Db, DbError};

/// Mail and what else people wait for goes first.
const PRIORITY: i16 = 10;

struct DeliveryRow {
    id: Uuid,
    event: String,
    created_at: DateTime<Utc>,
    status: String,
    attempts: i16,
    last_status: Option<i16>,
    last_error: Option<String>,
    next_attempt_at: Option<DateTime<Utc>>,
    delivered_at: Option<DateTime<Utc>>,
}

impl TryFrom<DeliveryRow> for Delivery {
    type Error = DbError;

    fn try_from(row: DeliveryRow) -> Db<Self> {
        let unknown = |column| DbError::Inconsistent { table: "webhook_deliveries", column };
        Ok(Self {
            id: DeliveryId(row.id),
            event: Event::parse(&row.event).ok_or(unknown("event"))?,
            created_at: row.created_at,
            status: DeliveryStatus::parse(&row.status).ok_or(unknown("status"))?,
            attempts: row.attempts,
            last_status: row.last_status,
            last_error: row.last_error,
            next_attempt_at: row.next_attempt_at,
            delivered_at: row.delivered_at,
        })
    }
}

/// The place in the log after which a page begins.
pub struct Before {
    pub created_at: DateTime<Utc>,
    pub id: Uuid,
}

/// A webhook's log, the latest first, at most `limit`.
pub async fn list(
    db: &mut PgConnection,
    webhook: WebhookId,
    only: Option<DeliveryId>,
    before: Option<Before>,
    limit: i64,
) -> Db<Vec<Delivery>> {
    let (before_time, before_id) = before.map_or((None, None), |before| (Some(before.created_at), Some(before.id)));
    let rows = sqlx::query_as!(
        DeliveryRow,
        "
        select id, event, created_at, status, attempts, last_status, last_error, next_attempt_at, delivered_at
        from webhook_deliveries
        where webhook_id = $1 and ($2::uuid is null or id = $2)
          and ($3::timestamptz is null or (created_at, id) < ($3, $4::uuid))
        order by created_at desc, id desc
        limit $5
        ",
        webhook.0,
        only.map(|id| id.0),
        before_time,
        before_id,
        limit,
    );
    rows.fetch_all(db).await?.into_iter().map(Delivery::try_from).collect()
}

pub async fn find(db: &mut PgConnection, webhook: WebhookId, id: DeliveryId) -> Db<Option<Delivery>> {
    Ok(list(db, webhook, Some(id), None, 1).await?.pop())
}

/// Something for one webhook alone, which did not happen to an appointment.
pub async fn insert(
    db: &mut PgConnection,
    webhook: WebhookId,
    id: DeliveryId,
    event: Event,
    data: &Value,
    now: DateTime<Utc>,
) -> Db<()> {
    sqlx::query!(
        "
        insert into webhook_deliveries (webhook_id, id, event, data, created_at, next_attempt_at)
        values ($1, $2, $3, $4, $5, $5)
        ",
        webhook.0,
        id.0,
        event.as_str(),
        data,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// It is to be sent once more, whatever became of it; false when there is none.
pub async fn replay(db: &mut PgConnection, webhook: WebhookId, id: DeliveryId, now: DateTime<Utc>) -> Db<bool> {
    let replayed = sqlx::query!(
        "
        update webhook_deliveries set status = 'pending', attempts = 0, next_attempt_at = $3, delivered_at = null
        where webhook_id = $1 and id = $2
        ",
        webhook.0,
        id.0,
        now,
    );
    Ok(replayed.execute(db).await?.rows_affected() == 1)
}

/// What is to be sent, where, and what it is signed with.
pub struct Due {
    pub id: DeliveryId,
    pub url: String,
    pub event: Event,
    pub data: Value,
    pub created_at: DateTime<Utc>,
    /// Counting the one that begins.
    pub attempts: i16,
    /// As they are kept: the present one, and the one before as long as it signs too.
    pub secrets: Vec<Vec<u8>>,
}

/// Takes what has waited longest for a webhook, and counts the try. Should it not be told how that went, it is due again at
/// `until`.
pub async fn take(
    db: &mut PgConnection,
    webhook: WebhookId,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Db<Option<Due>> {
    let row = sqlx::query!(
        r#"
        update webhook_deliveries set attempts = attempts + 1, next_attempt_at = $3
        from webhooks
        where webhook_deliveries.webhook_id = webhooks.id
          and (webhook_id, webhook_deliveries.id) = (
              select webhook_id, due.id
              from webhook_deliveries as due
              join webhooks on webhooks.id = webhook_id
              where webhook_id = $1 and active and status = 'pending' and next_attempt_at <= $2
              order by next_attempt_at, due.id
              limit 1
              for update of due skip locked)
        returning webhook_deliveries.id, url, event, data, webhook_deliveries.created_at, attempts, secret,
                  case when previous_secret_until > $2 then previous_secret end as previous_secret
        "#,
        webhook.0,
        now,
        until,
    )
    .fetch_optional(db)
    .await?;
    row.map(|row| {
        Ok(Due {
            id: DeliveryId(row.id),
            url: row.url,
            event: Event::parse(&row.event)
                .ok_or(DbError::Inconsistent { table: "webhook_deliveries", column: "event" })?,
            data: row.data,
            created_at: row.created_at,
            attempts: row.attempts,
            secrets: std::iter::once(row.secret).chain(row.previous_secret).collect(),
        })
    })
    .transpose()
}

/// How a try went.
pub struct Tried<'a> {
    pub status: Option<i16>,
    pub error: Option<&'a str>,
}

pub async fn set_delivered(
    db: &mut PgConnection,
    webhook: WebhookId,
    id: DeliveryId,
    tried: &Tried<'_>,
    now: DateTime<Utc>,
) -> Db<()> {
    sqlx::query!(
        "
        update webhook_deliveries
        set status = 'delivered', last_status = $3, last_error = $4, next_attempt_at = null, delivered_at = $5
        where webhook_id = $1 and id = $2
        ",
        webhook.0,
        id.0,
        tried.status,
        tried.error,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// `next`: when it is tried again; none: it is not.
pub async fn set_failed(
    db: &mut PgConnection,
    webhook: WebhookId,
    id: DeliveryId,
    tried: &Tried<'_>,
    next: Option<DateTime<Utc>>,
) -> Db<()> {
    sqlx::query!(
        "
        update webhook_deliveries
        set status = case when $5::timestamptz is null then 'failed' else 'pending' end,
            last_status = $3, last_error = $4, next_attempt_at = $5, delivered_at = null
        where webhook_id = $1 and id = $2
        ",
        webhook.0,
        id.0,
        tried.status,
        tried.error,
        next,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// When there is something to do for a webhook next.
pub async fn next_due(db: &mut PgConnection, webhook: WebhookId) -> Db<Option<DateTime<Utc>>> {
    let next = sqlx::query_scalar!(
        "
        select min(next_attempt_at)
        from webhook_deliveries
        join webhooks on webhooks.id = webhook_id
        where webhook_id = $1 and active and status = 'pending'
        ",
        webhook.0,
    );
    Ok(next.fetch_one(db).await?)
}

/// Has what waits for a webhook sent after a while. There is one job for each: a later call replaces an earlier one that has
/// not begun, and one that has is waited for.
///
/// Not checked at compile time: the queue's schema is made by its library.
pub async fn send_after(db: &mut PgConnection, task: &str, webhook: WebhookId, pause: TimeDelta) -> Db<()> {
    sqlx::query(
        "
        select from graphile_worker.add_job(
            identifier => $1, payload => json_build_object('webhook_id', $2), queue_name => $1 || ':' || $2,
            job_key => $1 || ':' || $2, priority => $3, run_at => now() + make_interval(secs => $4))
        ",
    )
    .bind(task)
    .bind(webhook.0)
    .bind(PRIORITY)
    .bind(pause.as_seconds_f64())
    .execute(db)
    .await?;
    Ok(())
}

/// As [`send_after`], at once, for every webhook for which something waits.
pub async fn send_all(db: &mut PgConnection, task: &str) -> Db<()> {
    sqlx::query(
        "
        select graphile_worker.add_job(
            identifier => $1, payload => json_build_object('webhook_id', id), queue_name => $1 || ':' || id,
            job_key => $1 || ':' || id, priority => $2)
        from webhooks
        where active and exists (select from webhook_deliveries where webhook_id = webhooks.id and status = 'pending')
        ",
    )
    .bind(task)
    .bind(PRIORITY)
    .execute(db)
    .await?;
    Ok(())
}

pub async fn delete_before(db: &mut PgConnection, time: DateTime<Utc>) -> Db<()> {
    sqlx::query!("delete from webhook_deliveries where created_at < $1", time).execute(db).await?;
    Ok(())
}
