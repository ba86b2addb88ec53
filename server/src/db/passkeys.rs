use chrono::{DateTime, Utc};
use domain::{
    ids::{PasskeyId, UserId},
    passkey::Passkey,
};
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use super::Db;

/// Oldest first.
pub async fn of_user(db: &mut PgConnection, user: UserId) -> Db<Vec<Passkey>> {
    let rows = sqlx::query!(
        "select id, name, created_at, last_used_at from passkeys where user_id = $1 order by created_at, id",
        user.0,
    )
    .fetch_all(db)
    .await?;
    let passkeys = rows.into_iter().map(|row| Passkey {
        id: PasskeyId(row.id),
        name: row.name,
        created_at: row.created_at,
        last_used_at: row.last_used_at,
    });
    Ok(passkeys.collect())
}

pub async fn credential_ids(db: &mut PgConnection, user: UserId) -> Db<Vec<Vec<u8>>> {
    let ids = sqlx::query_scalar!("select credential_id from passkeys where user_id = $1", user.0);
    Ok(ids.fetch_all(db).await?)
}

pub async fn any(db: &mut PgConnection, user: UserId) -> Db<bool> {
    let any = sqlx::query_scalar!(r#"select exists (select from passkeys where user_id = $1) as "any!""#, user.0);
    Ok(any.fetch_one(db).await?)
}

/// False when some account has this passkey already.
pub async fn insert(
    db: &mut PgConnection,
    user: UserId,
    passkey: &Passkey,
    credential_id: &[u8],
    credential: &Value,
) -> Db<bool> {
    let inserted = sqlx::query!(
        "
        insert into passkeys (id, user_id, credential_id, name, credential, created_at)
        values ($1, $2, $3, $4, $5, $6)
        on conflict on constraint passkeys_credential_id_key do nothing
        ",
        passkey.id.0,
        user.0,
        credential_id,
        passkey.name,
        credential,
        passkey.created_at,
    )
    .execute(db)
    .await?;
    Ok(inserted.rows_affected() == 1)
}

/// Whose passkey this is, held until the end of the transaction: its counter is compared and moved by one at a time.
pub async fn by_credential(
    db: &mut PgConnection,
    user: UserId,
    credential_id: &[u8],
) -> Db<Option<(PasskeyId, Value)>> {
    let row = sqlx::query!(
        "select id, credential from passkeys where user_id = $1 and credential_id = $2 for update",
        user.0,
        credential_id,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| (PasskeyId(row.id), row.credential)))
}

pub async fn used(db: &mut PgConnection, id: PasskeyId, credential: &Value, now: DateTime<Utc>) -> Db<()> {
    sqlx::query!("update passkeys set credential = $2, last_used_at = $3 where id = $1", id.0, credential, now)
        .execute(db)
        .await?;
    Ok(())
}

/// False when this person has no such passkey.
pub async fn delete(db: &mut PgConnection, user: UserId, id: PasskeyId) -> Db<bool> {
    let deleted = sqlx::query!("delete from passkeys where id = $1 and user_id = $2", id.0, user.0);
    Ok(deleted.execute(db).await?.rows_affected() == 1)
}

/// Keeps what the answer to a challenge is checked against.
pub async fn insert_challenge(
    db: &mut PgConnection,
    id: Uuid,
    user: Option<UserId>,
    state: &Value,
    expires_at: DateTime<Utc>,
) -> Db<()> {
    sqlx::query!(
        "insert into passkey_challenges (id, user_id, state, expires_at) values ($1, $2, $3, $4)",
        id,
        user.map(|user| user.0),
        state,
        expires_at,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub async fn delete_expired_challenges(db: &mut PgConnection, now: DateTime<Utc>) -> Db<()> {
    sqlx::query!("delete from passkey_challenges where expires_at <= $1", now).execute(db).await?;
    Ok(())
}

pub async fn delete_all(db: &mut PgConnection, user: UserId) -> Db<()> {
    sqlx::query!("delete from passkeys where user_id = $1", user.0).execute(db).await?;
    Ok(())
}

/// Takes a challenge out: it is answered once.
pub async fn take_challenge(
    db: &mut PgConnection,
    id: Uuid,
    user: Option<UserId>,
    now: DateTime<Utc>,
) -> Db<Option<Value>> {
    let state = sqlx::query_scalar!(
        "
        delete from passkey_challenges
        where id = $1 and user_id is not distinct from $2 and expires_at > $3
        returning state
        ",
        id,
        user.map(|user| user.0),
        now,
    );
    Ok(state.fetch_optional(db).await?)
}
