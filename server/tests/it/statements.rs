//! What a list costs: as many statements, however long it is.

use serde_json::Value;
use server::db::MIGRATOR;
use sqlx::{AssertSqlSafe, PgPool};
use tracing::subscriber::set_default;
use tracing_subscriber::{layer::SubscriberExt, registry};

use crate::helpers::{Client, Clinic, Statements};

/// Numbers `$from` to `$to` of whatever can be listed: patients with a visit of the doctor each, doctors who work on Mondays,
/// and everything around them.
const MORE: &str = "
    insert into specialties (id, slug, name)
        select gen_random_uuid(), 'specialty-' || n, 'Specialty ' || n from generate_series($from, $to) n;
    insert into locations (id, slug, name, address, city, postal_code, time_zone, position)
        select gen_random_uuid(), 'location-' || n, 'Location', '1', 'Ayr', '1', 'Europe/London', n
        from generate_series($from, $to) n;
    insert into departments (id, slug, name, location_id)
        select gen_random_uuid(), 'department-' || n, 'Department', '$location' from generate_series($from, $to) n;
    insert into closures select '$location', gen_random_uuid(), date '2027-01-01' + n, date '2027-01-01' + n, null
        from generate_series($from, $to) n;
    insert into users (id, email, full_name, role, password_hash, created_at, updated_at)
        select md5(role || n)::uuid, role || n || '@example.com', 'Person ' || n, role, '!', now(), now()
        from generate_series($from, $to) n cross join unnest('{patient,doctor}'::text[]) role;
    insert into doctors (doctor_id, slug, approved_at)
        select md5('doctor' || n)::uuid, 'person-' || n, now() from generate_series($from, $to) n;
    insert into doctor_locations select md5('doctor' || n)::uuid, '$location', 0 from generate_series($from, $to) n;
    insert into visit_types (doctor_id, id, slug, name, duration_minutes, buffer_before_minutes, buffer_after_minutes,
                             new_patients, position)
        select doctor_id, gen_random_uuid(), 'visit-' || n, 'Visit', 30, 0, 0, true, n
        from generate_series($from, $to) n
        cross join lateral (values ('$doctor'::uuid), (md5('doctor' || n)::uuid)) as owner (doctor_id);
    insert into weekly_hours (doctor_id, id, location_id, weekday, start_minute, end_minute)
        select md5('doctor' || n)::uuid, gen_random_uuid(), '$location', 1, 540, 600 from generate_series($from, $to) n;
    insert into availability_windows
        select '$doctor', gen_random_uuid(), '$location', tstzrange(start, start + interval '90 minutes')
        from (select timestamptz '2026-03-03T00:00Z' + n * interval '2 hours' from generate_series($from, $to) n) as begin_at (start);
    insert into appointments (doctor_id, id, patient_id, location_id, during, blocked, status, created_at, updated_at)
        select '$doctor', gen_random_uuid(), patient, '$location', during, during, 'confirmed', now(), now()
        from generate_series($from, $to) n
        cross join lateral (values ('$patient'::uuid, 0), (md5('patient' || n)::uuid, 30)) as comer (patient, minutes)
        cross join lateral (
            select tstzrange(start, start + interval '30 minutes')
            from (values (timestamptz '2026-03-03T00:00Z' + n * interval '2 hours' + minutes * interval '1 minute')) as begin_at (start)
        ) as visit (during);
    insert into time_off select '$doctor', gen_random_uuid(), tstzrange(start, start + interval '1 hour'), null
        from (select timestamptz '2027-01-01T00:00Z' + n * interval '1 day' from generate_series($from, $to) n) as begin_at (start);
    insert into dependants (guardian_id, id, full_name, created_at)
        select '$patient', gen_random_uuid(), 'Child ' || n, now() from generate_series($from, $to) n;
    insert into waitlist_entries (doctor_id, id, patient_id, visit_type_id, weekdays, parts_of_day, notice_minutes, created_at)
        select doctor_id, gen_random_uuid(), '$patient', id, '{1}', '{morning}', 60, now()
        from visit_types where doctor_id in (select md5('doctor' || n)::uuid from generate_series($from, $to) n);
    insert into sessions (id, user_id, created_at, last_used_at, expires_at)
        select gen_random_uuid(), '$patient', now(), now(), '2100-01-01' from generate_series($from, $to);
    insert into audit_log (id, at, action, details) select gen_random_uuid(), now(), 'registered', '{}'
        from generate_series($from, $to);";

