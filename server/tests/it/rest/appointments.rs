use chrono::TimeDelta;
use serde_json::json;
use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::helpers::{Client, Clinic};

/// A doctor who is open on Tuesday from ten to twelve, and a patient.
async fn tuesday(pool: PgPool) -> (Clinic, Client, Client) {
    let clinic = Clinic::open(pool).await;
    let doctor = clinic.doctor("Amara Osei").await;
    doctor.open("2026-03-03T10:00", "2026-03-03T12:00").await.expect(201);
    let patient = clinic.patient("Ann Lee").await;
    (clinic, doctor, patient)
}

async fn stored(clinic: &Clinic) -> i64 {
    sqlx::query_scalar("select count(*) from appointments").fetch_one(&clinic.pool).await.unwrap()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_patient_books_sees_and_cancels_and_the_time_is_free_again(pool: PgPool) {
    let (clinic, doctor, patient) = tuesday(pool).await;
    let body = json!({ "doctor_id": doctor.id, "start_time": "2026-03-03T10:30:00+00:00", "reason": " Back pain " });
    let answer = patient.post("/api/v1/appointments", body).await.expect(201);
    let booked = answer.json();
    assert_eq!(booked["doctor"]["full_name"], "Amara Osei");
    assert_eq!(booked["patient"]["id"], patient.id);
    assert_eq!(
        (&booked["start_time"], &booked["end_time"]),
        (&json!("2026-03-03T10:30:00Z"), &json!("2026-03-03T11:00:00Z"))
    );
    assert_eq!((&booked["status"], &booked["time_zone"]), (&json!("confirmed"), &json!("Europe/London")));
    assert_eq!((&booked["reason"], &booked["visit_type"]["name"]), (&json!("Back pain"), &json!("Consultation")));
    let path = answer.location().to_owned();
    assert_eq!(patient.get(&path).await.expect(200).json(), booked);

    assert!(
        !clinic
            .anonymous()
            .free(&doctor, "2026-03-03", "2026-03-04")
            .await
            .contains(&"2026-03-03T10:30:00Z".to_owned())
    );
    for (who, list) in [
        (&patient, "/api/v1/appointments"),
        (&patient, "/api/v1/appointments/my-appointments"),
        (&doctor, "/api/v1/appointments"),
        (&doctor, "/api/v1/doctors/me/appointments"),
        (&doctor, "/api/doctors/my-appointments?status=confirmed&from=2026-03-03&to=2026-03-04"),
    ] {
        assert_eq!(who.get(list).await.expect(200).json()["items"][0]["id"], booked["id"], "{list}");
    }

    patient.delete(&path).await.expect(204);
    assert_eq!(patient.get(&path).await.expect(200).json()["status"], "cancelled");
    patient.delete(&path).await.expect_problem(409, "not_cancellable");
    assert!(
        clinic.anonymous().free(&doctor, "2026-03-03", "2026-03-04").await.contains(&"2026-03-03T10:30:00Z".to_owned())
    );
    patient.book(&doctor, "2026-03-03T10:30", "2026-03-03T11:00").await.expect(201);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_taken_time_is_refused_with_the_three_nearest(pool: PgPool) {
    let (clinic, doctor, patient) = tuesday(pool).await;
    patient.book(&doctor, "2026-03-03T10:30", "2026-03-03T11:00").await.expect(201);
    let other = clinic.patient("Bo Berg").await;
    let body = json!({ "doctor_id": doctor.id, "start_time": "2026-03-03T10:30" });
    let answer = other.post("/api/v1/appointments", body).await.expect_problem(409, "slot_taken");
    let problem = answer.json();
    assert_eq!(problem["detail"], "This time slot is already booked. Please choose another time.");
    let starts: Vec<_> =
        problem["alternatives"].as_array().unwrap().iter().map(|slot| slot["start_time"].clone()).collect();
    assert_eq!(starts, ["2026-03-03T10:00:00Z", "2026-03-03T11:00:00Z", "2026-03-03T11:30:00Z"]);
    // Each of them can be booked as it stands.
    let slot = &problem["alternatives"][0];
    let body =
        json!({ "doctor_id": doctor.id, "start_time": slot["start_time"], "visit_type_id": slot["visit_type_id"] });
    other.post("/api/v1/appointments", body).await.expect(201);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn one_patient_is_at_one_place_at_a_time(pool: PgPool) {
    let (clinic, doctor, patient) = tuesday(pool).await;
    let second = clinic.doctor("Jonas Weber").await;
    second.open("2026-03-03T10:00", "2026-03-03T12:00").await.expect(201);
    patient.book(&doctor, "2026-03-03T10:30", "2026-03-03T11:00").await.expect(201);
    patient.book(&second, "2026-03-03T10:45", "2026-03-03T11:15").await.expect_problem(409, "patient_busy");
    patient.book(&second, "2026-03-03T11:00", "2026-03-03T11:30").await.expect(201);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn every_rule_of_booking_has_its_reason(pool: PgPool) {
    let (clinic, doctor, patient) = tuesday(pool).await;
    for (start, end, code, pointer) in [
        ("2026-03-02T07:00", "2026-03-02T07:30", "in_the_past", "/start_time"),
        ("2026-03-03T13:00", "2026-03-03T13:30", "outside_availability", "/start_time"),
        ("2026-03-03T11:45", "2026-03-03T12:15", "outside_availability", "/start_time"),
        ("2026-03-03T10:02", "2026-03-03T10:32", "off_grid", "/start_time"),
        ("2027-03-03T10:00", "2027-03-03T10:30", "beyond_horizon", "/start_time"),
        ("2026-03-03T11:00", "2026-03-03T10:00", "invalid", "/end_time"),
        ("2026-03-03T10:00", "2026-03-03T10:00", "invalid", "/end_time"),
        ("2026-03-03T10:00", "2026-03-03T10:07", "invalid", "/end_time"),
        ("2026-03-03T10:00", "2026-03-03T19:00", "invalid", "/end_time"),
        ("2026-03-29T01:30", "2026-03-29T02:30", "invalid", "/start_time"),
        ("soon", "2026-03-03T10:30", "invalid", "/start_time"),
    ] {
        let answer = patient.book(&doctor, start, end).await.expect_problem(422, code);
        assert_eq!(answer.pointers(), [pointer], "{start} to {end}");
    }
    let body = json!({ "doctor_id": doctor.id, "start_time": "2026-03-03T10:15" });
    patient.post("/api/v1/appointments", body).await.expect_problem(422, "off_grid");
    let body = json!({ "doctor_id": doctor.id, "start_time": "2026-03-03T10:00", "visit_type_id": "surgery" });
    patient.post("/api/v1/appointments", body).await.expect_problem(422, "invalid");
    let body = json!({
        "doctor_id": doctor.id, "start_time": "2026-03-03T10:00", "end_time": "2026-03-03T11:00", "visit_type_id": "consultation"
    });
    patient.post("/api/v1/appointments", body).await.expect_problem(422, "invalid");
    assert_eq!(stored(&clinic).await, 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn only_patients_book(pool: PgPool) {
    let (clinic, doctor, patient) = tuesday(pool).await;
    doctor.book(&doctor, "2026-03-03T10:00", "2026-03-03T10:30").await.expect_problem(403, "forbidden");
    clinic
        .anonymous()
        .book(&doctor, "2026-03-03T10:00", "2026-03-03T10:30")
        .await
        .expect_problem(401, "unauthenticated");
    patient.book(&patient, "2026-03-03T10:00", "2026-03-03T10:30").await.expect_problem(404, "not_found");
    patient.get("/api/v1/doctors/me/appointments").await.expect_problem(403, "forbidden");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn somebody_elses_appointment_does_not_exist(pool: PgPool) {
    let (clinic, doctor, patient) = tuesday(pool).await;
    let booked = patient.book(&doctor, "2026-03-03T10:00", "2026-03-03T10:30").await.expect(201);
    let path = booked.location();
    for stranger in [clinic.patient("Bo Berg").await, clinic.doctor("Jonas Weber").await] {
        stranger.get(path).await.expect_problem(404, "not_found");
        stranger.delete(path).await.expect_problem(404, "not_found");
        assert_eq!(stranger.get("/api/v1/appointments").await.expect(200).json()["items"], json!([]));
        let narrowed = format!("/api/v1/appointments?patient_id={}&doctor_id={}", patient.id, doctor.id);
        assert_eq!(stranger.get(&narrowed).await.expect(200).json()["items"], json!([]));
    }
    patient.get("/api/v1/appointments/1").await.expect_problem(404, "not_found");
    patient.get("/api/v1/appointments/00000000-0000-0000-0000-000000000000").await.expect_problem(404, "not_found");
    clinic.anonymous().get(path).await.expect_problem(401, "unauthenticated");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_doctor_cancels_a_visit_but_nobody_cancels_the_past(pool: PgPool) {
    let (clinic, doctor, patient) = tuesday(pool).await;
    let first = patient.book(&doctor, "2026-03-03T10:00", "2026-03-03T10:30").await.expect(201);
    let second = patient.book(&doctor, "2026-03-03T11:00", "2026-03-03T11:30").await.expect(201);
    doctor.delete(first.location()).await.expect(204);
    clinic.clock.advance(TimeDelta::days(1) + TimeDelta::hours(4));
    let patient = clinic.sign_in("ann.lee@example.com").await;
    patient.delete(second.location()).await.expect_problem(409, "not_cancellable");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_list_is_filtered_and_read_page_by_page(pool: PgPool) {
    let (_clinic, doctor, patient) = tuesday(pool).await;
    for start in ["10:00", "10:30", "11:00"] {
        let body = json!({ "doctor_id": doctor.id, "start_time": format!("2026-03-03T{start}") });
        patient.post("/api/v1/appointments", body).await.expect(201);
    }
    let first = patient.get("/api/v1/appointments?limit=2").await.expect(200).json();
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = patient.get(&format!("/api/v1/appointments?limit=2&cursor={cursor}")).await.expect(200).json();
    assert_eq!(second["items"][0]["start_time"], "2026-03-03T11:00:00Z");
    assert_eq!(second["next_cursor"], json!(null));
    let late =
        patient.get("/api/v1/appointments?from=2026-03-03T10:30:00Z&to=2026-03-03T11:00:00Z").await.expect(200).json();
    assert_eq!(late["items"].as_array().unwrap().len(), 1);
    for (query, pointer) in [("status=lost", "/status"), ("from=x", "/from"), ("doctor_id=1", "/doctor_id")] {
        let answer = patient.get(&format!("/api/v1/appointments?{query}")).await.expect_problem(422, "invalid");
        assert_eq!(answer.pointers(), [pointer]);
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_a_caller_may_not_set_takes_no_effect(pool: PgPool) {
    let (clinic, doctor, patient) = tuesday(pool).await;
    let other = clinic.patient("Bo Berg").await;
    let body = json!({
        "doctor_id": doctor.id, "start_time": "2026-03-03T10:00", "patient_id": other.id, "status": "completed",
        "id": "00000000-0000-0000-0000-000000000001", "notes": "x"
    });
    let booked = patient.post("/api/v1/appointments", body).await.expect(201).json();
    assert_eq!((&booked["patient"]["id"], &booked["status"]), (&json!(patient.id), &json!("confirmed")));
    assert_ne!(booked["id"], "00000000-0000-0000-0000-000000000001");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_a_booking_has_to_name_is_said_at_once(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let ann = clinic.patient("Ann Lee").await;
    for path in ["/api/v1/appointments", "/api/v1/appointments/holds"] {
        let answer = ann.post(path, json!({})).await.expect_problem(422, "invalid");
        assert_eq!(answer.pointers(), ["/doctor_id", "/start_time"]);
        let errors = &answer.json()["errors"];
        assert_eq!((&errors[0]["code"], &errors[1]["code"]), (&json!("required"), &json!("required")));
    }
}
