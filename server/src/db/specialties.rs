use chrono::{DateTime, Utc};
use domain::{directory::Specialty, ids::SpecialtyId};
use sqlx::PgConnection;
use uuid::Uuid;

use super::Db;

/// Those that can be chosen.
pub async fn all(db: &mut PgConnection) -> Db<Vec<Specialty>> {
    let rows = sqlx::query!("select id, slug, name from specialties where retired_at is null order by name, id");
    let rows = rows.fetch_all(db).await?;
    Ok(rows.into_iter().map(|row| Specialty { id: SpecialtyId(row.id), slug: row.slug, name: row.name }).collect())
}

/// One that can be chosen, by id or slug.
pub async fn find(db: &mut PgConnection, key: &str) -> Db<Option<Specialty>> {
    let row = sqlx::query!(
        "select id, slug, name from specialties where (slug = $1 or id = $2) and retired_at is null",
        key,
        Uuid::parse_str(key).ok(),
    );
    let row = row.fetch_optional(db).await?;
    Ok(row.map(|row| Specialty { id: SpecialtyId(row.id), slug: row.slug, name: row.name }))
}

/// Whether it can be chosen; if so, until the end of the transaction.
pub async fn exists(db: &mut PgConnection, id: SpecialtyId) -> Db<bool> {
    let row = sqlx::query!("select id from specialties where id = $1 and retired_at is null for share", id.0);
    Ok(row.fetch_optional(db).await?.is_some())
}

/// The slugs that are in use, also for what is retired.
pub async fn slugs(db: &mut PgConnection) -> Db<Vec<String>> {
    Ok(sqlx::query_scalar!("select slug from specialties").fetch_all(db).await?)
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

pub async fn update(db: &mut PgConnection, specialty: &Specialty) -> Db<()> {
    sqlx::query!("update specialties set name = $2 where id = $1", specialty.id.0, specialty.name).execute(db).await?;
    Ok(())
}

/// It can be chosen no more.
pub async fn retire(db: &mut PgConnection, id: SpecialtyId, now: DateTime<Utc>) -> Db<()> {
    sqlx::query!("update specialties set retired_at = $2 where id = $1", id.0, now).execute(db).await?;
    Ok(())
}

/// Whether a doctor has it whose account works.
pub async fn is_in_use(db: &mut PgConnection, id: SpecialtyId) -> Db<bool> {
    let used = sqlx::query_scalar!(
        r#"
        select exists (
            select from doctors join users on users.id = doctor_id
            where specialty_id = $1 and role = 'doctor' and disabled_at is null and erased_at is null
        ) as "used!"
        "#,
        id.0,
    );
    Ok(used.fetch_one(db).await?)
}