impl Clinic {
    async fn add(&self, doctor: &Client, patient: &Client, from: u32, to: u32) {
        let more = MORE.replace("$from", &from.to_string()).replace("$to", &to.to_string());
        let more = more.replace("$doctor", &doctor.id).replace("$patient", &patient.id);
        let more = more.replace("$location", &self.location.to_string());
        sqlx::raw_sql(AssertSqlSafe(more)).execute(&self.pool).await.unwrap();
    }
}

/// How long the list of an answer is.
fn length(answer: &Value) -> usize {
    let list = answer.as_array().or_else(|| answer["items"].as_array()).or_else(|| answer["appointments"].as_array());
    list.unwrap_or_else(|| panic!("no list: {answer}")).len()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn no_list_takes_more_statements_for_being_longer(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (doctor, ann) = (clinic.doctor("Amara Osei").await, clinic.patient("Ann Lee").await);
    let (admin, desk) = (clinic.admin("Sam Keller").await, clinic.receptionist("Robin Reyes").await);
    let nobody = clinic.anonymous();
    let of = |path: &str| format!("doctors/{}/{path}?from=2026-03-03&to=2026-03-10", doctor.id);
    let lists = [
        (&nobody, "specialties".to_owned()),
        (&nobody, "locations".to_owned()),
        (&nobody, "departments".to_owned()),
        (&nobody, "departments?location=riverside".to_owned()),
        (&nobody, format!("locations/{}/closures", clinic.location)),
        (&nobody, format!("visit-types?doctor_id={}", doctor.id)),
        (&nobody, "doctors".to_owned()),
        (&nobody, "doctors?location=riverside&q=person".to_owned()),
        (&nobody, of("availability")),
        (&nobody, of("slots")),
        (&ann, "appointments".to_owned()),
        (&doctor, "appointments?sort=-start_time".to_owned()),
        (&desk, "appointments".to_owned()),
        (&admin, "appointments?status=confirmed".to_owned()),
        (&doctor, "doctors/me/appointments".to_owned()),
        (&doctor, "doctors/me/time-off".to_owned()),
        (&ann, "users/me/dependants".to_owned()),
        (&ann, "users/me/export".to_owned()),
        (&ann, "waitlist".to_owned()),
        (&ann, "auth/sessions".to_owned()),
        (&doctor, "patients".to_owned()),
        (&desk, "patients".to_owned()),
        (&admin, "patients?q=person".to_owned()),
        (&admin, "users".to_owned()),
        (&admin, "users?role=doctor&sort=-created_at".to_owned()),
        (&admin, "admin/audit".to_owned()),
        (&admin, "admin/stats/doctors?from=2026-03-02&to=2026-03-09".to_owned()),
        (&admin, "admin/stats/locations?from=2026-03-02&to=2026-03-09".to_owned()),
    ];
    let statements = Statements::default();
    let _counting = set_default(registry().with(statements.clone()));
    let measure = async || {
        let mut measured = Vec::new();
        for (who, list) in &lists {
            statements.taken();
            let answer = who.get(&format!("/api/v1/{list}")).await.expect(200).json();
            measured.push((length(&answer), statements.taken()));
        }
        measured
    };
    clinic.add(&doctor, &ann, 1, 2).await;
    let few = measure().await;
    clinic.add(&doctor, &ann, 3, 40).await;
    let many = measure().await;
    for ((_, list), (few, many)) in lists.iter().zip(few.into_iter().zip(many)) {
        assert!(few.0 > 0 && many.0 > few.0, "{list}: {} and then {}", few.0, many.0);
        assert!(few.1 > 0 && many.1 <= few.1, "{list}: {} statements for {}, {} for {}", few.1, few.0, many.1, many.0);
    }
}
