use chrono::{DateTime, Utc};
use domain::{
    ids::UserId,
    two_step::{MAX_WRONG_CODES, PAUSE},
};
use sqlx::PgConnection;

use super::Db;

/// Since when it is on, and how many recovery codes are left.
pub async fn status(db: &mut PgConnection, user: UserId) -> Db<(Option<DateTime<Utc>>, i64)> {
    let row = sqlx::query!(
        r#"
        select enabled_at, (select count(*) from recovery_codes where user_id = $1 and used_at is null) as "left!"
        from two_step
        where user_id = $1
        "#,
        user.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| (row.enabled_at, row.left)).unwrap_or_default())
}

pub async fn is_on(db: &mut PgConnection, user: UserId) -> Db<bool> {
    let on = sqlx::query_scalar!(
        r#"select exists (select from two_step where user_id = $1 and enabled_at is not null) as "on!""#,
        user.0,
    );
    Ok(on.fetch_one(db).await?)
}

/// The secret of a set-up that is not confirmed yet, sealed.
pub async fn pending(db: &mut PgConnection, user: UserId) -> Db<Option<Vec<u8>>> {
    let secret = sqlx::query_scalar!("select secret from two_step where user_id = $1 and enabled_at is null", user.0);
    Ok(secret.fetch_optional(db).await?)
}

/// Begins a set-up, or begins it anew. False when two-step sign-in is on.
pub async fn start(db: &mut PgConnection, user: UserId, secret: &[u8], now: DateTime<Utc>) -> Db<bool> {
    let started = sqlx::query!(
        "
        insert into two_step (user_id, secret, started_at) values ($1, $2, $3)
        on conflict (user_id) do update set secret = $2, started_at = $3 where two_step.enabled_at is null
        ",
        user.0,
        secret,
        now,
    )
    .execute(db)
    .await?;
    Ok(started.rows_affected() == 1)
}

/// Ends a set-up with the code of a step. False when this secret is not the one that is set up.
pub async fn enable(db: &mut PgConnection, user: UserId, secret: &[u8], step: i64, now: DateTime<Utc>) -> Db<bool> {
    let enabled = sqlx::query!(
        "
        update two_step set enabled_at = $4, last_step = $3, tries = 0
        where user_id = $1 and secret = $2 and enabled_at is null
        ",
        user.0,
        secret,
        step,
        now,
    )
    .execute(db)
    .await?;
    Ok(enabled.rows_affected() == 1)
}

/// Counts a try, and gives the sealed secret to check it against. None: too many, or two-step sign-in is off.
pub async fn count_try(db: &mut PgConnection, user: UserId, now: DateTime<Utc>) -> Db<Option<Vec<u8>>> {
    let secret = sqlx::query_scalar!(
        "
        update two_step set tries = case when last_try_at <= $3 then 1 else tries + 1 end, last_try_at = $2
        where user_id = $1 and enabled_at is not null and (tries < $4 or last_try_at <= $3)
        returning secret
        ",
        user.0,
        now,
        now - PAUSE,
        MAX_WRONG_CODES,
    );
    Ok(secret.fetch_optional(db).await?)
}

/// Takes the code of a step. False when it, or a later one, was taken before.
pub async fn take_step(db: &mut PgConnection, user: UserId, step: i64) -> Db<bool> {
    let taken = sqlx::query!(
        "update two_step set last_step = $2, tries = 0 where user_id = $1 and last_step < $2",
        user.0,
        step,
    )
    .execute(db)
    .await?;
    Ok(taken.rows_affected() == 1)
}

/// Takes a recovery code. False when there is no such code that was not used.
pub async fn take_recovery_code(
    db: &mut PgConnection,
    user: UserId,
    hashes: &[Vec<u8>],
    now: DateTime<Utc>,
) -> Db<bool> {
    let taken = sqlx::query!(
        "
        with code as (
            update recovery_codes set used_at = $3 where user_id = $1 and hash = any($2) and used_at is null returning user_id
        )
        update two_step set tries = 0 from code where two_step.user_id = code.user_id
        ",
        user.0,
        hashes,
        now,
    )
    .execute(db)
    .await?;
    Ok(taken.rows_affected() == 1)
}

pub async fn replace_recovery_codes(db: &mut PgConnection, user: UserId, hashes: &[Vec<u8>]) -> Db<()> {
    sqlx::query!("delete from recovery_codes where user_id = $1", user.0).execute(&mut *db).await?;
    sqlx::query!("insert into recovery_codes (user_id, hash) select $1, unnest($2::bytea[])", user.0, hashes)
        .execute(db)
        .await?;
    Ok(())
}

/// Forgets the secret and the recovery codes. False when two-step sign-in is off.
pub async fn delete(db: &mut PgConnection, user: UserId) -> Db<bool> {
    let deleted = sqlx::query!("delete from two_step where user_id = $1 and enabled_at is not null", user.0);
    Ok(deleted.execute(db).await?.rows_affected() == 1)
}

/// Whatever there is, confirmed or not.
pub async fn forget(db: &mut PgConnection, user: UserId) -> Db<()> {
    sqlx::query!("delete from two_step where user_id = $1", user.0).execute(db).await?;
    Ok(())
}
