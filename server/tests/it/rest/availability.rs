use serde_json::{Value, json};
use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::helpers::Clinic;

const WINDOW: &str = "/api/v1/doctors/availability";
const SCHEDULE: &str = "/api/v1/doctors/me/schedule";

fn weekly(ranges: &[(u8, &str, &str)]) -> Value {
    let weekly: Vec<Value> =
        ranges.iter().map(|(weekday, start, end)| json!({ "weekday": weekday, "start": start, "end": end })).collect();
    json!({ "weekly": weekly })
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_window_opens_slots(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let doctor = clinic.doctor("Amara Osei").await;
    let window = doctor.open("2026-03-03T10:00:00Z", "2026-03-03T11:10:00Z").await.expect(201).json();
    assert_eq!(window["location_id"], clinic.location.to_string());
    let free = clinic.anonymous().free(&doctor, "2026-03-03", "2026-03-04").await;
    assert_eq!(free, ["2026-03-03T10:00:00Z", "2026-03-03T10:30:00Z"]);
    let path = format!("/api/v1/doctors/{}/availability?from=2026-03-03&to=2026-03-04", doctor.id);
    let open = clinic.anonymous().get(&path).await.expect(200).json();
    assert_eq!(open[0]["end_time"], "2026-03-03T11:10:00Z");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn public_times_tell_nothing_of_who_booked(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (doctor, ann) = (clinic.doctor("Amara Osei").await, clinic.patient("Ann Lee").await);
    doctor.open("2026-03-03T10:00", "2026-03-03T12:00").await.expect(201);
    ann.book(&doctor, "2026-03-03T10:30", "2026-03-03T11:00").await.expect(201);
    let keys = |item: &Value| item.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
    for (what, allowed) in [
        ("availability", "end_time location_id start_time"),
        ("slots", "end_time location_id start_time visit_type_id"),
    ] {
        let path = format!("/api/v1/doctors/{}/{what}?from=2026-03-03&to=2026-03-04", doctor.id);
        let times = clinic.anonymous().get(&path).await.expect(200);
        assert!(!times.text.contains(&ann.id) && !times.text.contains("Ann"), "{}", times.text);
        for item in times.json().as_array().unwrap() {
            assert_eq!(keys(item), allowed, "{what}");
        }
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn overlapping_and_touching_windows_become_one(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let doctor = clinic.doctor("Amara Osei").await;
    doctor.open("2026-03-03T10:00Z", "2026-03-03T11:00Z").await.expect_problem(422, "invalid");
    for (start, end) in [("10:00", "11:00"), ("12:00", "13:00"), ("11:00", "11:30"), ("11:15", "12:15")] {
        doctor.open(&format!("2026-03-03T{start}"), &format!("2026-03-03T{end}")).await.expect(201);
    }
    let path = format!("/api/v1/doctors/{}/availability?from=2026-03-03&to=2026-03-04", doctor.id);
    let open = clinic.anonymous().get(&path).await.expect(200).json();
    assert_eq!(open.as_array().unwrap().len(), 1, "{open}");
    assert_eq!(
        (&open[0]["start_time"], &open[0]["end_time"]),
        (&json!("2026-03-03T10:00:00Z"), &json!("2026-03-03T13:00:00Z"))
    );
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_window_may_cross_midnight_but_not_last_longer_than_a_day(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let doctor = clinic.doctor("Amara Osei").await;
    doctor.open("2026-03-03T22:00", "2026-03-04T02:00").await.expect(201);
    let free = clinic.anonymous().free(&doctor, "2026-03-03", "2026-03-05").await;
    assert!(free.contains(&"2026-03-03T23:30:00Z".to_owned()) && free.contains(&"2026-03-04T00:00:00Z".to_owned()));
    let answer = doctor.open("2026-03-05T10:00", "2026-03-06T10:05").await.expect_problem(422, "invalid");
    assert_eq!(answer.pointers(), ["/end_time"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn only_doctors_publish_hours(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let patient = clinic.patient("Ann Lee").await;
    let window = json!({ "start_time": "2026-03-03T10:00", "end_time": "2026-03-03T11:00" });
    patient.post(WINDOW, window.clone()).await.expect_problem(403, "forbidden");
    clinic.anonymous().post(WINDOW, window).await.expect_problem(401, "unauthenticated");
    patient.put(SCHEDULE, weekly(&[])).await.expect_problem(403, "forbidden");
    patient.get(SCHEDULE).await.expect_problem(403, "forbidden");
    clinic.anonymous().get(SCHEDULE).await.expect_problem(401, "unauthenticated");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn weekly_hours_come_back_as_they_were_set(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let doctor = clinic.doctor("Amara Osei").await;
    let hours = [(1, "09:00", "12:30"), (1, "13:30", "17:00"), (5, "22:00", "24:00")];
    let set = doctor.put(SCHEDULE, weekly(&hours)).await.expect(200).json();
    assert_eq!(set["weekly"], weekly(&hours)["weekly"]);
    assert_eq!(doctor.get(SCHEDULE).await.expect(200).json(), set);
    // Monday, in winter time and in summer time: always nine on the practice's clock.
    let free = clinic.anonymous().free(&doctor, "2026-03-09", "2026-03-10").await;
    assert_eq!((free.len(), free[0].as_str(), free[6].as_str()), (14, "2026-03-09T09:00:00Z", "2026-03-09T12:00:00Z"));
    let free = clinic.anonymous().free(&doctor, "2026-03-30", "2026-03-31").await;
    assert_eq!((free.len(), free[0].as_str()), (14, "2026-03-30T08:00:00Z"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn new_hours_may_hold_from_a_later_day_on(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let doctor = clinic.doctor("Amara Osei").await;
    doctor.put(SCHEDULE, weekly(&[(1, "09:00", "10:00")])).await.expect(200);
    let mut later = weekly(&[(1, "14:00", "15:00")]);
    later["effective_from"] = json!("2026-03-16");
    doctor.put(SCHEDULE, later).await.expect(200);
    let free = clinic.anonymous().free(&doctor, "2026-03-09", "2026-03-17").await;
    assert_eq!(free, ["2026-03-09T09:00:00Z", "2026-03-09T09:30:00Z", "2026-03-16T14:00:00Z", "2026-03-16T14:30:00Z"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn wrong_hours_are_refused_with_their_place(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let doctor = clinic.doctor("Amara Osei").await;
    for (ranges, pointer) in [
        (vec![(8, "09:00", "10:00")], "/weekly/0/weekday"),
        (vec![(0, "09:00", "10:00")], "/weekly/0/weekday"),
        (vec![(1, "9am", "10:00")], "/weekly/0/start"),
        (vec![(1, "09:00", "10:00"), (2, "09:00", "25:00")], "/weekly/1/end"),
        (vec![(1, "10:00", "09:00")], "/weekly/0/end"),
        (vec![(1, "09:00", "12:00"), (1, "11:00", "13:00")], "/weekly/1/start"),
    ] {
        let answer = doctor.put(SCHEDULE, weekly(&ranges)).await.expect_problem(422, "invalid");
        assert_eq!(answer.pointers(), [pointer], "{ranges:?}");
    }
    let stored =
        sqlx::query_scalar::<_, i64>("select count(*) from weekly_hours").fetch_one(&clinic.pool).await.unwrap();
    assert_eq!(stored, 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn hours_that_would_strand_an_appointment_change_nothing(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (doctor, patient) = (clinic.doctor("Amara Osei").await, clinic.patient("Ann Lee").await);
    doctor.put(SCHEDULE, weekly(&[(1, "09:00", "12:00")])).await.expect(200);
    let booked = patient.book(&doctor, "2026-03-09T11:00", "2026-03-09T11:30").await.expect(201).json();
    let refused = doctor.put(SCHEDULE, weekly(&[(1, "09:00", "11:00")])).await;
    refused.expect_problem(409, "appointments_outside_hours");
    assert_eq!(doctor.get(SCHEDULE).await.expect(200).json()["weekly"][0]["end"], "12:00");
    patient.delete(&format!("/api/v1/appointments/{}", booked["id"].as_str().unwrap())).await.expect(204);
    doctor.put(SCHEDULE, weekly(&[(1, "09:00", "11:00")])).await.expect(200);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn slots_are_asked_for_in_reasonable_stretches(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let doctor = clinic.doctor("Amara Osei").await;
    for (query, pointer) in [
        ("from=2026-03-01&to=2026-05-03", "/to"),
        ("from=2026-03-02&to=2026-03-01", "/to"),
        ("from=yesterday", "/from"),
        ("visit_type_id=surgery", "/visit_type_id"),
    ] {
        let answer = clinic.anonymous().get(&format!("/api/v1/doctors/{}/slots?{query}", doctor.id)).await;
        assert_eq!(answer.expect_problem(422, "invalid").pointers(), [pointer], "{query}");
    }
    clinic.anonymous().free(&doctor, "2026-03-01", "2026-05-02").await;
}
