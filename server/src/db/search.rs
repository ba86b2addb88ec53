//! Who may fit a search for doctors.

use chrono::{NaiveDate, Weekday};
use domain::{
    directory::{Department, Doctor},
    schedule::{PartOfDay, TimeRange},
};
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use super::{
    Db,
    doctors::{DoctorRow, with_details},
    range,
};

/// Keys are ids or slugs.
pub struct Filter<'a> {
    pub specialty: Option<&'a str>,
    pub location: Option<&'a str>,
    pub visit_type: Option<&'a str>,
    /// Words; more than six are not looked at.
    pub q: Option<&'a str>,
    /// None: whether they work or not.
    pub working: Option<Working>,
}

/// When somebody has to work. Who does may still be booked out.
pub struct Working {
    pub weekdays: Vec<Weekday>,
    /// The first and the last day.
    pub days: (NaiveDate, NaiveDate),
    /// None: at any time of the day.
    pub part_of_day: Option<PartOfDay>,
    /// All of that in instants, wherever on Earth.
    pub within: TimeRange,
}

/// The place in the list after which to go on.
pub struct After {
    pub full_name: String,
    pub id: Uuid,
}

/// Approved doctors in the order of their names, at most `limit`.
///
/// A word that nobody has is a typing error: it means doctors with something like it among their names.
pub async fn doctors(db: &mut PgConnection, filter: &Filter<'_>, after: Option<&After>, limit: i64) -> Db<Vec<Doctor>> {
    let working = filter.working.as_ref();
    let weekdays: Option<Vec<i16>> = working.map(|working| working.weekdays.iter().copied().map(iso).collect());
    let minutes = working.and_then(|working| working.part_of_day).map_or(0..24 * 60, PartOfDay::minutes);
    let rows = sqlx::query_as!(
        DoctorRow,
        r#"
        with asked as materialized (
            select word, '% ' || word || '%' as pattern,
                   exists (select from doctor_search where words like '% ' || word || '%') as known
            from (
                select distinct word from regexp_split_to_table(folded($4), ' ') as word where word <> '' limit 6
            ) as split
        ), meant as (
            select doctor_id
            from asked
            cross join lateral (
                select doctor_id from doctor_search where known and words like pattern
                union all
                select doctor_id from doctors_like(word) as doctor_id where not known
            ) as found
            group by doctor_id
            having count(*) = (select count(*) from asked)
        ), places as (
            select id from locations where slug = $2 or id::text = $2
        ), working as (
            select doctor_id
            from weekly_hours
            where weekday = any($8)
              and coalesce(effective_from <= $10, true) and coalesce(effective_until >= $9, true)
              and start_minute < $12 and end_minute > $11
              and ($2::text is null or location_id in (select id from places))
            union all
            select doctor_id
            from availability_windows
            where during && $13 and ($2::text is null or location_id in (select id from places))
        )
        select doctors.doctor_id as id, doctors.slug, doctor_search.full_name, bio, specialty_id,
               specialties.slug as "specialty_slug?", specialties.name as "specialty_name?",
               to_jsonb(departments) as "department?: Json<Department>"
        from doctor_search
        join doctors on doctors.doctor_id = doctor_search.doctor_id
        join users on users.id = doctor_search.doctor_id
        left join specialties on specialties.id = specialty_id
        left join departments on departments.id = department_id
        where approved_at is not null and disabled_at is null
          and ($1::text is null or specialties.slug = $1 or specialty_id::text = $1)
          and ($2::text is null or exists (
                  select from doctor_locations
                  where doctor_locations.doctor_id = doctor_search.doctor_id
                    and location_id in (select id from places)))
          and ($3::text is null or exists (
                  select from visit_types
                  where visit_types.doctor_id = doctor_search.doctor_id and retired_at is null
                    and (visit_types.slug = $3 or visit_types.id::text = $3)))
          and ($4::text is null or doctor_search.doctor_id in (select doctor_id from meant))
          and ($8::smallint[] is null or doctor_search.doctor_id in (select doctor_id from working))
          and ($5::text is null or (doctor_search.full_name, doctor_search.doctor_id) > ($5, $6::uuid))
        order by doctor_search.full_name, doctor_search.doctor_id
        limit $7
        "#,
        filter.specialty,
        filter.location,
        filter.visit_type,
        filter.q,
        after.map(|after| after.full_name.as_str()),
        after.map(|after| after.id),
        limit,
        weekdays.as_deref(),
        working.map(|working| working.days.0),
        working.map(|working| working.days.1),
        small(minutes.start),
        small(minutes.end),
        working.map(|working| range(working.within)),
    )
    .fetch_all(&mut *db)
    .await?;
    with_details(db, rows).await
}

/// 1 is Monday, 7 is Sunday.
fn iso(weekday: Weekday) -> i16 {
    i16::try_from(weekday.number_from_monday()).unwrap_or(i16::MAX)
}

fn small(minute: u16) -> i16 {
    i16::try_from(minute).unwrap_or(i16::MAX)
}
