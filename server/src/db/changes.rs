use domain::ids::UserId;
use sqlx::PgPool;
use uuid::Uuid;

use super::Db;

/// Tells every node that listens. Nothing is lost with a crash that pages would not find by themselves, so no commit waits
/// for the disk.
pub async fn tell(pool: &PgPool, channel: &str, doctors: &[UserId]) -> Db<()> {
    let ids: Vec<Uuid> = doctors.iter().map(|id| id.0).collect();
    let mut tx = pool.begin().await?;
    sqlx::query!("set local synchronous_commit = off").execute(&mut *tx).await?;
    sqlx::query!("select pg_notify($1, id::text) from unnest($2::uuid[]) as id", channel, &ids)
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok(())
}
