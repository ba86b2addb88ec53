//! Appointments in status `held`: times kept while somebody fills in the form. What is offered to the waiting list is kept
//! in the same way, and swept away with them.

use chrono::{DateTime, Utc};
use domain::{
    appointment::Hold,
    dependant::Attendee,
    ids::{AppointmentId, HoldId, LocationId, UserId, VisitTypeId},
    schedule::{Slot, TimeRange, Visit},
};
use sqlx::PgConnection;

use super::{Db, range};

/// For whom a time is kept.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// Whoever fills in a form.
    Held,
    /// Somebody on the waiting list.
    Offered,
}

impl Kept {
    fn as_str(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Offered => "offered",
        }
    }
}

/// What a hold writes.
pub struct NewHold<'a> {
    pub id: HoldId,
    pub doctor_id: UserId,
    /// The doctor's calendar as it was when the slot was found to be free.
    pub calendar_version: i64,
    pub kept: Kept,
    pub attendee: Attendee,
    pub slot: &'a Slot,
    pub visit: &'a Visit,
    pub now: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

/// Holds a time; false for the reasons for which booking it gives none.
pub async fn insert(db: &mut PgConnection, new: &NewHold<'_>) -> Db<bool> {
    let inserted = sqlx::query!(
        "
        with doctor as (
            select doctors.doctor_id from doctors
            join accounts on accounts.id = doctor_id and accounts.role = 'doctor' and active and verified
            where doctor_id = $1 and calendar_version = $2
            for share of doctors
        ), people as (
            select from doctor, users where users.id = $4 and users.role = 'patient' and erased_at is null and disabled_at is null
            for share of users
        )
        insert into appointments (doctor_id, id, patient_id, location_id, visit_type_id, during, blocked, status,
                                  dependant_id, seat, created_at, updated_at, expires_at)
        select $1, $3, $4, $5, $6, $7, $8, $11, $12, free_seat($1, $6, $7, $13), $9, $9, $10 from people
        on conflict do nothing
        ",
        new.doctor_id.0,
        new.calendar_version,
        new.id.0,
        new.attendee.patient.0,
        new.slot.location_id.0,
        new.slot.visit_type_id.map(|id| id.0),
        range(new.slot.during()),
        range(new.visit.blocked(new.slot.during())),
        new.now,
        new.expires_at,
        new.kept.as_str(),
        new.attendee.dependant.map(|id| id.0),
        new.visit.group_seats().map(i32::from),
    );
    Ok(inserted.execute(db).await?.rows_affected() == 1)
}

/// A patient's own hold, or what they are offered, while it lasts.
pub async fn find(db: &mut PgConnection, patient: UserId, id: HoldId, now: DateTime<Utc>) -> Db<Option<Hold>> {
    let row = sqlx::query!(
        r#"
        select doctor_id, visit_type_id, location_id, lower(during) as "start_time!", upper(during) as "end_time!",
               expires_at as "expires_at!", expires_at <= created_at + interval '5 minutes' as "extendable!"
        from appointments
        where id = $1 and patient_id = $2 and expires_at > $3
        "#,
        id.0,
        patient.0,
        now,
    );
    Ok(row.fetch_optional(db).await?.map(|row| Hold {
        id,
        doctor_id: UserId(row.doctor_id),
        visit_type_id: row.visit_type_id.map(VisitTypeId),
        location_id: LocationId(row.location_id),
        start_time: row.start_time,
        end_time: row.end_time,
        expires_at: row.expires_at,
        extendable: row.extendable,
    }))
}

/// Makes a hold longer that was not made longer before; false for any other.
pub async fn extend(db: &mut PgConnection, patient: UserId, id: HoldId, now: DateTime<Utc>) -> Db<bool> {
    let extended = sqlx::query!(
        "
        update appointments set expires_at = expires_at + interval '5 minutes'
        where id = $1 and patient_id = $2 and status = 'held' and expires_at > $3
          and expires_at <= created_at + interval '5 minutes'
        ",
        id.0,
        patient.0,
        now,
    );
    Ok(extended.execute(db).await?.rows_affected() == 1)
}

