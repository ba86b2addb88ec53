//! Who waits for an earlier time, and what they were offered.

use chrono::{DateTime, Utc};
use domain::{
    appointment::{AppointmentDoctor, AppointmentVisitType},
    dependant::Attendee,
    directory::Location,
    ids::{AppointmentId, HoldId, LocationId, UserId, VisitTypeId, WaitlistEntryId},
    schedule::{PartOfDay, TimeRange},
    waitlist::{Preferences, WaitlistEntry, WaitlistOffer},
};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::{Db, DbError, calendars::time_range, range};

/// What joining the list writes.
pub struct NewEntry<'a> {
    pub id: WaitlistEntryId,
    pub doctor_id: UserId,
    pub patient_id: UserId,
    pub appointment_id: Option<AppointmentId>,
    pub visit_type_id: Option<VisitTypeId>,
    pub preferences: &'a Preferences,
    pub now: DateTime<Utc>,
}

/// False when they wait for this doctor already.
pub async fn insert(db: &mut PgConnection, new: &NewEntry<'_>) -> Db<bool> {
    let weekdays: Vec<i16> = new.preferences.weekdays.iter().map(|day| i16::from(*day)).collect();
    let parts: Vec<String> = new.preferences.parts_of_day.iter().map(|part| part.as_str().to_owned()).collect();
    let inserted = sqlx::query!(
        "
        insert into waitlist_entries (doctor_id, id, patient_id, appointment_id, visit_type_id, weekdays, parts_of_day,
                                      notice_minutes, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        on conflict (doctor_id, patient_id) do nothing
        ",
        new.doctor_id.0,
        new.id.0,
        new.patient_id.0,
        new.appointment_id.map(|id| id.0),
        new.visit_type_id.map(|id| id.0),
        &weekdays,
        &parts,
        i32::try_from(new.preferences.notice_minutes).unwrap_or(i32::MAX),
        new.now,
    );
    Ok(inserted.execute(db).await?.rows_affected() == 1)
}

/// What somebody waits for, in the order in which they asked; or one of these.
pub async fn of_patient(
    db: &mut PgConnection,
    patient: UserId,
    only: Option<WaitlistEntryId>,
    now: DateTime<Utc>,
) -> Db<Vec<WaitlistEntry>> {
    let rows = sqlx::query_as!(
        EntryRow,
        r#"
        select entries.id, entries.doctor_id, doctors.slug as doctor_slug, full_name as doctor_name,
               visit_types.id as "visit_type_id?", visit_types.name as "visit_type_name?", entries.appointment_id,
               entries.weekdays, entries.parts_of_day, entries.notice_minutes, entries.created_at,
               offered.id as "offer_id?", lower(offered.during) as offer_start, upper(offered.during) as offer_end,
               offered.expires_at as offer_expires_at,
               locations.id as "location_id?", locations.slug as "location_slug?", locations.name as "location_name?",
               address as "address?", city as "city?", postal_code as "postal_code?", time_zone as "time_zone?"
        from waitlist_entries as entries
        join doctors on doctors.doctor_id = entries.doctor_id
        join users on users.id = entries.doctor_id
        left join appointments as own on own.doctor_id = entries.doctor_id and own.id = entries.appointment_id
        left join visit_types
          on visit_types.doctor_id = entries.doctor_id
         and visit_types.id = coalesce(entries.visit_type_id, own.visit_type_id)
        left join appointments as offered
          on offered.doctor_id = entries.doctor_id and offered.patient_id = entries.patient_id
         and offered.status = 'offered' and offered.expires_at > $3
        left join locations on locations.id = offered.location_id
        where entries.patient_id = $1 and ($2::uuid is null or entries.id = $2)
        order by entries.created_at, entries.id
        "#,
        patient.0,
        only.map(|id| id.0),
        now,
    );
    rows.fetch_all(db).await?.into_iter().map(WaitlistEntry::try_from).collect()
}

/// Takes somebody off the list, and gives back what was kept for them; whose list it was.
pub async fn delete(db: &mut PgConnection, patient: UserId, id: WaitlistEntryId) -> Db<Option<UserId>> {
    let doctor = sqlx::query_scalar!(
        "
        with entry as (
            delete from waitlist_entries where id = $1 and patient_id = $2 returning doctor_id, patient_id
        ), offered as (
            delete from appointments using entry
            where appointments.doctor_id = entry.doctor_id and appointments.patient_id = entry.patient_id
              and status = 'offered'
        )
        select doctor_id from entry
        ",
        id.0,
        patient.0,
    );
    Ok(doctor.fetch_optional(db).await?.map(UserId))
}

/// Forgets all that somebody waits for, and gives back what is kept for them; whose times are free again.
pub async fn delete_of_patient(db: &mut PgConnection, patient: UserId) -> Db<Vec<UserId>> {
    let doctors = sqlx::query_scalar!(
        "
        with entries as (
            delete from waitlist_entries where patient_id = $1
        )
        delete from appointments where patient_id = $1 and status = 'offered' returning doctor_id
        ",
        patient.0,
    );
    Ok(doctors.fetch_all(db).await?.into_iter().map(UserId).collect())
}

/// Gives back what is kept for somebody on the list; they stay on it. Whose time it was, if there was anything.
pub async fn decline(db: &mut PgConnection, patient: UserId, offer: HoldId) -> Db<Option<UserId>> {
    let doctor = sqlx::query_scalar!(
        "delete from appointments where id = $1 and patient_id = $2 and status = 'offered' returning doctor_id",
        offer.0,
        patient.0,
    );
    Ok(doctor.fetch_optional(db).await?.map(UserId))
}

/// The doctors for whom somebody waits.
pub async fn doctors(db: &mut PgConnection) -> Db<Vec<UserId>> {
    let doctors = sqlx::query_scalar!("select distinct doctor_id from waitlist_entries");
    Ok(doctors.fetch_all(db).await?.into_iter().map(UserId).collect())
}

/// Has the lists of these doctors looked at soon, where anybody is on them.
///
/// Not checked at compile time: the queue's schema is made by its library.
pub async fn look_soon(pool: &PgPool, task: &str, doctors: &[UserId]) -> Db<()> {
    let ids: Vec<Uuid> = doctors.iter().map(|id| id.0).collect();
    sqlx::query(
        "
        select graphile_worker.add_job(identifier => $1, payload => json_build_object('doctor_id', doctor_id),
                                       job_key => $1 || ':' || doctor_id)
        from (select distinct doctor_id from waitlist_entries where doctor_id = any($2)) as waited_for
        ",
    )
    .bind(task)
    .bind(ids)
    .execute(pool)
    .await?;
    Ok(())
}

/// Takes those off a doctor's list who have nothing to wait for any more: their appointment is cancelled or has begun, or
/// they have booked one since. What is kept for them goes as well, and offers that ran out; whether there were any.
pub async fn tidy(db: &mut PgConnection, doctor: UserId, now: DateTime<Utc>) -> Db<bool> {
    let given_back = sqlx::query!(
        "
        with over as (
            delete from waitlist_entries
            where doctor_id = $1
              and case
                  when appointment_id is null then exists (
                      select from appointments
                      where appointments.doctor_id = $1 and appointments.patient_id = waitlist_entries.patient_id
                        and appointments.created_at >= waitlist_entries.created_at
                        and status in ('requested', 'confirmed') and lower(during) > $2)
                  else not exists (
                      select from appointments
                      where appointments.doctor_id = $1 and appointments.id = appointment_id
                        and status in ('requested', 'confirmed') and lower(during) > $2)
                  end
            returning patient_id
        )
        delete from appointments
        where doctor_id = $1 and status = 'offered' and (expires_at <= $2 or patient_id in (select patient_id from over))
        ",
        doctor.0,
        now,
    );
    Ok(given_back.execute(db).await?.rows_affected() > 0)
}

/// Somebody who waits, and has no offer to think about.
pub struct Waiting {
    pub id: WaitlistEntryId,
    pub patient_id: UserId,
    pub appointment_id: Option<AppointmentId>,
    pub visit_type_id: Option<VisitTypeId>,
    pub preferences: Preferences,
    /// What they were offered before.
    pub offered: Vec<DateTime<Utc>>,
}

/// Who waits for a doctor, first come first.
pub async fn waiting(db: &mut PgConnection, doctor: UserId) -> Db<Vec<Waiting>> {
    let rows = sqlx::query!(
        r#"
        select entries.id, patient_id, appointment_id, visit_type_id, weekdays, parts_of_day, notice_minutes,
               array(
                   select start_time from waitlist_offers
                   where waitlist_offers.doctor_id = entries.doctor_id and entry_id = entries.id
               ) as "offered!: Vec<DateTime<Utc>>"
        from waitlist_entries as entries
        join users on users.id = patient_id and role = 'patient' and disabled_at is null and erased_at is null
        where doctor_id = $1 and not exists (
            select from appointments
            where appointments.doctor_id = $1 and appointments.patient_id = entries.patient_id and status = 'offered')
        order by entries.created_at, entries.id
        "#,
        doctor.0,
    );
    let rows = rows.fetch_all(db).await?;
    rows.into_iter()
        .map(|row| {
            Ok(Waiting {
                id: WaitlistEntryId(row.id),
                patient_id: UserId(row.patient_id),
                appointment_id: row.appointment_id.map(AppointmentId),
                visit_type_id: row.visit_type_id.map(VisitTypeId),
                preferences: preferences(&row.weekdays, &row.parts_of_day, row.notice_minutes)?,
                offered: row.offered,
            })
        })
        .collect()
}

/// When nothing can be offered to somebody: they are somewhere, or a time is kept for them.
pub async fn elsewhere(
    db: &mut PgConnection,
    attendee: Attendee,
    within: TimeRange,
    now: DateTime<Utc>,
) -> Db<Vec<TimeRange>> {
    let times = sqlx::query_scalar!(
        "
        select during from appointments
        where attendee_id = $1 and during && $2 and live and (expires_at is null or expires_at > $3)
        ",
        attendee.id(),
        range(within),
        now,
    );
    times.fetch_all(db).await?.iter().map(|during| time_range(during, "appointments", "during")).collect()
}

/// Notes that a time, which is held in status `offered`, was offered to somebody. False when they have left the list.
pub async fn note_offer(db: &mut PgConnection, doctor: UserId, to: WaitlistEntryId, offer: HoldId) -> Db<bool> {
    let noted = sqlx::query!(
        "
        with entry as (
            select doctor_id, id from waitlist_entries where doctor_id = $1 and id = $2 for share
        )
        insert into waitlist_offers (doctor_id, entry_id, id, start_time, expires_at)
        select entry.doctor_id, entry.id, appointments.id, lower(during), appointments.expires_at
        from entry join appointments on appointments.doctor_id = entry.doctor_id and appointments.id = $3
        ",
        doctor.0,
        to.0,
        offer.0,
    );
    Ok(noted.execute(db).await?.rows_affected() == 1)
}

/// An offer that is to be written about, and to whom; nothing when there is nothing to answer any more.
pub async fn offered(
    db: &mut PgConnection,
    offer: HoldId,
    now: DateTime<Utc>,
) -> Db<Option<(UserId, WaitlistEntryId)>> {
    let row = sqlx::query!(
        "
        select patient_id, entry_id
        from waitlist_offers join appointments using (doctor_id, id)
        where waitlist_offers.id = $1 and status = 'offered' and appointments.expires_at > $2
        ",
        offer.0,
        now,
    );
    Ok(row.fetch_optional(db).await?.map(|row| (UserId(row.patient_id), WaitlistEntryId(row.entry_id))))
}

/// Remembers the token of the mail.
pub async fn set_token(db: &mut PgConnection, offer: HoldId, hash: &[u8; 32]) -> Db<()> {
    sqlx::query!("update waitlist_offers set token_hash = $2 where id = $1", offer.0, hash.as_slice())
        .execute(db)
        .await?;
    Ok(())
}

/// Whose offer a token is for, as long as they are on the list.
pub async fn by_token(db: &mut PgConnection, hash: &[u8; 32]) -> Db<Option<(UserId, WaitlistEntryId, HoldId)>> {
    let row = sqlx::query!(
        "
        select patient_id, entry_id, waitlist_offers.id
        from waitlist_offers
        join waitlist_entries on waitlist_entries.doctor_id = waitlist_offers.doctor_id and waitlist_entries.id = entry_id
        join users on users.id = patient_id and disabled_at is null and erased_at is null
        where token_hash = $1
        ",
        hash.as_slice(),
    );
    let row = row.fetch_optional(db).await?;
    Ok(row.map(|row| (UserId(row.patient_id), WaitlistEntryId(row.entry_id), HoldId(row.id))))
}

struct EntryRow {
    id: Uuid,
    doctor_id: Uuid,
    doctor_slug: String,
    doctor_name: String,
    visit_type_id: Option<Uuid>,
    visit_type_name: Option<String>,
    appointment_id: Option<Uuid>,
    weekdays: Vec<i16>,
    parts_of_day: Vec<String>,
    notice_minutes: i32,
    created_at: DateTime<Utc>,
    offer_id: Option<Uuid>,
    offer_start: Option<DateTime<Utc>>,
    offer_end: Option<DateTime<Utc>>,
    offer_expires_at: Option<DateTime<Utc>>,
    location_id: Option<Uuid>,
    location_slug: Option<String>,
    location_name: Option<String>,
    address: Option<String>,
    city: Option<String>,
    postal_code: Option<String>,
    time_zone: Option<String>,
}

impl EntryRow {
    fn offer(&self) -> Option<WaitlistOffer> {
        Some(WaitlistOffer {
            id: HoldId(self.offer_id?),
            location: Location {
                id: LocationId(self.location_id?),
                slug: self.location_slug.clone()?,
                name: self.location_name.clone()?,
                address: self.address.clone()?,
                city: self.city.clone()?,
                postal_code: self.postal_code.clone()?,
                time_zone: self.time_zone.clone()?,
            },
            start_time: self.offer_start?,
            end_time: self.offer_end?,
            expires_at: self.offer_expires_at?,
        })
    }
}

impl TryFrom<EntryRow> for WaitlistEntry {
    type Error = DbError;

    fn try_from(row: EntryRow) -> Db<Self> {
        let offer = row.offer();
        let visit_type = match (row.visit_type_id, row.visit_type_name) {
            (Some(id), Some(name)) => Some(AppointmentVisitType { id: VisitTypeId(id), name }),
            _ => None,
        };
        Ok(Self {
            id: WaitlistEntryId(row.id),
            doctor: AppointmentDoctor {
                id: UserId(row.doctor_id),
                slug: row.doctor_slug,
                full_name: row.doctor_name,
                specialty: None,
            },
            visit_type,
            appointment_id: row.appointment_id.map(AppointmentId),
            preferences: preferences(&row.weekdays, &row.parts_of_day, row.notice_minutes)?,
            created_at: row.created_at,
            offer,
        })
    }
}

fn preferences(weekdays: &[i16], parts_of_day: &[String], notice_minutes: i32) -> Db<Preferences> {
    let wrong = |column| move || DbError::Inconsistent { table: "waitlist_entries", column };
    let read = |part: &String| PartOfDay::parse("parts_of_day", part).ok();
    Ok(Preferences {
        weekdays: weekdays
            .iter()
            .map(|day| u8::try_from(*day).ok())
            .collect::<Option<_>>()
            .ok_or_else(wrong("weekdays"))?,
        parts_of_day: parts_of_day.iter().map(read).collect::<Option<_>>().ok_or_else(wrong("parts_of_day"))?,
        notice_minutes: u32::try_from(notice_minutes).map_err(|_| wrong("notice_minutes")())?,
    })
}
