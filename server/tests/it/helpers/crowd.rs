//! Many doctors at once, put straight into the database.

use sqlx::PgPool;

/// Doctors `Crowd 0001` to `Crowd <count>` at the clinic's location, who work on Mondays from 9:00 to 10:00 and offer visits
/// of 30 minutes. All but those named are booked out for the next five Mondays.
pub async fn crowd(pool: &PgPool, count: i32, free: &[i32]) {
    let sql = "
        with people as (
            select n, gen_random_uuid() as doctor, gen_random_uuid() as visit_type, gen_random_uuid() as patient
            from generate_series(1, $1) as n
        ), accounts as (
            insert into users (id, email, full_name, role, password_hash, created_at, updated_at)
            select doctor, 'crowd' || n || '@example.com', 'Crowd ' || to_char(n, 'FM0000'), 'doctor', '!', now(), now()
            from people
            union all
            select patient, 'patient' || n || '@example.com', 'Patient', 'patient', '!', now(), now() from people
        ), approved as (
            insert into doctors (doctor_id, slug, approved_at) select doctor, 'crowd-' || n, now() from people
        ), offered as (
            insert into visit_types
            select doctor, visit_type, 'consultation', 'Consultation', 30, 0, 0, true, 0 from people
        ), working as (
            insert into weekly_hours
            select doctor, gen_random_uuid(), locations.id, 1, 540, 600, null, null from people cross join locations
        ), booked as (
            insert into appointments
                (doctor_id, id, patient_id, location_id, visit_type_id, during, blocked, status, created_at, updated_at)
            select doctor, gen_random_uuid(), patient, locations.id, visit_type, during, during, 'confirmed', now(), now()
            from people
            cross join locations
            cross join generate_series(0, 4) as week
            cross join lateral (
                select tstzrange(monday, monday + interval '1 hour') as during
                from (select timestamptz '2026-03-02T09:00:00Z' + week * interval '7 days' as monday) as start
            ) as hour
            where n <> all($2)
        )
        insert into doctor_locations select doctor, locations.id, 0 from people cross join locations";
    sqlx::query(sql).bind(count).bind(free).execute(pool).await.unwrap();
}
