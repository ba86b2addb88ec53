//! Everything that decides when doctors can be booked, for any number of doctors in the same few statements.

use std::collections::HashMap;

use chrono::Weekday;
use domain::{
    Tz,
    ids::{LocationId, UserId},
    schedule::{Calendar, TimeRange, WallMinute, WeeklyHours, Window},
};
use sqlx::{PgConnection, postgres::types::PgRange};
use uuid::Uuid;

use super::{Db, DbError, range};

/// Held to the end of the transaction by a booking: the hours it was checked against cannot change under it.
pub async fn lock_for_booking(db: &mut PgConnection, doctor: UserId) -> Db<()> {
    sqlx::query!("select pg_advisory_xact_lock_shared(hashtextextended($1, 0))", doctor.to_string())
        .execute(db)
        .await?;
    Ok(())
}

/// Held to the end of the transaction by an edit of hours: no booking is being made meanwhile.
pub async fn lock_for_editing(db: &mut PgConnection, doctor: UserId) -> Db<()> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended($1, 0))", doctor.to_string()).execute(db).await?;
    Ok(())
}

/// The calendars of these doctors, as far as they bear on `within`.
pub async fn load(db: &mut PgConnection, doctors: &[UserId], within: TimeRange) -> Db<HashMap<UserId, Calendar>> {
    let ids: Vec<Uuid> = doctors.iter().map(|id| id.0).collect();
    let mut calendars: HashMap<UserId, Calendar> = doctors.iter().map(|id| (*id, Calendar::default())).collect();
    zones(&mut *db, &ids, &mut calendars).await?;
    weekly(&mut *db, &ids, &mut calendars).await?;
    windows(&mut *db, &ids, within, &mut calendars).await?;
    time_off(&mut *db, &ids, within, &mut calendars).await?;
    blocked(&mut *db, &ids, within, &mut calendars).await?;
    Ok(calendars)
}

type Calendars = HashMap<UserId, Calendar>;

async fn zones(db: &mut PgConnection, ids: &[Uuid], calendars: &mut Calendars) -> Db<()> {
    let rows = sqlx::query!(
        "
        select doctor_id, location_id, time_zone
        from doctor_locations join locations on locations.id = location_id
        where doctor_id = any($1)
        order by doctor_id, doctor_locations.position
        ",
        ids,
    )
    .fetch_all(db)
    .await?;
    for row in rows {
        let zone: Tz =
            row.time_zone.parse().map_err(|_| DbError::Inconsistent { table: "locations", column: "time_zone" })?;
        calendars.entry(UserId(row.doctor_id)).or_default().zones.push((LocationId(row.location_id), zone));
    }
    Ok(())
}

async fn weekly(db: &mut PgConnection, ids: &[Uuid], calendars: &mut Calendars) -> Db<()> {
    let rows = sqlx::query!(
        "
        select doctor_id, location_id, weekday, start_minute, end_minute, effective_from, effective_until
        from weekly_hours
        where doctor_id = any($1)
        order by doctor_id, weekday, start_minute
        ",
        ids,
    )
    .fetch_all(db)
    .await?;
    for row in rows {
        calendars.entry(UserId(row.doctor_id)).or_default().weekly.push(WeeklyHours {
            location_id: LocationId(row.location_id),
            weekday: weekday(row.weekday)?,
            start: wall_minute(row.start_minute, "start_minute")?,
            end: wall_minute(row.end_minute, "end_minute")?,
            effective_from: row.effective_from,
            effective_until: row.effective_until,
        });
    }
    Ok(())
}

async fn windows(db: &mut PgConnection, ids: &[Uuid], within: TimeRange, calendars: &mut Calendars) -> Db<()> {
    let rows = sqlx::query!(
        "
        select doctor_id, location_id, during
        from unnest($1::uuid[]) as doctor (id)
        join availability_windows on doctor_id = doctor.id and during && $2
        ",
        ids,
        range(within),
    )
    .fetch_all(db)
    .await?;
    for row in rows {
        calendars.entry(UserId(row.doctor_id)).or_default().windows.push(Window {
            location_id: LocationId(row.location_id),
            during: time_range(&row.during, "availability_windows", "during")?,
        });
    }
    Ok(())
}

