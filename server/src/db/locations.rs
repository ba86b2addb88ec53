use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::{
    directory::Location,
    ids::{LocationId, UserId},
};
use sqlx::PgConnection;
use uuid::Uuid;

use super::Db;

struct LocationRow {
    id: Uuid,
    slug: String,
    name: String,
    address: String,
    city: String,
    postal_code: String,
    time_zone: String,
}

impl From<LocationRow> for Location {
    fn from(row: LocationRow) -> Self {
        Self {
            id: LocationId(row.id),
            slug: row.slug,
            name: row.name,
            address: row.address,
            city: row.city,
            postal_code: row.postal_code,
            time_zone: row.time_zone,
        }
    }
}

/// Those that can be chosen; the first one is the default one.
pub async fn all(db: &mut PgConnection) -> Db<Vec<Location>> {
    let rows = sqlx::query_as!(
        LocationRow,
        "
        select id, slug, name, address, city, postal_code, time_zone
        from locations
        where retired_at is null
        order by position, slug
        "
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(Location::from).collect())
}

/// One that can be chosen, by id or slug.
pub async fn find(db: &mut PgConnection, key: &str) -> Db<Option<Location>> {
    let row = sqlx::query_as!(
        LocationRow,
        "
        select id, slug, name, address, city, postal_code, time_zone
        from locations
        where (slug = $1 or id = $2) and retired_at is null
        ",
        key,
        Uuid::parse_str(key).ok(),
    );
    Ok(row.fetch_optional(db).await?.map(Location::from))
}

/// The slugs that are in use, also for what is retired.
pub async fn slugs(db: &mut PgConnection) -> Db<Vec<String>> {
    Ok(sqlx::query_scalar!("select slug from locations").fetch_all(db).await?)
}

/// Adds one as the last. One with the same slug is left as it is.
pub async fn insert(db: &mut PgConnection, location: &Location) -> Db<()> {
    sqlx::query!(
        "
        insert into locations (id, slug, name, address, city, postal_code, time_zone, position)
        select $1, $2, $3, $4, $5, $6, $7, coalesce(max(position) + 1, 0) from locations
        on conflict on constraint locations_slug_key do nothing
        ",
        location.id.0,
        location.slug,
        location.name,
        location.address,
        location.city,
        location.postal_code,
        location.time_zone,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Everything but its slug and its place.
pub async fn update(db: &mut PgConnection, location: &Location) -> Db<()> {
    sqlx::query!(
        "update locations set name = $2, address = $3, city = $4, postal_code = $5, time_zone = $6 where id = $1",
        location.id.0,
        location.name,
        location.address,
        location.city,
        location.postal_code,
        location.time_zone,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// It can be chosen no more.
pub async fn retire(db: &mut PgConnection, id: LocationId, now: DateTime<Utc>) -> Db<()> {
    sqlx::query!("update locations set retired_at = $2 where id = $1", id.0, now).execute(db).await?;
    Ok(())
}

/// Nobody works there any more, nor has hours.
pub async fn clear(db: &mut PgConnection, id: LocationId) -> Db<()> {
    sqlx::query!("delete from weekly_hours where location_id = $1", id.0).execute(&mut *db).await?;
    sqlx::query!("delete from availability_windows where location_id = $1", id.0).execute(&mut *db).await?;
    sqlx::query!("delete from doctor_locations where location_id = $1", id.0).execute(db).await?;
    Ok(())
}

/// Whether a doctor works there whose account works, or somebody is expected there.
pub async fn is_in_use(db: &mut PgConnection, id: LocationId, now: DateTime<Utc>) -> Db<bool> {
    // No visit takes a day, so the index by start finds them.
    let used = sqlx::query_scalar!(
        r#"
        select exists (
            select from doctor_locations join users on users.id = doctor_id
            where doctor_locations.location_id = $1
              and role = 'doctor' and disabled_at is null and erased_at is null
        ) or exists (
            select from appointments
            where location_id = $1 and lower(during) > $2::timestamptz - interval '1 day' and upper(during) > $2
              and status in ('requested', 'confirmed', 'checked_in')
        ) as "used!"
        "#,
        id.0,
        now,
    );
    Ok(used.fetch_one(db).await?)
}

/// Where each of these doctors works, the place meant by default first.
pub async fn of_doctors(db: &mut PgConnection, doctors: &[Uuid]) -> Db<HashMap<UserId, Vec<Location>>> {
    let rows = sqlx::query!(
        "
        select doctor_id, id, slug, name, address, city, postal_code, time_zone
        from doctor_locations
        join locations on locations.id = location_id
        where doctor_id = any($1)
        order by doctor_id, doctor_locations.position, slug
        ",
        doctors,
    )
    .fetch_all(db)
    .await?;
    let mut of: HashMap<UserId, Vec<Location>> = HashMap::new();
    for row in rows {
        of.entry(UserId(row.doctor_id)).or_default().push(Location {
            id: LocationId(row.id),
            slug: row.slug,
            name: row.name,
            address: row.address,
            city: row.city,
            postal_code: row.postal_code,
            time_zone: row.time_zone,
        });
    }
    Ok(of)
}

/// Where a doctor works from now on, in this order. Hours they had anywhere else are gone.
pub async fn replace_of_doctor(db: &mut PgConnection, doctor: UserId, locations: &[LocationId]) -> Db<()> {
    sqlx::query!("delete from doctor_locations where doctor_id = $1", doctor.0).execute(&mut *db).await?;
    let ids: Vec<Uuid> = locations.iter().map(|id| id.0).collect();
    sqlx::query!("delete from weekly_hours where doctor_id = $1 and location_id <> all($2)", doctor.0, &ids)
        .execute(&mut *db)
        .await?;
    sqlx::query!("delete from availability_windows where doctor_id = $1 and location_id <> all($2)", doctor.0, &ids)
        .execute(&mut *db)
        .await?;
    sqlx::query!(
        "
        insert into doctor_locations (doctor_id, location_id, position)
        select $1, location_id, position
        from unnest($2::uuid[]) with ordinality as location (location_id, position)
        ",
        doctor.0,
        &ids,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Whether it can be chosen; if so, until the end of the transaction.
pub async fn exists(db: &mut PgConnection, id: LocationId) -> Db<bool> {
    let row = sqlx::query!("select id from locations where id = $1 and retired_at is null for share", id.0);
    Ok(row.fetch_optional(db).await?.is_some())
}
