use chrono::{DateTime, Utc};
use domain::ids::UserId;
use sqlx::PgConnection;

use super::Db;

/// What a link in a mail is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    VerifyEmail,
    ResetPassword,
}

impl Purpose {
    fn as_str(self) -> &'static str {
        match self {
            Self::VerifyEmail => "verify_email",
            Self::ResetPassword => "reset_password",
        }
    }
}

/// Takes the place of an earlier one for the same purpose.
pub async fn replace(
    db: &mut PgConnection,
    user: UserId,
    purpose: Purpose,
    hash: &[u8; 32],
    expires_at: DateTime<Utc>,
) -> Db<()> {
    sqlx::query!(
        "
        insert into mailed_tokens (user_id, purpose, hash, expires_at) values ($1, $2, $3, $4)
        on conflict (user_id, purpose) do update set hash = excluded.hash, expires_at = excluded.expires_at
        ",
        user.0,
        purpose.as_str(),
        hash.as_slice(),
        expires_at,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Whose token this is, while it is good.
pub async fn owner(db: &mut PgConnection, purpose: Purpose, hash: &[u8; 32], now: DateTime<Utc>) -> Db<Option<UserId>> {
    let owner = sqlx::query_scalar!(
        "select user_id from mailed_tokens where hash = $1 and purpose = $2 and expires_at > $3",
        hash.as_slice(),
        purpose.as_str(),
        now,
    );
    Ok(owner.fetch_optional(db).await?.map(UserId))
}

/// Uses a token up: of two who bring it at once, one gets its owner.
pub async fn take(db: &mut PgConnection, purpose: Purpose, hash: &[u8; 32], now: DateTime<Utc>) -> Db<Option<UserId>> {
    let owner = sqlx::query_scalar!(
        "delete from mailed_tokens where hash = $1 and purpose = $2 and expires_at > $3 returning user_id",
        hash.as_slice(),
        purpose.as_str(),
        now,
    );
    Ok(owner.fetch_optional(db).await?.map(UserId))
}

/// Whatever was mailed for this purpose is good for nothing any more.
pub async fn revoke(db: &mut PgConnection, user: UserId, purpose: Purpose) -> Db<()> {
    sqlx::query!("delete from mailed_tokens where user_id = $1 and purpose = $2", user.0, purpose.as_str())
        .execute(db)
        .await?;
    Ok(())
}

pub async fn revoke_all(db: &mut PgConnection, user: UserId) -> Db<()> {
    sqlx::query!("delete from mailed_tokens where user_id = $1", user.0).execute(db).await?;
    Ok(())
}

pub async fn delete_expired(db: &mut PgConnection, now: DateTime<Utc>) -> Db<()> {
    sqlx::query!("delete from mailed_tokens where expires_at <= $1", now).execute(db).await?;
    Ok(())
}
