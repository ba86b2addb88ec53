//! A doctor's weekly hours and one-off windows, as they are edited.

use chrono::NaiveDate;
use domain::{
    availability::AvailabilityWindow,
    ids::{LocationId, UserId, WindowId},
    schedule::{TimeRange, WeeklyHours},
};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Db, calendars::time_range, range};

/// Ends the hours of a location the day before `from`, and drops those that would begin later; none: drops them all.
pub async fn end_weekly(
    db: &mut PgConnection,
    doctor: UserId,
    location: LocationId,
    from: Option<NaiveDate>,
) -> Db<()> {
    sqlx::query!(
        "
        delete from weekly_hours
        where doctor_id = $1 and location_id = $2 and ($3::date is null or effective_from >= $3)
        ",
        doctor.0,
        location.0,
        from,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "
        update weekly_hours set effective_until = $3::date - 1
        where doctor_id = $1 and location_id = $2 and (effective_until is null or effective_until >= $3)
        ",
        doctor.0,
        location.0,
        from,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub async fn insert_weekly(db: &mut PgConnection, doctor: UserId, id: Uuid, hours: &WeeklyHours) -> Db<()> {
    let minute = |minutes: u16| i16::try_from(minutes).unwrap_or(i16::MAX);
    sqlx::query!(
        "
        insert into weekly_hours (doctor_id, id, location_id, weekday, start_minute, end_minute, effective_from,
                                  effective_until, every_weeks, week)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        ",
        doctor.0,
        id,
        hours.location_id.0,
        i16::try_from(hours.weekday.number_from_monday()).unwrap_or(i16::MAX),
        minute(hours.start.minutes()),
        minute(hours.end.minutes()),
        hours.effective_from,
        hours.effective_until,
        i16::from(hours.weeks.every()),
        i16::from(hours.weeks.which()),
    )
    .execute(db)
    .await?;
    Ok(())
}

/// One-off windows that reach into `within` or touch it, in order.
pub async fn windows(db: &mut PgConnection, doctor: UserId, within: TimeRange) -> Db<Vec<AvailabilityWindow>> {
    let rows = sqlx::query!(
        "
        select id, location_id, during
        from availability_windows
        where doctor_id = $1 and (during && $2 or during -|- $2)
        order by during
        ",
        doctor.0,
        range(within),
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(AvailabilityWindow {
                id: WindowId(row.id),
                location_id: LocationId(row.location_id),
                during: time_range(&row.during, "availability_windows", "during")?,
            })
        })
        .collect()
}

pub async fn delete_windows(db: &mut PgConnection, doctor: UserId, ids: &[Uuid]) -> Db<()> {
    sqlx::query!("delete from availability_windows where doctor_id = $1 and id = any($2)", doctor.0, ids)
        .execute(db)
        .await?;
    Ok(())
}

pub async fn insert_window(db: &mut PgConnection, doctor: UserId, window: &AvailabilityWindow) -> Db<()> {
    sqlx::query!(
        "insert into availability_windows (doctor_id, id, location_id, during) values ($1, $2, $3, $4)",
        doctor.0,
        window.id.0,
        window.location_id.0,
        range(window.during),
    )
    .execute(db)
    .await?;
    Ok(())
}
