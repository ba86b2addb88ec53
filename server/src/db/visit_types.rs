use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::{
    directory::{VisitKind, VisitType},
    ids::{UserId, VisitTypeId},
};
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use super::Db;

/// What each of these doctors offers, the visit type meant by default first.
pub async fn of_doctors(db: &mut PgConnection, doctors: &[Uuid]) -> Db<HashMap<UserId, Vec<VisitType>>> {
    let rows = sqlx::query_scalar!(
        r#"
        select to_jsonb(visit_types) as "visit_type!: Json<VisitType>"
        from visit_types
        where doctor_id = any($1) and retired_at is null
        order by doctor_id, position, slug
        "#,
        doctors,
    )
    .fetch_all(db)
    .await?;
    let mut of: HashMap<UserId, Vec<VisitType>> = HashMap::new();
    for Json(visit_type) in rows {
        of.entry(visit_type.doctor_id).or_default().push(visit_type);
    }
    Ok(of)
}

/// One that can be booked.
pub async fn find(db: &mut PgConnection, id: VisitTypeId) -> Db<Option<VisitType>> {
    let row = sqlx::query_scalar!(
        r#"
        select to_jsonb(visit_types) as "visit_type!: Json<VisitType>"
        from visit_types
        where id = $1 and retired_at is null
        "#,
        id.0,
    );
    Ok(row.fetch_optional(db).await?.map(|Json(visit_type)| visit_type))
}

/// Under which names doctors whom patients see have visit types: the most frequent first, at most `limit`. The name is that
/// of the doctor who was there first.
pub async fn kinds(db: &mut PgConnection, limit: i64) -> Db<Vec<VisitKind>> {
    let rows = sqlx::query_as!(
        VisitKind,
        "
        with frequent as (
            select slug, count(*) as doctors from visit_types where retired_at is null group by slug
        )
        select frequent.slug, named.name
        from frequent
        cross join lateral (
            select name
            from visit_types
            join doctors using (doctor_id)
            join users on users.id = doctor_id
            where visit_types.slug = frequent.slug and retired_at is null
              and approved_at is not null and disabled_at is null
            order by doctor_id
            limit 1
        ) as named
        order by doctors desc, frequent.slug
        limit $1
        ",
        limit,
    );
    Ok(rows.fetch_all(db).await?)
}

/// The slugs a doctor has used, also for what can be booked no more.
pub async fn slugs(db: &mut PgConnection, doctor: UserId) -> Db<Vec<String>> {
    Ok(sqlx::query_scalar!("select slug from visit_types where doctor_id = $1", doctor.0).fetch_all(db).await?)
}

/// Adds one as the doctor's last. One of the same doctor with the same slug is left as it is.
pub async fn insert(db: &mut PgConnection, visit_type: &VisitType) -> Db<()> {
    sqlx::query!(
        "
        insert into visit_types (doctor_id, id, slug, name, duration_minutes, buffer_before_minutes, buffer_after_minutes,
                                 slot_step_minutes, minimum_notice_minutes, horizon_days, cancellation_notice_minutes,
                                 no_show_after_minutes, per_day_limit, seats, new_patients, known_patients, needs_confirmation,
                                 location_ids, position)
        select doctor_id, id, slug, name, duration_minutes, buffer_before_minutes, buffer_after_minutes,
               slot_step_minutes, minimum_notice_minutes, horizon_days, cancellation_notice_minutes,
               no_show_after_minutes, per_day_limit, seats, new_patients, known_patients, needs_confirmation, location_ids,
               (select coalesce(max(position) + 1, 0) from visit_types where doctor_id = $2)
        from jsonb_populate_record(null::visit_types, $1)
        on conflict on constraint visit_types_slug_key do nothing
        ",
        serde_json::json!(visit_type),
        visit_type.doctor_id.0,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Everything but its slug and its place. Where others can come to what is booked already, that has the first seat.
pub async fn update(db: &mut PgConnection, visit_type: &VisitType) -> Db<()> {
    sqlx::query!(
        "
        with seated as (
            update appointments set seat = 1
            from jsonb_populate_record(null::visit_types, $1) as new
            where appointments.doctor_id = new.doctor_id and visit_type_id = new.id and seat is null and new.seats > 1
        )
        update visit_types
        set name = new.name, duration_minutes = new.duration_minutes,
            buffer_before_minutes = new.buffer_before_minutes, buffer_after_minutes = new.buffer_after_minutes,
            slot_step_minutes = new.slot_step_minutes, minimum_notice_minutes = new.minimum_notice_minutes,
            horizon_days = new.horizon_days, cancellation_notice_minutes = new.cancellation_notice_minutes,
            no_show_after_minutes = new.no_show_after_minutes, per_day_limit = new.per_day_limit, seats = new.seats,
            new_patients = new.new_patients, known_patients = new.known_patients, needs_confirmation = new.needs_confirmation,
            location_ids = new.location_ids
        from jsonb_populate_record(null::visit_types, $1) as new
        where visit_types.doctor_id = new.doctor_id and visit_types.id = new.id
        ",
        serde_json::json!(visit_type),
    )
    .execute(db)
    .await?;
    Ok(())
}

/// It can be booked no more; appointments still name it.
pub async fn retire(db: &mut PgConnection, doctor: UserId, id: VisitTypeId, now: DateTime<Utc>) -> Db<()> {
    sqlx::query!("update visit_types set retired_at = $3 where doctor_id = $1 and id = $2", doctor.0, id.0, now)
        .execute(db)
        .await?;
    Ok(())
}
