use chrono::{DateTime, Utc};
use domain::{
    ids::{LocationId, UserId},
    statistics::{Overview, Period, Span, Visits},
};
use sqlx::PgConnection;
use uuid::Uuid;

use super::Db;

pub async fn overview(db: &mut PgConnection, now: DateTime<Utc>) -> Db<Overview> {
    let overview = sqlx::query_as!(
        Overview,
        r#"
        select (select count(*) from users where role = 'patient' and disabled_at is null and erased_at is null)
                   as "patients!",
               count(*) filter (where approved_at is not null and disabled_at is null) as "doctors!",
               count(*) filter (where approved_at is null and disabled_at is null and erased_at is null)
                   as "doctors_to_approve!",
               (select count(*) from locations where retired_at is null) as "locations!",
               (select count(*) from appointments where expires_at is null) as "appointments!",
               (select count(*) from appointments join locations on locations.id = location_id
                where expires_at is null and status <> 'cancelled'
                  and lower(during) between $1::timestamptz - interval '1 day' and $1::timestamptz + interval '1 day'
                  and (lower(during) at time zone time_zone)::date = ($1::timestamptz at time zone time_zone)::date)
                   as "appointments_today!",
               (select count(*) from appointments
                where status in ('requested', 'confirmed') and lower(during) > $1) as "appointments_to_come!",
               (select count(*) from appointments
                where status = 'requested' and lower(during) > $1) as "appointments_to_confirm!",
               (select count(*) from waitlist_entries) as "waiting!"
        from doctors
        join users on users.id = doctor_id
        where role = 'doctor'
        "#,
        now,
    );
    Ok(overview.fetch_one(db).await?)
}

/// Every period that has one of the days, in order.
pub async fn periods(db: &mut PgConnection, span: Span) -> Db<Vec<Period>> {
    let rows = sqlx::query!(
        r#"
        with periods as (
            select generate_series(date_trunc($3, $1::date::timestamp), $2::date::timestamp - interval '1 day',
                                   ('1 ' || $3)::interval) as start
        ), visits as (
            select date_trunc($3, lower(during) at time zone time_zone) as start, status,
                   extract(epoch from lower(during) - appointments.created_at)::float8 / 86400 as lead_days
            from appointments
            join locations on locations.id = location_id
            where expires_at is null
              -- No clock is further from UTC than a day.
              and lower(during) >= ($1::date - 1)::timestamp at time zone 'utc'
              and lower(during) < ($2::date + 1)::timestamp at time zone 'utc'
              and (lower(during) at time zone time_zone)::date >= $1
              and (lower(during) at time zone time_zone)::date < $2
        ), counted as (
            select start, count(*) as booked,
                   count(*) filter (where status = 'cancelled') as cancelled,
                   count(*) filter (where status = 'no_show') as no_shows,
                   count(*) filter (where status = 'completed') as completed,
                   percentile_cont(0.5) within group (order by lead_days) as median_lead_days
            from visits
            group by start
        ), waited as (
            select date_trunc($3, at at time zone 'utc') as start,
                   count(*) filter (where action = 'waitlist_joined') as joined,
                   count(*) filter (where action = 'time_offered') as offered
            from audit_log
            where action in ('waitlist_joined', 'time_offered')
              and at >= $1::date::timestamp at time zone 'utc' and at < $2::date::timestamp at time zone 'utc'
            group by 1
        )
        select start::date as "start!", coalesce(booked, 0) as "booked!", coalesce(cancelled, 0) as "cancelled!",
               coalesce(no_shows, 0) as "no_shows!", coalesce(completed, 0) as "completed!", median_lead_days,
               coalesce(joined, 0) as "joined!", coalesce(offered, 0) as "offered!"
        from periods
        left join counted using (start)
        left join waited using (start)
        order by start
        "#,
        span.from,
        span.to,
        span.by.as_str(),
    );
    let periods = rows.fetch_all(db).await?.into_iter().map(|row| Period {
        start: row.start,
        visits: Visits {
            booked: row.booked,
            cancelled: row.cancelled,
            no_shows: row.no_shows,
            completed: row.completed,
        },
        median_lead_days: row.median_lead_days.map(|days| (days * 10.0).round() / 10.0),
        waitlist_joined: row.joined,
        times_offered: row.offered,
    });
    Ok(periods.collect())
}

/// A doctor's visits at one place.
pub struct VisitsAt {
    pub doctor_id: UserId,
    pub location_id: LocationId,
    pub visits: Visits,
    /// Minutes in which there was a visit that was not cancelled.
    pub booked_minutes: i64,
}

/// The visits of these doctors, or of all, by doctor and place.
pub async fn visits(db: &mut PgConnection, doctors: Option<&[Uuid]>, span: Span) -> Db<Vec<VisitsAt>> {
    let rows = sqlx::query!(
        r#"
        select doctor_id, location_id, booked as "booked!", cancelled as "cancelled!", no_shows as "no_shows!",
               completed as "completed!",
               (select coalesce(sum(extract(epoch from upper(stretch) - lower(stretch))) / 60, 0)::bigint
                from unnest(taken) as stretch) as "booked_minutes!"
        from (
            select doctor_id, location_id, count(*) as booked,
                   count(*) filter (where status = 'cancelled') as cancelled,
                   count(*) filter (where status = 'no_show') as no_shows,
                   count(*) filter (where status = 'completed') as completed,
                   -- Several people at one visit take the time once.
                   range_agg(during) filter (where status <> 'cancelled') as taken
            from appointments
            join locations on locations.id = location_id
            where expires_at is null
              and ($3::uuid[] is null or doctor_id = any($3))
              and lower(during) >= ($1::date - 1)::timestamp at time zone 'utc'
              and lower(during) < ($2::date + 1)::timestamp at time zone 'utc'
              and (lower(during) at time zone time_zone)::date >= $1
              and (lower(during) at time zone time_zone)::date < $2
            group by doctor_id, location_id
        ) as visits
        "#,
        span.from,
        span.to,
        doctors,
    );
    let visits = rows.fetch_all(db).await?.into_iter().map(|row| VisitsAt {
        doctor_id: UserId(row.doctor_id),
        location_id: LocationId(row.location_id),
        visits: Visits {
            booked: row.booked,
            cancelled: row.cancelled,
            no_shows: row.no_shows,
            completed: row.completed,
        },
        booked_minutes: row.booked_minutes,
    });
    Ok(visits.collect())
}

/// Doctors whom patients see, and those who had visits on these days, by name; after one of them, at most `limit`.
pub async fn doctors(
    db: &mut PgConnection,
    span: Span,
    after: Option<(&str, Uuid)>,
    limit: Option<i64>,
) -> Db<Vec<(UserId, String)>> {
    let rows = sqlx::query!(
        "
        select doctor_id, full_name
        from doctors
        join users on users.id = doctor_id
        where ((approved_at is not null and disabled_at is null)
               or exists (
                   select from appointments
                   where appointments.doctor_id = doctors.doctor_id and expires_at is null
                     and lower(during) >= ($1::date - 1)::timestamp at time zone 'utc'
                     and lower(during) < ($2::date + 1)::timestamp at time zone 'utc'))
          and ($3::text is null or (full_name, doctor_id) > ($3, $4::uuid))
        order by full_name, doctor_id
        limit $5
        ",
        span.from,
        span.to,
        after.map(|(name, _)| name),
        after.map(|(_, id)| id),
        limit,
    );
    Ok(rows.fetch_all(db).await?.into_iter().map(|row| (UserId(row.doctor_id), row.full_name)).collect())
}