async fn time_off(db: &mut PgConnection, ids: &[Uuid], within: TimeRange, calendars: &mut Calendars) -> Db<()> {
    let rows = sqlx::query!(
        "
        select doctor_id, during
        from unnest($1::uuid[]) as doctor (id)
        join time_off on doctor_id = doctor.id and during && $2
        ",
        ids,
        range(within),
    )
    .fetch_all(db)
    .await?;
    for row in rows {
        let during = time_range(&row.during, "time_off", "during")?;
        calendars.entry(UserId(row.doctor_id)).or_default().time_off.push(during);
    }
    Ok(())
}

async fn blocked(db: &mut PgConnection, ids: &[Uuid], within: TimeRange, calendars: &mut Calendars) -> Db<()> {
    let rows = sqlx::query!(
        "
        select doctor_id, blocked
        from unnest($1::uuid[]) as doctor (id)
        join appointments on doctor_id = doctor.id and blocked && $2 and status in ('confirmed', 'checked_in', 'completed')
        ",
        ids,
        range(within),
    )
    .fetch_all(db)
    .await?;
    for row in rows {
        let blocked = time_range(&row.blocked, "appointments", "blocked")?;
        calendars.entry(UserId(row.doctor_id)).or_default().blocked.push(blocked);
    }
    Ok(())
}

fn weekday(iso: i16) -> Db<Weekday> {
    u8::try_from(iso - 1)
        .ok()
        .and_then(|from_monday| Weekday::try_from(from_monday).ok())
        .ok_or(DbError::Inconsistent { table: "weekly_hours", column: "weekday" })
}

fn wall_minute(minute: i16, column: &'static str) -> Db<WallMinute> {
    u16::try_from(minute).ok().and_then(WallMinute::new).ok_or(DbError::Inconsistent { table: "weekly_hours", column })
}

/// Stored ranges are half-open and bounded by their checks.
pub(super) fn time_range(
    stored: &PgRange<chrono::DateTime<chrono::Utc>>,
    table: &'static str,
    column: &'static str,
) -> Db<TimeRange> {
    use std::ops::Bound::{Excluded, Included};
    match (stored.start, stored.end) {
        (Included(start), Excluded(end)) => TimeRange::new(start, end),
        _ => None,
    }
    .ok_or(DbError::Inconsistent { table, column })
}

/// What a doctor published, as it is kept.
pub async fn export(db: &mut PgConnection, doctor: UserId) -> Db<serde_json::Value> {
    let calendar = sqlx::query_scalar!(
        r#"
        select jsonb_build_object(
            'visit_types', (
                select coalesce(jsonb_agg(to_jsonb(visit_types) - 'doctor_id' order by position, id), '[]')
                from visit_types where doctor_id = $1),
            'weekly_hours', (
                select coalesce(jsonb_agg(to_jsonb(weekly_hours) - 'doctor_id' order by weekday, start_minute, id), '[]')
                from weekly_hours where doctor_id = $1),
            'windows', (
                select coalesce(jsonb_agg(jsonb_build_object('id', id, 'location_id', location_id,
                    'start_time', lower(during), 'end_time', upper(during)) order by during), '[]')
                from availability_windows where doctor_id = $1),
            'time_off', (
                select coalesce(jsonb_agg(jsonb_build_object('id', id, 'reason', reason,
                    'start_time', lower(during), 'end_time', upper(during)) order by during), '[]')
                from time_off where doctor_id = $1)
        ) as "calendar!"
        "#,
        doctor.0,
    );
    Ok(calendar.fetch_one(db).await?)
}
