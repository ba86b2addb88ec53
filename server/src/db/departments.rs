use chrono::{DateTime, Utc};
use domain::{
    directory::Department,
    ids::{DepartmentId, LocationId},
};
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use super::Db;

/// Those that can be chosen; at a location, by id or slug, or everywhere.
pub async fn all(db: &mut PgConnection, location: Option<&str>) -> Db<Vec<Department>> {
    let rows = sqlx::query_scalar!(
        r#"
        select to_jsonb(departments) as "department!: Json<Department>"
        from departments
        where retired_at is null
          and ($1::text is null or location_id in (select id from locations where slug = $1 or id::text = $1))
        order by name, id
        "#,
        location,
    );
    Ok(rows.fetch_all(db).await?.into_iter().map(|Json(department)| department).collect())
}

/// One that can be chosen, by id or slug.
pub async fn find(db: &mut PgConnection, key: &str) -> Db<Option<Department>> {
    let row = sqlx::query_scalar!(
        r#"
        select to_jsonb(departments) as "department!: Json<Department>"
        from departments
        where (slug = $1 or id = $2) and retired_at is null
        "#,
        key,
        Uuid::parse_str(key).ok(),
    );
    Ok(row.fetch_optional(db).await?.map(|Json(department)| department))
}

/// Where a department is that can be chosen; if it can, until the end of the transaction.
pub async fn location_of(db: &mut PgConnection, id: DepartmentId) -> Db<Option<LocationId>> {
    let location =
        sqlx::query_scalar!("select location_id from departments where id = $1 and retired_at is null for share", id.0);
    Ok(location.fetch_optional(db).await?.map(LocationId))
}

/// The slugs that are in use, also for what is retired.
pub async fn slugs(db: &mut PgConnection) -> Db<Vec<String>> {
    Ok(sqlx::query_scalar!("select slug from departments").fetch_all(db).await?)
}

/// Leaves one with the same slug as it is.
pub async fn insert(db: &mut PgConnection, department: &Department) -> Db<()> {
    sqlx::query!(
        "
        insert into departments (id, slug, name, location_id) values ($1, $2, $3, $4)
        on conflict on constraint departments_slug_key do nothing
        ",
        department.id.0,
        department.slug,
        department.name,
        department.location_id.0,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub async fn update(db: &mut PgConnection, department: &Department) -> Db<()> {
    sqlx::query!(
        "update departments set name = $2, location_id = $3 where id = $1",
        department.id.0,
        department.name,
        department.location_id.0,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// It can be chosen no more.
pub async fn retire(db: &mut PgConnection, id: DepartmentId, now: DateTime<Utc>) -> Db<()> {
    sqlx::query!("update departments set retired_at = $2 where id = $1", id.0, now).execute(db).await?;
    Ok(())
}

/// As [`retire`], for those of a location.
pub async fn retire_at(db: &mut PgConnection, location: LocationId, now: DateTime<Utc>) -> Db<()> {
    sqlx::query!(
        "update departments set retired_at = $2 where location_id = $1 and retired_at is null",
        location.0,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Whether a doctor belongs to it whose account works.
pub async fn is_in_use(db: &mut PgConnection, id: DepartmentId) -> Db<bool> {
    let used = sqlx::query_scalar!(
        r#"
        select exists (
            select from doctors join users on users.id = doctor_id
            where department_id = $1 and role = 'doctor' and disabled_at is null and erased_at is null
        ) as "used!"
        "#,
        id.0,
    );
    Ok(used.fetch_one(db).await?)
}
