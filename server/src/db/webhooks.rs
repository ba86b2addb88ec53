use chrono::{DateTime, Utc};
use domain::{
    ids::WebhookId,
    webhook::{DisabledReason, Endpoint, Event, SECRETS_OVERLAP, Webhook},
};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Db, DbError};

struct WebhookRow {
    id: Uuid,
    url: String,
    events: Vec<String>,
    description: Option<String>,
    active: bool,
    disabled_reason: Option<String>,
    failing_since: Option<DateTime<Utc>>,
    previous_secret_until: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl TryFrom<WebhookRow> for Webhook {
    type Error = DbError;

    fn try_from(row: WebhookRow) -> Db<Self> {
        let unknown = |column| DbError::Inconsistent { table: "webhooks", column };
        let events = row.events.iter().map(|event| Event::parse(event).ok_or(unknown("events"))).collect::<Db<_>>()?;
        let disabled_reason = row.disabled_reason.as_deref().map(DisabledReason::parse);
        Ok(Self {
            id: WebhookId(row.id),
            endpoint: Endpoint { url: row.url, events, description: row.description, active: row.active },
            disabled_reason: disabled_reason.map(|reason| reason.ok_or(unknown("disabled_reason"))).transpose()?,
            failing_since: row.failing_since,
            previous_secret_until: row.previous_secret_until,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// In the order in which they were added, after one of them, at most `limit`.
pub async fn list(
    db: &mut PgConnection,
    only: Option<WebhookId>,
    after: Option<Uuid>,
    now: DateTime<Utc>,
    limit: i64,
) -> Db<Vec<Webhook>> {
    let rows = sqlx::query_as!(
        WebhookRow,
        r#"
        select id, url, events, description, active, disabled_reason, failing_since,
               case when previous_secret_until > $3 then previous_secret_until end as previous_secret_until,
               created_at, updated_at
        from webhooks
        where ($1::uuid is null or id = $1) and ($2::uuid is null or id > $2)
        order by id
        limit $4
        "#,
        only.map(|id| id.0),
        after,
        now,
        limit,
    );
    rows.fetch_all(db).await?.into_iter().map(Webhook::try_from).collect()
}

pub async fn find(db: &mut PgConnection, id: WebhookId, now: DateTime<Utc>) -> Db<Option<Webhook>> {
    Ok(list(db, Some(id), None, now, 1).await?.pop())
}

/// Held to the end of the transaction: nobody else changes it meanwhile.
pub async fn lock(db: &mut PgConnection, id: WebhookId) -> Db<()> {
    sqlx::query!("select id from webhooks where id = $1 for update", id.0).fetch_optional(db).await?;
    Ok(())
}

pub async fn insert(
    db: &mut PgConnection,
    id: WebhookId,
    endpoint: &Endpoint,
    secret: &[u8],
    now: DateTime<Utc>,
) -> Db<()> {
    sqlx::query!(
        "
        insert into webhooks (id, url, events, description, active, secret, created_at, updated_at)
        values ($1, $2, $3, $4, $5, $6, $7, $7)
        ",
        id.0,
        endpoint.url,
        &words(&endpoint.events),
        endpoint.description,
        endpoint.active,
        secret,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Whatever went wrong before is forgotten.
pub async fn update(db: &mut PgConnection, id: WebhookId, endpoint: &Endpoint, now: DateTime<Utc>) -> Db<()> {
    sqlx::query!(
        "
        update webhooks
        set url = $2, events = $3, description = $4, active = $5, updated_at = $6, failing_since = null,
            disabled_reason = case when $5 then null else disabled_reason end
        where id = $1
        ",
        id.0,
        endpoint.url,
        &words(&endpoint.events),
        endpoint.description,
        endpoint.active,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The present secret becomes the one before; false when there is no such webhook.
pub async fn replace_secret(db: &mut PgConnection, id: WebhookId, secret: &[u8], now: DateTime<Utc>) -> Db<bool> {
    let replaced = sqlx::query!(
        "
        update webhooks
        set previous_secret = secret, previous_secret_until = $3, secret = $2, updated_at = $4
        where id = $1
        ",
        id.0,
        secret,
        now + SECRETS_OVERLAP,
        now,
    );
    Ok(replaced.execute(db).await?.rows_affected() == 1)
}

/// Notes that something got through.
pub async fn note_success(db: &mut PgConnection, id: WebhookId) -> Db<()> {
    sqlx::query!("update webhooks set failing_since = null where id = $1 and failing_since is not null", id.0)
        .execute(db)
        .await?;
    Ok(())
}

/// Notes that something did not get through; since when nothing did.
pub async fn note_failure(db: &mut PgConnection, id: WebhookId, now: DateTime<Utc>) -> Db<Option<DateTime<Utc>>> {
    let since = sqlx::query_scalar!(
        r#"
        update webhooks set failing_since = coalesce(failing_since, $2) where id = $1
        returning failing_since as "since!"
        "#,
        id.0,
        now,
    );
    Ok(since.fetch_optional(db).await?)
}

/// It is told nothing any more; false when it is off already.
pub async fn switch_off(db: &mut PgConnection, id: WebhookId, why: DisabledReason, now: DateTime<Utc>) -> Db<bool> {
    let switched = sqlx::query!(
        "update webhooks set active = false, disabled_reason = $2, updated_at = $3 where id = $1 and active",
        id.0,
        why.as_str(),
        now,
    );
    Ok(switched.execute(db).await?.rows_affected() == 1)
}

/// With its log; false when there is none.
pub async fn delete(db: &mut PgConnection, id: WebhookId) -> Db<()> {
    sqlx::query!("delete from webhook_deliveries where webhook_id = $1", id.0).execute(&mut *db).await?;
    sqlx::query!("delete from webhooks where id = $1", id.0).execute(db).await?;
    Ok(())
}

fn words(events: &[Event]) -> Vec<String> {
    events.iter().map(|event| event.as_str().to_owned()).collect()
}
