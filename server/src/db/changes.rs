use domain::ids::UserId;
use sqlx::PgPool;
use uuid::Uuid;

use super::Db;

/// Tells every node that listens. Nothing is lost with a crash that pages would not find by themselves, so this commit does
/// not wait for the disk.
pub async fn tell(pool: &PgPool, channel: &str, doctors: &[UserId]) -> Db<()> {
    let ids: Vec<Uuid> = doctors.iter().map(|id| id.0).collect();
    sqlx::query!(
        "
        select pg_notify($1, id::text)
        from set_config('synchronous_commit', 'off', true), unnest($2::uuid[]) as id
        ",
        channel,
        &ids,
    )
    .execute(pool)
    .await?;
    Ok(())
}
