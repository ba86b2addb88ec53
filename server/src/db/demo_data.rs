use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::Db;

pub async fn is_complete(db: &mut PgConnection, name: &str) -> Db<bool> {
    let row = sqlx::query!("select name from demo_data where name = $1", name).fetch_optional(db).await?;
    Ok(row.is_some())
}

pub async fn complete(db: &mut PgConnection, name: &str, now: DateTime<Utc>) -> Db<()> {
    sqlx::query!("insert into demo_data (name, completed_at) values ($1, $2) on conflict do nothing", name, now)
        .execute(db)
        .await?;
    Ok(())
}
