use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    contact::PersonName,
    dependant::Dependant,
    ids::{DependantId, UserId},
};
use sqlx::PgConnection;
use uuid::Uuid;

use super::Db;

struct DependantRow {
    id: Uuid,
    full_name: String,
    born_on: Option<NaiveDate>,
}

impl From<DependantRow> for Dependant {
    fn from(row: DependantRow) -> Self {
        Self { id: DependantId(row.id), full_name: row.full_name, born_on: row.born_on }
    }
}

/// Whom somebody books for, in the order in which they were added.
pub async fn of_guardian(db: &mut PgConnection, guardian: UserId) -> Db<Vec<Dependant>> {
    let rows = sqlx::query_as!(
        DependantRow,
        "select id, full_name, born_on from dependants where guardian_id = $1 and removed_at is null order by id",
        guardian.0,
    );
    Ok(rows.fetch_all(db).await?.into_iter().map(Dependant::from).collect())
}

/// Whether somebody books for this person.
pub async fn exists(db: &mut PgConnection, guardian: UserId, id: DependantId) -> Db<bool> {
    let found = sqlx::query!(
        "select id from dependants where guardian_id = $1 and id = $2 and removed_at is null",
        guardian.0,
        id.0,
    );
    Ok(found.fetch_optional(db).await?.is_some())
}

pub async fn insert(
    db: &mut PgConnection,
    guardian: UserId,
    id: DependantId,
    full_name: &PersonName,
    born_on: Option<NaiveDate>,
    now: DateTime<Utc>,
) -> Db<()> {
    sqlx::query!(
        "insert into dependants (guardian_id, id, full_name, born_on, created_at) values ($1, $2, $3, $4, $5)",
        guardian.0,
        id.0,
        full_name.as_str(),
        born_on,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Nobody books for them any more; false when nobody did.
pub async fn remove(db: &mut PgConnection, guardian: UserId, id: DependantId, now: DateTime<Utc>) -> Db<bool> {
    let removed = sqlx::query!(
        "update dependants set removed_at = $3 where guardian_id = $1 and id = $2 and removed_at is null",
        guardian.0,
        id.0,
        now,
    );
    Ok(removed.execute(db).await?.rows_affected() == 1)
}

/// Leaves nothing of them but that there was somebody, as appointments need it.
pub async fn erase(db: &mut PgConnection, guardian: UserId, name: &str, now: DateTime<Utc>) -> Db<()> {
    sqlx::query!(
        "update dependants set full_name = $2, born_on = null, removed_at = $3 where guardian_id = $1",
        guardian.0,
        name,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}
