use serde::Serialize;
use sqlx::{PgConnection, types::Json};

use super::Db;

/// Puts a job into the queue; it is there once the transaction is committed, and not before.
///
/// Not checked at compile time: the queue's schema is made by its library.
pub async fn add<T: Serialize + Sync>(db: &mut PgConnection, task: &str, payload: &T) -> Db<()> {
    sqlx::query("select from graphile_worker.add_job(identifier => $1, payload => $2::json)")
        .bind(task)
        .bind(Json(payload))
        .execute(db)
        .await?;
    Ok(())
}
