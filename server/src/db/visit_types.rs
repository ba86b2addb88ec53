use std::collections::HashMap;

use domain::{
    directory::{VisitKind, VisitType},
    ids::{UserId, VisitTypeId},
};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Db, DbError};

/// What each of these doctors offers, the visit type meant by default first.
pub async fn of_doctors(db: &mut PgConnection, doctors: &[Uuid]) -> Db<HashMap<UserId, Vec<VisitType>>> {
    let rows = sqlx::query!(
        "
        select doctor_id, id, slug, name, duration_minutes, buffer_before_minutes, buffer_after_minutes, new_patients
        from visit_types
        where doctor_id = any($1)
        order by doctor_id, position, slug
        ",
        doctors,
    )
    .fetch_all(db)
    .await?;
    let mut of: HashMap<UserId, Vec<VisitType>> = HashMap::new();
    for row in rows {
        of.entry(UserId(row.doctor_id)).or_default().push(VisitType {
            id: VisitTypeId(row.id),
            doctor_id: UserId(row.doctor_id),
            slug: row.slug,
            name: row.name,
            duration_minutes: minutes(row.duration_minutes, "duration_minutes")?,
            buffer_before_minutes: minutes(row.buffer_before_minutes, "buffer_before_minutes")?,
            buffer_after_minutes: minutes(row.buffer_after_minutes, "buffer_after_minutes")?,
            new_patients: row.new_patients,
        });
    }
    Ok(of)
}

/// Under which names most doctors whom patients see have visit types: the most frequent first, at most `limit`.
pub async fn kinds(db: &mut PgConnection, limit: i64) -> Db<Vec<VisitKind>> {
    let rows = sqlx::query_as!(
        VisitKind,
        r#"
        select visit_types.slug, min(name) as "name!"
        from visit_types
        join doctors using (doctor_id)
        join users on users.id = doctor_id
        where approved_at is not null and disabled_at is null
        group by visit_types.slug
        order by count(*) desc, visit_types.slug
        limit $1
        "#,
        limit,
    );
    Ok(rows.fetch_all(db).await?)
}

fn minutes(value: i16, column: &'static str) -> Db<u16> {
    u16::try_from(value).map_err(|_| DbError::Inconsistent { table: "visit_types", column })
}

/// Leaves one of the same doctor with the same slug as it is.
pub async fn insert(db: &mut PgConnection, visit_type: &VisitType, position: i32) -> Db<()> {
    let small = |value: u16| i16::try_from(value).unwrap_or(i16::MAX);
    sqlx::query!(
        "
        insert into visit_types (doctor_id, id, slug, name, duration_minutes, buffer_before_minutes, buffer_after_minutes,
                                 new_patients, position)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        on conflict on constraint visit_types_slug_key do nothing
        ",
        visit_type.doctor_id.0,
        visit_type.id.0,
        visit_type.slug,
        visit_type.name,
        small(visit_type.duration_minutes),
        small(visit_type.buffer_before_minutes),
        small(visit_type.buffer_after_minutes),
        visit_type.new_patients,
        position,
    )
    .execute(db)
    .await?;
    Ok(())
}
