//! Appointments: booking, moving and changing them; which there are is in `lists`.

mod lists;
mod row;

pub use lists::{Listed, find, find_all, list, live_during};

use chrono::{DateTime, Utc};
use domain::{
    appointment::{Appointment, Status},
    dependant::Attendee,
    ids::{ApiTokenId, AppointmentId, HoldId, LocationId, SeriesId, UserId},
    schedule::{Slot, TimeRange, Visit},
};
use sqlx::PgConnection;

use self::row::appointments;
use super::{Db, audit::Entry, calendars::time_range, range};

/// What a booking writes.
pub struct NewAppointment<'a> {
    pub id: AppointmentId,
    pub doctor_id: UserId,
    /// The doctor's calendar as it was when the slot was found to be free.
    pub calendar_version: i64,
    pub attendee: Attendee,
    pub slot: &'a Slot,
    pub visit: &'a Visit,
    pub status: Status,
    /// Whether the time may be somebody else's as well.
    pub overbooked: bool,
    pub reason: Option<&'a str>,
    /// The patient's hold of this very slot, which becomes the appointment.
    pub hold: Option<HoldId>,
    pub series: Option<SeriesId>,
    /// The external system that books.
    pub token: Option<ApiTokenId>,
    pub now: DateTime<Utc>,
}

/// Books, and writes it into the audit log, in one statement: it is a transaction of its own.
///
/// None when the doctor or the patient has a live appointment or hold in the way, when the hold has run out, when the
/// calendar was edited since, or when one of the two people is gone. Edits of the calendar and the closing of accounts are
/// waited for.
///
/// `on conflict do nothing` rather than a plain insert: racing plain inserts against an exclusion constraint deadlock.
pub async fn book(db: &mut PgConnection, new: &NewAppointment<'_>, entry: &Entry<'_>) -> Db<Option<Appointment>> {
    let row = appointments!(
        "
        with doctor as (
            select doctors.doctor_id from doctors
            join accounts on accounts.id = doctor_id and accounts.role = 'doctor' and active and verified
            where doctor_id = $1 and calendar_version = $2
            for share of doctors
        ), people as (
            select from doctor, users where users.id = $4 and users.role = 'patient' and erased_at is null and disabled_at is null
            for share of users
        ), from_hold as (
            update appointments
            set status = $9, overbooked = $10, series_id = $21, dependant_id = $22, expires_at = null, reason = $11,
                booked_by_token = $24, created_at = $12, updated_at = $12
            from people
            where doctor_id = $1 and id = $13 and patient_id = $4 and expires_at > $12
              and during = $7
              -- A hold is of the account; whom it becomes an appointment for may be elsewhere.
              and not exists (
                  select from appointments as other
                  where other.attendee_id = coalesce($22, $4) and other.during && $7 and other.live
                    and other.expires_at is null)
            returning appointments.*
        ), from_nothing as (
            insert into appointments (doctor_id, id, patient_id, location_id, visit_type_id, during, blocked, status,
                                      overbooked, seat, series_id, dependant_id, reason, booked_by_token,
                                      created_at, updated_at)
            select $1, $3, $4, $5, $6, $7, $8, $9, $10,
                   -- Who is overbooked shares one.
                   coalesce(free_seat($1, $6, $7, $23), case when $10 and $23 is not null then 1 end),
                   $21, $22, $11, $24, $12, $12
            from people where $13::uuid is null
            on conflict do nothing
            returning *
        ), appointments as (
            select * from from_hold union all select * from from_nothing
        ), noted as (
            insert into audit_log (id, at, actor_id, actor_role, action, subject_id, person_id, details, address, request_id)
            select $14, $12, $15, $16, $17, id, patient_id, $18, $19, $20 from appointments
        )
        ",
        "true",
        new.doctor_id.0,
        new.calendar_version,
        new.id.0,
        new.attendee.patient.0,
        new.slot.location_id.0,
        new.slot.visit_type_id.map(|id| id.0),
        range(new.slot.during()),
        range(new.visit.blocked(new.slot.during())),
        new.status.as_str(),
        new.overbooked,
        new.reason,
        new.now,
        new.hold.map(|id| id.0),
        entry.id,
        entry.happened.actor_id(),
        entry.happened.actor_role(),
        entry.happened.action.as_str(),
        entry.happened.details,
        entry.origin.address.as_deref(),
        entry.origin.request_id.as_deref(),
        new.series.map(|id| id.0),
        new.attendee.dependant.map(|id| id.0),
        new.visit.group_seats().map(i32::from),
        new.token.map(|id| id.0)
    );
    row.fetch_optional(db).await?.map(Appointment::try_from).transpose()
}

/// Whether somebody is somewhere else at that time; one appointment does not count.
pub async fn attendee_is_busy(
    db: &mut PgConnection,
    attendee: Attendee,
    during: TimeRange,
    but: Option<AppointmentId>,
) -> Db<bool> {
    let row = sqlx::query!(
        r#"
        select exists (
            select from appointments
            where attendee_id = $1 and during && $2 and live and expires_at is null and id is distinct from $3
        ) as "busy!"
        "#,
        attendee.id(),
        range(during),
        but.map(|id| id.0),
    )
    .fetch_one(db)
    .await?;
    Ok(row.busy)
}

/// What an appointment that is still to come keeps from others.
pub async fn blocked(db: &mut PgConnection, doctor: UserId, id: AppointmentId) -> Db<Option<TimeRange>> {
    let blocked = sqlx::query_scalar!(
        "select blocked from appointments where doctor_id = $1 and id = $2 and status in ('requested', 'confirmed')",
        doctor.0,
        id.0,
    );
    blocked.fetch_optional(db).await?.map(|blocked| time_range(&blocked, "appointments", "blocked")).transpose()
}

