//! Everything that decides when doctors can be booked, for any number of doctors in one statement.

use chrono::{DateTime, Days, NaiveDate, Utc, Weekday};
use domain::{
    Tz,
    dependant::Attendee,
    directory::VisitType,
    ids::{HoldId, LocationId, UserId, VisitTypeId},
    schedule::{Calendar, Closure, Counted, GroupVisit, TimeRange, WallMinute, WeeklyHours, Weeks, Window},
};
use serde::Deserialize;
use sqlx::{PgConnection, postgres::types::PgRange, types::Json};
use uuid::Uuid;

use super::{Db, DbError, doctors::Visible, range};

/// A doctor as bookings see them.
pub struct Bookable {
    pub doctor_id: UserId,
    /// The stretch of time whose entries were read.
    pub read: TimeRange,
    /// What the calendar was when it was read; moves on with every edit.
    pub version: i64,
    /// What can be booked, the visit type meant by default first.
    pub visit_types: Vec<VisitType>,
    pub calendar: Calendar,
    /// Whether the doctor has seen the patient before who asks.
    pub seen_before: bool,
    /// What the patient holds here, or is offered. It is not among what is blocked.
    pub own_holds: Vec<OwnHold>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct OwnHold {
    pub id: HoldId,
    pub visit_type_id: Option<VisitTypeId>,
    pub start: DateTime<Utc>,
    pub end: DateTime<Utc>,
}

/// Held to the end of the transaction by whoever edits hours or moves appointments of a doctor. Bookings wait for it, and
/// look again where something was edited.
pub async fn lock(db: &mut PgConnection, doctor: UserId) -> Db<()> {
    sqlx::query!("select doctor_id from doctors where doctor_id = $1 for update", doctor.0).fetch_optional(db).await?;
    Ok(())
}

/// Notes that hours, time off or rules of a doctor have changed, and locks as [`lock`] does.
pub async fn edit(db: &mut PgConnection, doctor: UserId) -> Db<()> {
    sqlx::query!("update doctors set calendar_version = calendar_version + 1 where doctor_id = $1", doctor.0)
        .execute(db)
        .await?;
    Ok(())
}

/// As [`edit`], for everybody who works at a location.
pub async fn edit_at(db: &mut PgConnection, location: LocationId) -> Db<Vec<UserId>> {
    let doctors = sqlx::query_scalar!(
        "
        with doctor as (
            select doctor_id from doctors
            where doctor_id in (select doctor_id from doctor_locations where location_id = $1)
            order by doctor_id
            for update
        )
        update doctors set calendar_version = calendar_version + 1
        from doctor where doctors.doctor_id = doctor.doctor_id
        returning doctors.doctor_id
        ",
        location.0,
    );
    Ok(doctors.fetch_all(db).await?.into_iter().map(UserId).collect())
}

/// Who asks, as far as it matters to a calendar.
#[derive(Clone, Copy)]
pub struct AskedBy {
    /// Whose account's own holds do not count, and who may be known to the doctor.
    pub attendee: Option<Attendee>,
    pub now: DateTime<Utc>,
}

/// One doctor, by id or slug, with their calendar as far as it bears on `within`.
pub async fn find(
    db: &mut PgConnection,
    key: &str,
    visible: Visible,
    within: TimeRange,
    by: AskedBy,
) -> Db<Option<Bookable>> {
    let ids: Vec<Uuid> = Uuid::parse_str(key).into_iter().collect();
    Ok(load(db, &ids, Some(key), visible, within, by).await?.pop())
}

/// These doctors, as [`find`]; in any order.
pub async fn of_doctors(
    db: &mut PgConnection,
    doctors: &[UserId],
    within: TimeRange,
    by: AskedBy,
) -> Db<Vec<Bookable>> {
    let ids: Vec<Uuid> = doctors.iter().map(|id| id.0).collect();
    load(db, &ids, None, Visible::All, within, by).await
}

async fn load(
    db: &mut PgConnection,
    ids: &[Uuid],
    slug: Option<&str>,
    visible: Visible,
    within: TimeRange,
    by: AskedBy,
) -> Db<Vec<Bookable>> {
    let rows = sqlx::query_as!(
        BookableRow,
        r#"
        select doctors.doctor_id,
               calendar_version,
               array(
                   select to_jsonb(visit_types) from visit_types
                   where visit_types.doctor_id = doctors.doctor_id and retired_at is null
                   order by position, slug
               ) as "visit_types!: Vec<Json<VisitType>>",
               array(
                   select to_jsonb(zone) from (
                       select location_id, time_zone
                       from doctor_locations join locations on locations.id = location_id
                       where doctor_locations.doctor_id = doctors.doctor_id
                       order by doctor_locations.position, slug
                   ) as zone
               ) as "zones!: Vec<Json<ZoneRow>>",
               array(
                   select to_jsonb(weekly_hours) from weekly_hours
                   where weekly_hours.doctor_id = doctors.doctor_id
                     and (effective_until is null or effective_until >= $7)
                   order by weekday, start_minute
               ) as "weekly!: Vec<Json<WeeklyRow>>",
               array(
                   select jsonb_build_object('location_id', location_id, 'start', lower(during), 'end', upper(during))
                   from availability_windows
                   where availability_windows.doctor_id = doctors.doctor_id and during && $4
               ) as "windows!: Vec<Json<WindowRow>>",
               array(
                   select during from time_off where time_off.doctor_id = doctors.doctor_id and during && $4
               ) as "time_off!: Vec<PgRange<DateTime<Utc>>>",
               array(
                   select to_jsonb(closures) from closures
                   where location_id in (
                             select location_id from doctor_locations where doctor_locations.doctor_id = doctors.doctor_id)
                     and last_day >= $7 and first_day <= $8
               ) as "closures!: Vec<Json<Closure>>",
               array(
                   select blocked from appointments
                   where appointments.doctor_id = doctors.doctor_id and blocked && $4 and live and not overbooked
                     -- Nothing blocks a whole day, so what begins before that is not in the way: the index is by the start.
                     and lower(blocked) < upper($4::tstzrange) and lower(blocked) > lower($4) - interval '1 day'
                     and seat is null and (expires_at is null or (expires_at > $6 and patient_id is distinct from $5))
                   union all
                   select blocked from appointments
                   where appointments.doctor_id = doctors.doctor_id and blocked && $4 and live and overbooked
                     and seat is null
               ) as "blocked!: Vec<PgRange<DateTime<Utc>>>",
               array(
                   select jsonb_build_object('visit_type_id', visit_type_id, 'start', lower(during), 'taken', count(*),
                       'blocked', jsonb_build_object('start', min(lower(blocked)), 'end', max(upper(blocked))),
                       'with_asker', coalesce(bool_or(attendee_id = $9 and expires_at is null), false))
                   from appointments
                   where appointments.doctor_id = doctors.doctor_id and blocked && $4 and live and seat is not null
                     and (expires_at is null or (expires_at > $6 and patient_id is distinct from $5))
                   group by visit_type_id, lower(during)
               ) as "groups!: Vec<Json<GroupVisit>>",
               array(
                   select distinct jsonb_build_object('visit_type_id', visit_type_id, 'start', lower(during))
                   from appointments
                   where appointments.doctor_id = doctors.doctor_id and blocked && $4 and live and not overbooked
                     and (expires_at is null or (expires_at > $6 and patient_id is distinct from $5))
                     and visit_type_id in (
                             select id from visit_types
                             where visit_types.doctor_id = doctors.doctor_id and per_day_limit is not null)
               ) as "counted!: Vec<Json<Counted>>",
               exists (
                   select from appointments
                   where appointments.doctor_id = doctors.doctor_id and attendee_id = $9
                     and status in ('checked_in', 'completed')
               ) as "seen_before!",
               array(
                   select jsonb_build_object('id', id, 'visit_type_id', visit_type_id,
                                             'start', lower(during), 'end', upper(during))
                   from appointments
                   where patient_id = $5 and appointments.doctor_id = doctors.doctor_id and expires_at > $6
               ) as "own_holds!: Vec<Json<OwnHold>>"
        from doctors
        join users on users.id = doctors.doctor_id
        where (doctors.doctor_id = any($1) or doctors.slug = $2)
          and ($3 or (approved_at is not null and disabled_at is null and role = 'doctor'))
        "#,
        ids,
        slug,
        visible == Visible::All,
        range(within),
        by.attendee.map(|attendee| attendee.patient.0),
        by.now,
        within.start().date_naive() - Days::new(1),
        within.end().date_naive() + Days::new(1),
        by.attendee.map(Attendee::id),
    )
    .fetch_all(db)
    .await?;
    rows.into_iter().map(|row| row.read(within)).collect()
}

struct BookableRow {
    doctor_id: Uuid,
    calendar_version: i64,
    visit_types: Vec<Json<VisitType>>,
    zones: Vec<Json<ZoneRow>>,
    weekly: Vec<Json<WeeklyRow>>,
    windows: Vec<Json<WindowRow>>,
    time_off: Vec<PgRange<DateTime<Utc>>>,
    closures: Vec<Json<Closure>>,
    blocked: Vec<PgRange<DateTime<Utc>>>,
    groups: Vec<Json<GroupVisit>>,
    counted: Vec<Json<Counted>>,
    seen_before: bool,
    own_holds: Vec<Json<OwnHold>>,
}

impl BookableRow {
    fn read(self, within: TimeRange) -> Db<Bookable> {
        Ok(Bookable {
            doctor_id: UserId(self.doctor_id),
            read: within,
            version: self.calendar_version,
            visit_types: self.visit_types.into_iter().map(|Json(visit_type)| visit_type).collect(),
            calendar: Calendar {
                zones: self.zones.into_iter().map(|Json(zone)| zone.read()).collect::<Db<_>>()?,
                weekly: self.weekly.into_iter().map(|Json(hours)| hours.read()).collect::<Db<_>>()?,
                windows: self.windows.into_iter().map(|Json(window)| window.read()).collect::<Db<_>>()?,
                time_off: self.time_off.iter().map(|off| time_range(off, "time_off", "during")).collect::<Db<_>>()?,
                closures: self.closures.into_iter().map(|Json(closure)| closure).collect(),
                blocked: self.blocked.iter().map(|it| time_range(it, "appointments", "blocked")).collect::<Db<_>>()?,
                groups: self.groups.into_iter().map(|Json(group)| group).collect(),
                counted: self.counted.into_iter().map(|Json(counted)| counted).collect(),
            },
            seen_before: self.seen_before,
            own_holds: self.own_holds.into_iter().map(|Json(hold)| hold).collect(),
        })
    }
}

#[derive(Debug, Deserialize)]
struct ZoneRow {
    location_id: LocationId,
    time_zone: String,
}

impl ZoneRow {
    fn read(self) -> Db<(LocationId, Tz)> {
        let zone = self.time_zone.parse();
        Ok((self.location_id, zone.map_err(|_| DbError::Inconsistent { table: "locations", column: "time_zone" })?))
    }
}

#[derive(Debug, Deserialize)]
struct WeeklyRow {
    location_id: LocationId,
    weekday: u8,
    start_minute: u16,
    end_minute: u16,
    effective_from: Option<NaiveDate>,
    effective_until: Option<NaiveDate>,
    every_weeks: u8,
    week: u8,
}

impl WeeklyRow {
    fn read(self) -> Db<WeeklyHours> {
        let wrong = |column| DbError::Inconsistent { table: "weekly_hours", column };
        Ok(WeeklyHours {
            location_id: self.location_id,
            weekday: Weekday::try_from(self.weekday.wrapping_sub(1)).map_err(|_| wrong("weekday"))?,
            start: WallMinute::new(self.start_minute).ok_or_else(|| wrong("start_minute"))?,
            end: WallMinute::new(self.end_minute).ok_or_else(|| wrong("end_minute"))?,
            effective_from: self.effective_from,
            effective_until: self.effective_until,
            weeks: Weeks::new(self.every_weeks, self.week).ok_or_else(|| wrong("week"))?,
        })
    }
}

#[derive(Debug, Deserialize)]
struct WindowRow {
    location_id: LocationId,
    start: DateTime<Utc>,
    end: DateTime<Utc>,
}

impl WindowRow {
    fn read(self) -> Db<Window> {
        let during = TimeRange::new(self.start, self.end);
        let wrong = DbError::Inconsistent { table: "availability_windows", column: "during" };
        Ok(Window { location_id: self.location_id, during: during.ok_or(wrong)? })
    }
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
