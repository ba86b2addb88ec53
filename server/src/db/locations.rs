use std::collections::HashMap;

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

/// The first one is the default one.
pub async fn all(db: &mut PgConnection) -> Db<Vec<Location>> {
    let rows = sqlx::query_as!(
        LocationRow,
        "select id, slug, name, address, city, postal_code, time_zone from locations order by position, slug"
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(Location::from).collect())
}

/// Leaves one with the same slug as it is.
pub async fn insert(db: &mut PgConnection, location: &Location, position: i32) -> Db<()> {
    sqlx::query!(
        "
        insert into locations (id, slug, name, address, city, postal_code, time_zone, position)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict on constraint locations_slug_key do nothing
        ",
        location.id.0,
        location.slug,
        location.name,
        location.address,
        location.city,
        location.postal_code,
        location.time_zone,
        position,
    )
    .execute(db)
    .await?;
    Ok(())
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

/// Where a doctor works from now on, in this order.
pub async fn replace_of_doctor(db: &mut PgConnection, doctor: UserId, locations: &[LocationId]) -> Db<()> {
    sqlx::query!("delete from doctor_locations where doctor_id = $1", doctor.0).execute(&mut *db).await?;
    let ids: Vec<Uuid> = locations.iter().map(|id| id.0).collect();
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

pub async fn exists(db: &mut PgConnection, id: LocationId) -> Db<bool> {
    let exists = sqlx::query_scalar!(r#"select exists (select from locations where id = $1) as "exists!""#, id.0);
    Ok(exists.fetch_one(db).await?)
}
