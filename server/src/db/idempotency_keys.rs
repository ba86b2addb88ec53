use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::Db;

/// An answer as it was given.
pub struct KeptAnswer {
    pub status: u16,
    pub content_type: Option<String>,
    pub location: Option<String>,
    pub body: Vec<u8>,
}

/// A request that was sent before.
pub struct Sent {
    pub fingerprint: Vec<u8>,
    /// None: it is being carried out.
    pub answer: Option<KeptAnswer>,
}

/// Notes a request that is about to be carried out. False where it was noted before: when it has an answer after
/// `expired`, when it has none yet after `abandoned`.
pub async fn begin(
    db: &mut PgConnection,
    id: &[u8; 32],
    fingerprint: &[u8; 32],
    now: DateTime<Utc>,
    expired: DateTime<Utc>,
    abandoned: DateTime<Utc>,
) -> Db<bool> {
    let begun = sqlx::query!(
        "
        insert into idempotency_keys as kept (id, fingerprint, created_at)
        values ($1, $2, $3)
        on conflict (id) do update
        set fingerprint = $2, created_at = $3, status = null, content_type = null, location = null, body = null
        where kept.created_at <= case when kept.status is null then $5::timestamptz else $4 end
        ",
        id.as_slice(),
        fingerprint.as_slice(),
        now,
        expired,
        abandoned,
    );
    Ok(begun.execute(db).await?.rows_affected() == 1)
}

pub async fn find(db: &mut PgConnection, id: &[u8; 32]) -> Db<Option<Sent>> {
    let row = sqlx::query!(
        "select fingerprint, status, content_type, location, body from idempotency_keys where id = $1",
        id.as_slice(),
    );
    Ok(row.fetch_optional(db).await?.map(|row| Sent {
        fingerprint: row.fingerprint,
        answer: row.status.and_then(|status| u16::try_from(status).ok()).map(|status| KeptAnswer {
            status,
            content_type: row.content_type,
            location: row.location,
            body: row.body.unwrap_or_default(),
        }),
    }))
}

pub async fn keep(db: &mut PgConnection, id: &[u8; 32], answer: &KeptAnswer) -> Db<()> {
    sqlx::query!(
        "
        update idempotency_keys set status = $2, content_type = $3, location = $4, body = $5
        where id = $1 and status is null
        ",
        id.as_slice(),
        i16::try_from(answer.status).unwrap_or(i16::MAX),
        answer.content_type,
        answer.location,
        answer.body,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Forgets a request that was not carried out.
pub async fn forget(db: &mut PgConnection, id: &[u8; 32]) -> Db<()> {
    sqlx::query!("delete from idempotency_keys where id = $1 and status is null", id.as_slice()).execute(db).await?;
    Ok(())
}

pub async fn delete_expired(db: &mut PgConnection, expired: DateTime<Utc>) -> Db<()> {
    sqlx::query!("delete from idempotency_keys where created_at <= $1", expired).execute(db).await?;
    Ok(())
}