/// Lets go of a patient's own hold; which doctor's time it was.
pub async fn release(db: &mut PgConnection, patient: UserId, id: HoldId) -> Db<Option<UserId>> {
    let doctor = sqlx::query_scalar!(
        "delete from appointments where id = $1 and patient_id = $2 and status = 'held' returning doctor_id",
        id.0,
        patient.0,
    );
    Ok(doctor.fetch_optional(db).await?.map(UserId))
}

/// Whatever the patient holds; whose time it was.
pub async fn release_all(db: &mut PgConnection, patient: UserId) -> Db<Vec<UserId>> {
    let doctors = sqlx::query_scalar!(
        "delete from appointments where patient_id = $1 and status = 'held' returning doctor_id",
        patient.0,
    );
    Ok(doctors.fetch_all(db).await?.into_iter().map(UserId).collect())
}

/// Sweeps away what is in the way of a booking: holds that ran out, and the patient's own; the one it is made of stays.
/// False when there was nothing.
///
/// Run as a transaction of its own, which waits for nobody: a row that somebody else is sweeping is passed by.
pub async fn clear_the_way(
    db: &mut PgConnection,
    doctor: UserId,
    blocked: TimeRange,
    patient: UserId,
    during: TimeRange,
    hold: Option<HoldId>,
    now: DateTime<Utc>,
) -> Db<bool> {
    let swept = sqlx::query!(
        "
        delete from appointments
        where (doctor_id, id) in (
            select doctor_id, id from appointments
            where expires_at is not null and id is distinct from $6
              and ((patient_id = $3 and during && $5)
                   or (doctor_id = $1 and blocked && $2 and (patient_id = $3 or expires_at <= $4)))
            for update skip locked)
        ",
        doctor.0,
        range(blocked),
        patient.0,
        now,
        range(during),
        hold.map(|id| id.0),
    );
    Ok(swept.execute(db).await?.rows_affected() > 0)
}

/// Sweeps away what ran out and is in the way of a doctor's time, or of who would come. A row that somebody else is sweeping
/// is passed by.
pub async fn clear_expired(
    db: &mut PgConnection,
    doctor: UserId,
    blocked: TimeRange,
    attendee: Attendee,
    during: TimeRange,
    now: DateTime<Utc>,
) -> Db<()> {
    sqlx::query!(
        "
        delete from appointments
        where (doctor_id, id) in (
            select doctor_id, id from appointments
            where ((doctor_id = $1 and blocked && $2) or (attendee_id = $3 and during && $4)) and live and expires_at <= $5
            for update skip locked)
        ",
        doctor.0,
        range(blocked),
        attendee.id(),
        range(during),
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Sweeps away what ran out and is in the way of an appointment that is to take its time again.
pub async fn clear_expired_over(
    db: &mut PgConnection,
    doctor: UserId,
    id: AppointmentId,
    now: DateTime<Utc>,
) -> Db<()> {
    sqlx::query!(
        "
        delete from appointments
        where (doctor_id, id) in (
            select held.doctor_id, held.id
            from appointments as own
            join appointments as held
              on (held.doctor_id = own.doctor_id and held.blocked && own.blocked)
              or (held.attendee_id = own.attendee_id and held.during && own.during)
            where own.doctor_id = $1 and own.id = $2 and held.expires_at <= $3
            for update of held skip locked)
        ",
        doctor.0,
        id.0,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Sweeps away whatever ran out; whose times are free again.
pub async fn delete_expired(db: &mut PgConnection, now: DateTime<Utc>) -> Db<Vec<UserId>> {
    let doctors = sqlx::query_scalar!(
        "
        delete from appointments
        where (doctor_id, id) in (
            select doctor_id, id from appointments where expires_at <= $1
            for update skip locked)
        returning doctor_id
        ",
        now,
    );
    Ok(doctors.fetch_all(db).await?.into_iter().map(UserId).collect::<Vec<_>>())
}
