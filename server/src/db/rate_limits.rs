use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::Db;

/// What became of one try.
pub struct Spent {
    pub allowed: bool,
    /// When the whole bucket is there again.
    pub full_at: DateTime<Utc>,
}

/// Takes one try out of a bucket of `burst`, which gets one back every so many seconds. One statement, so that of many
/// at once no more than the limit are allowed. None: refused, while others were just making the bucket.
pub async fn spend(
    db: &mut PgConnection,
    key: &[u8; 32],
    burst: u32,
    every_seconds: u32,
    now: DateTime<Utc>,
) -> Db<Option<Spent>> {
    let spent = sqlx::query_as!(
        Spent,
        r#"
        with spent as (
            insert into rate_limits as kept (key, full_at)
            values ($1, $2::timestamptz + make_interval(secs => $3))
            on conflict (key) do update set full_at = greatest(kept.full_at, $2) + make_interval(secs => $3)
            where greatest(kept.full_at, $2) <= $2 + make_interval(secs => $4)
            returning full_at
        )
        select true as "allowed!", full_at as "full_at!" from spent
        union all
        select false, full_at from rate_limits where key = $1 and not exists (select from spent)
        "#,
        key.as_slice(),
        now,
        f64::from(every_seconds),
        f64::from(every_seconds) * f64::from(burst - 1),
    );
    Ok(spent.fetch_optional(db).await?)
}

/// Puts one try back.
pub async fn give_back(db: &mut PgConnection, key: &[u8; 32], every_seconds: u32) -> Db<()> {
    sqlx::query!(
        "update rate_limits set full_at = full_at - make_interval(secs => $2) where key = $1",
        key.as_slice(),
        f64::from(every_seconds),
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Forgets some of the buckets that are full. It waits for nobody, and nobody has to wait for it twice.
pub async fn forget_full(db: &mut PgConnection, most: i64, now: DateTime<Utc>) -> Db<()> {
    sqlx::query!(
        "
        delete from rate_limits where key = any (array(
            select key from rate_limits where full_at <= $1 order by full_at limit $2 for update skip locked
        ))
        ",
        now,
        most,
    )
    .execute(db)
    .await?;
    Ok(())
}
