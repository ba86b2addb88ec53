//! What the database says, in plain SQL that leans on none of the server's.

use std::time::Duration;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use tokio::time::sleep;
use uuid::Uuid;

use crate::history::{Appointment, Span};

const POLL: Duration = Duration::from_millis(50);

/// Pairs of appointments, or of holds that have not expired, that keep each other's doctor or patient. Two seats of one group
/// visit do not, as far as there are as many.
const OVERLAPS: &str = "
    with live as (
        select appointments.id, appointments.doctor_id, patient_id, during, blocked, status, seat,
               visit_type_id, lower(during) as start, seats
        from appointments
        left join visit_types on visit_types.doctor_id = appointments.doctor_id and visit_types.id = visit_type_id
        where status not in ('held', 'cancelled', 'no_show')
           or status = 'held' and expires_at > now()
    )
    select array[one.id, other.id] as ids,
           format('%s %s %s and %s %s %s share a %s', one.id, one.during, one.status, other.id, other.during, other.status,
                  case when one.doctor_id = other.doctor_id then 'doctor' else 'patient' end) as what
    from live as one
    join live as other on one.id < other.id
     and (one.doctor_id = other.doctor_id and one.blocked && other.blocked
          and ((one.visit_type_id, one.start) = (other.visit_type_id, other.start)
               and one.seat <> other.seat and greatest(one.seat, other.seat) <= one.seats) is not true
          or one.patient_id = other.patient_id and one.during && other.during)";

/// Appointments outside the hours and windows of their doctor at their place. (Nobody takes time off in the race.)
const STRANDED: &str = "
    with stretches as (
        select doctor_id, location_id, during from availability_windows
        union all
        select doctor_id, location_id,
               tstzrange((day + make_interval(mins => start_minute::int)) at time zone time_zone,
                         (day + make_interval(mins => end_minute::int)) at time zone time_zone)
        from weekly_hours
        join locations on locations.id = location_id
        join generate_series(current_date::timestamp, current_date + 7, '1 day') as day on extract(isodow from day) = weekday
        where (effective_from is null or day >= effective_from) and (effective_until is null or day <= effective_until)
    ), open as (
        select doctor_id, location_id, range_agg(during) as times from stretches group by doctor_id, location_id
    )
    select array[id] as ids, format('%s %s of doctor %s is outside %s', id, during, doctor_id, times) as what
    from appointments
    left join open using (doctor_id, location_id)
    where status not in ('held', 'cancelled', 'no_show') and not coalesce(times @> during, false)";

/// Something that must never be, and the appointments it is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, sqlx::FromRow)]
pub struct Wrong {
    pub ids: Vec<Uuid>,
    pub what: String,
}

pub async fn overlaps(db: &mut PgConnection) -> sqlx::Result<Vec<Wrong>> {
    sqlx::query_as(OVERLAPS).fetch_all(db).await
}

pub async fn stranded(db: &mut PgConnection) -> sqlx::Result<Vec<Wrong>> {
    sqlx::query_as(STRANDED).fetch_all(db).await
}

/// Waits until no transaction of anybody else is under way: that of a killed server may take a moment to end.
pub async fn wait_until_still(db: &mut PgConnection) -> sqlx::Result<()> {
    let others =
        "select count(*) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()";
    while sqlx::query_scalar::<_, i64>(others).fetch_one(&mut *db).await? > 0 {
        sleep(POLL).await;
    }
    Ok(())
}

/// All appointments, cancelled ones too; holds are none.
pub async fn appointments(db: &mut PgConnection) -> sqlx::Result<Vec<Appointment>> {
    type Row = (Uuid, Uuid, Uuid, DateTime<Utc>, DateTime<Utc>, String);
    let rows: Vec<Row> = sqlx::query_as(
        "select id, doctor_id, patient_id, lower(during), upper(during), status from appointments where status <> 'held'",
    )
    .fetch_all(db)
    .await?;
    let row = |(id, doctor, patient, start, end, status)| Appointment {
        id,
        doctor,
        patient,
        during: Span { start, end },
        status,
    };
    Ok(rows.into_iter().map(row).collect())
}

/// How often the log says that something was done to an appointment.
#[derive(Debug, Clone, Default, PartialEq, sqlx::FromRow)]
pub struct Trace {
    pub subject_id: Uuid,
    pub booked: i64,
    pub moved: i64,
    pub cancelled: i64,
}

pub async fn traces(db: &mut PgConnection) -> sqlx::Result<Vec<Trace>> {
    sqlx::query_as(
        "select subject_id,
                count(*) filter (where action = 'appointment_booked') as booked,
                count(*) filter (where action = 'appointment_moved') as moved,
                count(*) filter (where action = 'appointment_cancelled') as cancelled
         from audit_log
         where action in ('appointment_booked', 'appointment_moved', 'appointment_cancelled')
         group by subject_id",
    )
    .fetch_all(db)
    .await
}
