use domain::{directory::Specialty, ids::SpecialtyId};
use sqlx::PgConnection;

use super::Db;

pub async fn all(db: &mut PgConnection) -> Db<Vec<Specialty>> {
    let rows = sqlx::query!("select id, slug, name from specialties order by name").fetch_all(db).await?;
    Ok(rows.into_iter().map(|row| Specialty { id: SpecialtyId(row.id), slug: row.slug, name: row.name }).collect())
}

pub async fn exists(db: &mut PgConnection, id: SpecialtyId) -> Db<bool> {
    let row = sqlx::query!("select id from specialties where id = $1", id.0).fetch_optional(db).await?;
    Ok(row.is_some())
}

/// Leaves one with the same slug as it is.
pub async fn insert(db: &mut PgConnection, specialty: &Specialty) -> Db<()> {
    sqlx::query!(
        "insert into specialties (id, slug, name) values ($1, $2, $3) on conflict on constraint specialties_slug_key do nothing",
        specialty.id.0,
        specialty.slug,
        specialty.name,
    )
    .execute(db)
    .await?;
    Ok(())
}
