use sqlx::PgConnection;

use super::Db;

/// One at a time changes what the practice consists of, until the end of the transaction: names become addresses that have
/// to be free, and what is retired must not be in use.
pub async fn lock(db: &mut PgConnection) -> Db<()> {
    sqlx::query!("select from pg_advisory_xact_lock(hashtext('directory'))").execute(db).await?;
    Ok(())
}
