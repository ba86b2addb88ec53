//! Which appointments there are.

use chrono::{DateTime, Utc};
use domain::{
    actor::Scope,
    appointment::{Appointment, AppointmentFilter, Status},
    directory::Order,
    ids::{AppointmentId, UserId},
    schedule::TimeRange,
};
use sqlx::PgConnection;

use super::row::appointments;
use crate::db::{Db, range};

/// A place in the list: which appointment is there, and when it began as the list was made.
pub struct Listed {
    pub start_time: DateTime<Utc>,
    pub id: AppointmentId,
}

/// The appointments in somebody's scope, at most `limit`, after a place in the list; [`find_all`] tells about them.
pub async fn list(
    db: &mut PgConnection,
    scope: Scope,
    filter: &AppointmentFilter,
    after: Option<Listed>,
    limit: i64,
) -> Db<Vec<Listed>> {
    let (only_of, only_at, only_by) = match scope {
        Scope::Everybody => (None, None, None),
        Scope::Own(person) => (Some(person.0), None, None),
        Scope::At(location) => (None, Some(location.0), None),
        Scope::BookedBy(token) => (None, None, Some(token.0)),
        Scope::Nobody => return Ok(Vec::new()),
    };
    let (after_start, after_id) = after.map(|after| (after.start_time, after.id.0)).unzip();
    macro_rules! listed {
        ($beyond:literal, $order:literal) => {
            sqlx::query!(
                r#"
                select lower(during) as "start_time!", id
                from appointments
                where expires_at is null
                  and ($1::uuid is null or patient_id = $1 or doctor_id = $1)
                  and ($2::uuid is null or location_id = $2)
                  and ($3::uuid is null or booked_by_token = $3)
                  and ($4::text is null or status = $4)
                  and ($5::timestamptz is null or lower(during) >= $5)
                  and ($6::timestamptz is null or lower(during) < $6)
                  and ($7::uuid is null or doctor_id = $7)
                  and ($8::uuid is null or patient_id = $8)
                  and ($9::timestamptz is null or (lower(during), id) "#
                    + $beyond
                    + " ($9, $10::uuid))
                order by lower(during) "
                    + $order
                    + ", id "
                    + $order
                    + "
                limit $11
                ",
                only_of,
                only_at,
                only_by,
                filter.status.map(Status::as_str),
                filter.from,
                filter.to,
                filter.doctor_id.map(|id| id.0),
                filter.patient_id.map(|id| id.0),
                after_start,
                after_id,
                limit,
            )
            .fetch_all(db)
            .await?
            .into_iter()
            .map(|row| Listed { start_time: row.start_time, id: AppointmentId(row.id) })
            .collect()
        };
    }
    Ok(match filter.order {
        Order::Ascending => listed!(">", "asc"),
        Order::Descending => listed!("<", "desc"),
    })
}

/// A doctor's live appointments that reach into one of these stretches of time, in the order of their start.
pub async fn live_during(db: &mut PgConnection, doctor: UserId, during: &[TimeRange]) -> Db<Vec<Appointment>> {
    let during: Vec<_> = during.iter().copied().map(range).collect();
    let rows = appointments!(
        "",
        "
            appointments.doctor_id = $1 and status in ('requested', 'confirmed', 'checked_in')
        and during && (select range_agg(off) from unnest($2::tstzrange[]) as off)
        order by lower(during), appointments.id
        ",
        doctor.0,
        &during
    );
    rows.fetch_all(db).await?.into_iter().map(Appointment::try_from).collect()
}

/// In this order; those that there are.
pub async fn find_all(db: &mut PgConnection, ids: &[AppointmentId]) -> Db<Vec<Appointment>> {
    let wanted: Vec<_> = ids.iter().map(|id| id.0).collect();
    let rows = appointments!("", "appointments.id = any($1) order by array_position($1, appointments.id)", &wanted);
    rows.fetch_all(db).await?.into_iter().map(Appointment::try_from).collect()
}

pub async fn find(db: &mut PgConnection, id: AppointmentId) -> Db<Option<Appointment>> {
    let row = appointments!("", "appointments.id = $1 and expires_at is null", id.0);
    row.fetch_optional(db).await?.map(Appointment::try_from).transpose()
}