/// Moves an appointment to another time of its doctor; false when it is not to come any more.
pub async fn move_to(
    db: &mut PgConnection,
    doctor: UserId,
    id: AppointmentId,
    slot: &Slot,
    visit: &Visit,
    now: DateTime<Utc>,
) -> Db<bool> {
    let moved = sqlx::query!(
        "
        update appointments
        set during = $3, blocked = $4, location_id = $5, overbooked = false, updated_at = $6,
            seat = case when lower(during) = lower($3::tstzrange) then seat else free_seat($1, visit_type_id, $3, $7) end
        where doctor_id = $1 and id = $2 and status in ('requested', 'confirmed')
        ",
        doctor.0,
        id.0,
        range(slot.during()),
        range(visit.blocked(slot.during())),
        slot.location_id.0,
        now,
        visit.group_seats().map(i32::from),
    );
    Ok(moved.execute(db).await?.rows_affected() == 1)
}

/// Held to the end of the transaction: nobody else changes this appointment meanwhile.
pub async fn lock(db: &mut PgConnection, doctor: UserId, id: AppointmentId) -> Db<()> {
    sqlx::query!("select id from appointments where doctor_id = $1 and id = $2 for update", doctor.0, id.0)
        .fetch_optional(db)
        .await?;
    Ok(())
}

/// False when it is not to come any more.
pub async fn set_reason(
    db: &mut PgConnection,
    doctor: UserId,
    id: AppointmentId,
    reason: Option<&str>,
    now: DateTime<Utc>,
) -> Db<bool> {
    let set = sqlx::query!(
        "
        update appointments set reason = $3, updated_at = $4
        where doctor_id = $1 and id = $2 and status in ('requested', 'confirmed')
        ",
        doctor.0,
        id.0,
        reason,
        now,
    );
    Ok(set.execute(db).await?.rows_affected() == 1)
}

/// A live appointment's time and place, for checking an edit of hours against it.
pub struct Booked {
    pub id: AppointmentId,
    pub location_id: LocationId,
    pub during: TimeRange,
}

/// The doctor's live appointments from `now` on, in order.
pub async fn booked_after(db: &mut PgConnection, doctor: UserId, now: DateTime<Utc>) -> Db<Vec<Booked>> {
    let rows = sqlx::query!(
        "
        select id, location_id, during
        from appointments
        where doctor_id = $1 and lower(during) >= $2 and live and expires_at is null and not overbooked
        order by lower(during)
        ",
        doctor.0,
        now,
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Booked {
                id: AppointmentId(row.id),
                location_id: LocationId(row.location_id),
                during: time_range(&row.during, "appointments", "during")?,
            })
        })
        .collect()
}

/// Notes who did not come, where the visit type says that nobody has to say so; of whom, and whose time is free again.
pub async fn note_no_shows(db: &mut PgConnection, now: DateTime<Utc>) -> Db<Vec<(AppointmentId, UserId, UserId)>> {
    let rows = sqlx::query!(
        "
        update appointments set status = 'no_show', updated_at = $1::timestamptz
        from visit_types
        where visit_types.doctor_id = appointments.doctor_id and visit_types.id = visit_type_id and status = 'confirmed'
          and lower(during) between $1::timestamptz - interval '2 days' and $1
          and lower(during) <= $1::timestamptz - make_interval(mins => no_show_after_minutes)
        returning appointments.id, appointments.doctor_id, patient_id
        ",
        now,
    );
    let rows = rows.fetch_all(db).await?.into_iter();
    Ok(rows.map(|row| (AppointmentId(row.id), UserId(row.doctor_id), UserId(row.patient_id))).collect())
}

/// Moves from one status to another; false when it is not (or no longer) in the first.
pub async fn change_status(
    db: &mut PgConnection,
    doctor: UserId,
    id: AppointmentId,
    from: Status,
    to: Status,
    now: DateTime<Utc>,
) -> Db<bool> {
    let changed = sqlx::query!(
        "update appointments set status = $4, updated_at = $5 where doctor_id = $1 and id = $2 and status = $3",
        doctor.0,
        id.0,
        from.as_str(),
        to.as_str(),
        now,
    );
    Ok(changed.execute(db).await?.rows_affected() == 1)
}

/// Whether somebody is to come, or is there.
pub async fn doctor_is_expected(db: &mut PgConnection, doctor: UserId, now: DateTime<Utc>) -> Db<bool> {
    let row = sqlx::query!(
        r#"
        select exists (
            select from appointments
            where doctor_id = $1 and upper(during) > $2 and status in ('requested', 'confirmed', 'checked_in')
        ) as "expected!"
        "#,
        doctor.0,
        now,
    );
    Ok(row.fetch_one(db).await?.expected)
}

/// Cancels what is to come, checked in early or not, and forgets why a patient wanted visits that did not take place.
pub async fn erase_of_patient(db: &mut PgConnection, patient: UserId, now: DateTime<Utc>) -> Db<()> {
    sqlx::query!(
        "
        update appointments
        set status = case when lower(during) > $2 then 'cancelled' else status end, reason = null, updated_at = $2
        where patient_id = $1
          and (status in ('cancelled', 'no_show') or (status in ('requested', 'confirmed', 'checked_in') and lower(during) > $2))
        ",
        patient.0,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}
