use chrono::{DateTime, Utc};
use domain::{
    availability::TimeOff,
    ids::{TimeOffId, UserId},
    schedule::TimeRange,
};
use sqlx::PgConnection;

use super::{Db, calendars::time_range, range};

/// A doctor's time off that is not over, in order.
pub async fn of_doctor(db: &mut PgConnection, doctor: UserId, now: DateTime<Utc>) -> Db<Vec<TimeOff>> {
    let rows = sqlx::query!(
        "
        select id, during, reason from time_off
        where doctor_id = $1 and during && tstzrange($2, null)
        order by during, id
        ",
        doctor.0,
        now,
    );
    let rows = rows.fetch_all(db).await?.into_iter();
    rows.map(|row| {
        let during = time_range(&row.during, "time_off", "during")?;
        Ok(TimeOff { id: TimeOffId(row.id), start_time: during.start(), end_time: during.end(), reason: row.reason })
    })
    .collect()
}

pub async fn insert(
    db: &mut PgConnection,
    doctor: UserId,
    id: TimeOffId,
    during: TimeRange,
    reason: Option<&str>,
) -> Db<()> {
    sqlx::query!(
        "insert into time_off (doctor_id, id, during, reason) values ($1, $2, $3, $4)",
        doctor.0,
        id.0,
        range(during),
        reason,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// False when the doctor has no such time off.
pub async fn delete(db: &mut PgConnection, doctor: UserId, id: TimeOffId) -> Db<bool> {
    let deleted = sqlx::query!("delete from time_off where doctor_id = $1 and id = $2", doctor.0, id.0);
    Ok(deleted.execute(db).await?.rows_affected() == 1)
}
