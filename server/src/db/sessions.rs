use chrono::{DateTime, Utc};
use domain::{
    ids::{SessionId, UserId},
    session::{Device, EndReason, Session},
};
use serde::Serialize;
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

use super::Db;

/// Starts a session with its first token.
pub async fn insert(
    db: &mut PgConnection,
    id: SessionId,
    user: UserId,
    device: &Device,
    token_hash: &[u8; 32],
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Db<()> {
    sqlx::query!(
        "
        with session as (
            insert into sessions (id, user_id, user_agent, address, created_at, last_used_at, expires_at)
            values ($1, $2, $3, $4, $5, $5, $6)
            returning id
        )
        insert into refresh_tokens (hash, session_id, created_at) select $7, id, $5 from session
        ",
        id.0,
        user.0,
        device.user_agent,
        device.address,
        now,
        expires_at,
        token_hash.as_slice(),
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Gives the live token its child: one statement, so that of two refreshes at once only one does.
/// None when the token is not the live one of a session that goes on.
pub async fn rotate(
    db: &mut PgConnection,
    parent: &[u8; 32],
    child: &[u8; 32],
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Db<Option<(SessionId, UserId)>> {
    let row = sqlx::query!(
        "
        with parent as (
            update refresh_tokens set rotated_at = $3
            from sessions
            where hash = $1 and rotated_at is null
              and id = session_id and ended_at is null and sessions.expires_at > $3
            returning session_id
        ), child as (
            insert into refresh_tokens (hash, session_id, created_at) select $2, session_id, $3 from parent
        )
        update sessions set last_used_at = $3, expires_at = $4
        from parent
        where id = session_id
        returning id, user_id
        ",
        parent.as_slice(),
        child.as_slice(),
        now,
        expires_at,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| (SessionId(row.id), UserId(row.user_id))))
}

/// A token that has been used already, in a session that goes on.
pub struct UsedToken {
    pub session_id: SessionId,
    pub user_id: UserId,
    pub rotated_at: DateTime<Utc>,
    /// The hash of its child, if that is the live token.
    pub live_child: Option<Vec<u8>>,
}

pub async fn used_token(
    db: &mut PgConnection,
    hash: &[u8; 32],
    children: &[Vec<u8>],
    now: DateTime<Utc>,
) -> Db<Option<UsedToken>> {
    let row = sqlx::query!(
        r#"
        select session_id, user_id, rotated_at as "rotated_at!",
               (select hash from refresh_tokens where hash = any ($2) and rotated_at is null) as live_child
        from refresh_tokens
        join sessions on id = session_id
        where hash = $1 and rotated_at is not null and ended_at is null and expires_at > $3
        "#,
        hash.as_slice(),
        children,
        now,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| UsedToken {
        session_id: SessionId(row.session_id),
        user_id: UserId(row.user_id),
        rotated_at: row.rotated_at,
        live_child: row.live_child,
    }))
}

/// Whether an account was used from this network (an address with the length of its prefix), as far as is remembered.
pub async fn known_network(db: &mut PgConnection, email: &str, network: &str) -> Db<bool> {
    let known = sqlx::query_scalar!(
        r#"
        select exists (
            select from sessions
            join users on users.id = user_id
            where email = $1 and network(set_masklen(address::inet, masklen($2::text::cidr))) = $2::text::cidr
              and family(address::inet) = family($2::text::cidr)
        ) as "known!"
        "#,
        email,
        network,
    );
    Ok(known.fetch_one(db).await?)
}

/// Those that go on, latest use first.
pub async fn of_user(db: &mut PgConnection, user: UserId, current: SessionId, now: DateTime<Utc>) -> Db<Vec<Session>> {
    let rows = sqlx::query!(
        "
        select id, user_agent, address, created_at, last_used_at, expires_at
        from sessions
        where user_id = $1 and ended_at is null and expires_at > $2
        order by last_used_at desc, id desc
        ",
        user.0,
        now,
    )
    .fetch_all(db)
    .await?;
    let sessions = rows.into_iter().map(|row| Session {
        id: SessionId(row.id),
        user_agent: row.user_agent,
        address: row.address,
        created_at: row.created_at,
        last_used_at: row.last_used_at,
        expires_at: row.expires_at,
        current: row.id == current.0,
    });
    Ok(sessions.collect())
}

/// False when this person has no such session that goes on.
pub async fn end(
    db: &mut PgConnection,
    user: UserId,
    id: SessionId,
    reason: EndReason,
    now: DateTime<Utc>,
) -> Db<bool> {
    let ended = sqlx::query!(
        "
        update sessions set ended_at = $3, end_reason = $4
        where id = $1 and user_id = $2 and ended_at is null and expires_at > $3
        ",
        id.0,
        user.0,
        now,
        reason.as_str(),
    )
    .execute(db)
    .await?;
    Ok(ended.rows_affected() == 1)
}

/// Ends all but one.
pub async fn end_others(
    db: &mut PgConnection,
    user: UserId,
    kept: SessionId,
    reason: EndReason,
    now: DateTime<Utc>,
) -> Db<()> {
    sqlx::query!(
        "update sessions set ended_at = $3, end_reason = $4 where user_id = $1 and id <> $2 and ended_at is null",
        user.0,
        kept.0,
        now,
        reason.as_str(),
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Ends all of them.
pub async fn end_all(db: &mut PgConnection, user: UserId, reason: EndReason, now: DateTime<Utc>) -> Db<()> {
    sqlx::query!(
        "update sessions set ended_at = $2, end_reason = $3 where user_id = $1 and ended_at is null",
        user.0,
        now,
        reason.as_str(),
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Forgets what has expired.
pub async fn delete_expired(db: &mut PgConnection, now: DateTime<Utc>) -> Db<()> {
    sqlx::query!("delete from sessions where expires_at <= $1", now).execute(db).await?;
    Ok(())
}

/// A session with all that is kept of it.
#[derive(Serialize, ToSchema)]
pub struct KeptSession {
    id: Uuid,
    user_agent: Option<String>,
    address: Option<String>,
    created_at: DateTime<Utc>,
    last_used_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    ended_at: Option<DateTime<Utc>>,
    end_reason: Option<String>,
}

/// Those that ended, too.
pub async fn kept(db: &mut PgConnection, user: UserId) -> Db<Vec<KeptSession>> {
    let sessions = sqlx::query_as!(
        KeptSession,
        "
        select id, user_agent, address, created_at, last_used_at, expires_at, ended_at, end_reason
        from sessions
        where user_id = $1
        order by created_at, id
        ",
        user.0,
    );
    Ok(sessions.fetch_all(db).await?)
}

/// Ends them all, and forgets where they were.
pub async fn delete_all(db: &mut PgConnection, user: UserId) -> Db<()> {
    sqlx::query!("delete from sessions where user_id = $1", user.0).execute(db).await?;
    Ok(())
}
