use domain::{
    availability::LocationClosure,
    ids::{ClosureId, LocationId},
};
use sqlx::{PgConnection, types::Json};

use super::Db;

/// A location's closures that are not over, in order.
pub async fn of_location(
    db: &mut PgConnection,
    location: LocationId,
    from: chrono::NaiveDate,
) -> Db<Vec<LocationClosure>> {
    let rows = sqlx::query_scalar!(
        r#"
        select to_jsonb(closures) as "closure!: Json<LocationClosure>"
        from closures
        where location_id = $1 and last_day >= $2
        order by first_day, id
        "#,
        location.0,
        from,
    );
    Ok(rows.fetch_all(db).await?.into_iter().map(|Json(closure)| closure).collect())
}

pub async fn insert(db: &mut PgConnection, closure: &LocationClosure) -> Db<()> {
    sqlx::query!(
        "insert into closures (location_id, id, first_day, last_day, reason) values ($1, $2, $3, $4, $5)",
        closure.location_id.0,
        closure.id.0,
        closure.first_day,
        closure.last_day,
        closure.reason,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// False when there is none.
pub async fn delete(db: &mut PgConnection, location: LocationId, id: ClosureId) -> Db<bool> {
    let deleted = sqlx::query!("delete from closures where location_id = $1 and id = $2", location.0, id.0);
    Ok(deleted.execute(db).await?.rows_affected() == 1)
}
