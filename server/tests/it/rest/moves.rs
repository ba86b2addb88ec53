//! Moving an appointment, and changing its reason.

use axum::http::Method;
use chrono::TimeDelta;
use futures::future::join_all;
use serde_json::{Value, json};
use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::{
    helpers::{Answer, Browser, Client, Clinic, PASSWORD},
    race::{no_deadlock, overlaps},
};

/// A doctor who is open on Tuesday from ten to twelve, a patient, and the path of their appointment at half past ten.
async fn booked(pool: PgPool) -> (Clinic, Client, Client, String) {
    let clinic = Clinic::open(pool).await;
    let doctor = clinic.doctor("Amara Osei").await;
    doctor.open("2026-03-03T10:00", "2026-03-03T12:00").await.expect(201);
    let patient = clinic.patient("Ann Lee").await;
    let body = json!({ "doctor_id": doctor.id, "start_time": "2026-03-03T10:30", "reason": "Back pain" });
    let path = patient.post("/api/v1/appointments", body).await.expect(201).location().to_owned();
    (clinic, doctor, patient, path)
}

async fn move_to(client: &Client, path: &str, start: &str) -> Answer {
    client.patch(path, json!({ "start_time": start })).await
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_patient_moves_an_appointment_and_its_old_time_is_free(pool: PgPool) {
    let (clinic, doctor, patient, path) = booked(pool).await;
    let before = patient.get(&path).await.expect(200).json();
    clinic.clock.advance(TimeDelta::minutes(1));
    let moved = move_to(&patient, &path, "2026-03-03T11:30").await.expect(200).json();
    assert_eq!((&moved["id"], &moved["created_at"]), (&before["id"], &before["created_at"]));
    assert_eq!(
        (&moved["start_time"], &moved["end_time"]),
        (&json!("2026-03-03T11:30:00Z"), &json!("2026-03-03T12:00:00Z"))
    );
    assert_eq!((&moved["status"], &moved["reason"]), (&json!("confirmed"), &json!("Back pain")));
    assert_ne!(moved["updated_at"], before["updated_at"]);
    let free = clinic.anonymous().free(&doctor, "2026-03-03", "2026-03-04").await;
    assert_eq!(free, ["2026-03-03T10:00:00Z", "2026-03-03T10:30:00Z", "2026-03-03T11:00:00Z"]);
    assert_eq!(doctor.get("/api/v1/appointments").await.expect(200).json()["items"][0], moved);

    let from: Value = sqlx::query_scalar("select details from audit_log where action = 'appointment_moved'")
        .fetch_one(&clinic.pool)
        .await
        .unwrap();
    assert_eq!(from, json!({ "from": "2026-03-03T10:30:00Z" }));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_time_that_cannot_be_had_leaves_the_old_one(pool: PgPool) {
    let (clinic, doctor, patient, path) = booked(pool).await;
    let before = patient.get(&path).await.expect(200).json();
    let other = clinic.patient("Bo Berg").await;
    other.book(&doctor, "2026-03-03T11:00", "2026-03-03T11:30").await.expect(201);
    let taken = move_to(&patient, &path, "2026-03-03T11:00").await.expect_problem(409, "slot_taken").json();
    let starts: Vec<_> = taken["alternatives"].as_array().unwrap().iter().map(|slot| &slot["start_time"]).collect();
    // Its own time is one of them.
    assert_eq!(starts, ["2026-03-03T10:00:00Z", "2026-03-03T10:30:00Z", "2026-03-03T11:30:00Z"]);
    for (start, code) in [
        ("2026-03-02T07:00", "in_the_past"),
        ("2026-03-03T13:00", "outside_availability"),
        ("2026-03-03T10:15", "off_grid"),
        ("2027-03-03T10:00", "beyond_horizon"),
        ("2026-03-29T01:30", "invalid"),
        ("soon", "invalid"),
    ] {
        let refused = move_to(&patient, &path, start).await.expect_problem(422, code);
        assert_eq!(refused.pointers(), ["/start_time"], "{start}");
    }
    let second = clinic.doctor("Jonas Weber").await;
    second.open("2026-03-03T10:00", "2026-03-03T12:00").await.expect(201);
    patient.book(&second, "2026-03-03T11:30", "2026-03-03T12:00").await.expect(201);
    move_to(&patient, &path, "2026-03-03T11:30").await.expect_problem(409, "patient_busy");
    // A new reason comes with the new time, or not at all.
    let both = json!({ "start_time": "2026-03-03T11:00", "reason": "Knee pain" });
    patient.patch(&path, both).await.expect_problem(409, "slot_taken");
    assert_eq!(patient.get(&path).await.expect(200).json(), before);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_appointment_can_be_moved_into_its_own_time(pool: PgPool) {
    let (_clinic, doctor, patient, _) = booked(pool).await;
    let hour = patient.book(&doctor, "2026-03-03T11:00", "2026-03-03T12:00").await.expect(201);
    let moved = move_to(&patient, hour.location(), "2026-03-03T11:00").await.expect(200).json();
    assert_eq!(moved["end_time"], "2026-03-03T12:00:00Z");
    doctor.open("2026-03-03T12:00", "2026-03-03T13:00").await.expect(201);
    let moved = move_to(&patient, hour.location(), "2026-03-03T11:25").await.expect(200).json();
    assert_eq!(moved["end_time"], "2026-03-03T12:25:00Z");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_is_absent_stays_and_null_takes_the_reason_away(pool: PgPool) {
    let (_clinic, doctor, patient, path) = booked(pool).await;
    let before = patient.get(&path).await.expect(200).json();
    let forbidden =
        json!({ "status": "completed", "patient": { "id": doctor.id }, "doctor_id": patient.id, "id": "x" });
    assert_eq!(patient.patch(&path, forbidden).await.expect(200).json(), before);
    assert_eq!(patient.patch(&path, json!({ "reason": " Knee " })).await.expect(200).json()["reason"], "Knee");
    let long = json!({ "reason": "x".repeat(1001) });
    assert_eq!(patient.patch(&path, long).await.expect_problem(422, "invalid").pointers(), ["/reason"]);
    let both = json!({ "start_time": "2026-03-03T10:00:00Z", "reason": null });
    let changed = patient.patch(&path, both).await.expect(200).json();
    assert_eq!((&changed["start_time"], &changed["reason"]), (&json!("2026-03-03T10:00:00Z"), &json!(null)));
    patient.with_body(Method::PATCH, &path, "application/json", "[]").await.expect(422);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn its_people_move_it_and_to_others_it_does_not_exist(pool: PgPool) {
    let (clinic, doctor, patient, path) = booked(pool).await;
    for stranger in [clinic.patient("Bo Berg").await, clinic.doctor("Jonas Weber").await] {
        move_to(&stranger, &path, "2026-03-03T11:00").await.expect_problem(404, "not_found");
    }
    clinic.anonymous().patch(&path, json!({})).await.expect_problem(401, "unauthenticated");
    let reception = clinic.receptionist("Robin Reyes").await;
    for (who, start) in [(&doctor, "11:00"), (&reception, "10:00"), (&patient, "11:30")] {
        move_to(who, &path, &format!("2026-03-03T{start}")).await.expect(200);
    }
    patient.delete(&path).await.expect(204);
    let refused = move_to(&patient, &path, "2026-03-03T11:00").await.expect_problem(409, "not_changeable");
    assert_eq!(refused.json()["detail"], "This appointment is cancelled and cannot be changed.");
    let today = patient.book(&doctor, "2026-03-03T10:00", "2026-03-03T10:30").await.expect(201);
    clinic.clock.advance(TimeDelta::hours(26));
    let patient = clinic.again(&patient).await;
    move_to(&patient, today.location(), "2026-03-03T11:30").await.expect_problem(409, "not_changeable");
}

/// Everybody wants everybody else's time, at two doctors, while others book.
#[sqlx::test(migrator = "MIGRATOR")]
async fn moves_that_want_each_others_time_end_without_a_deadlock(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let doctors = [clinic.doctor("Amara Osei").await, clinic.doctor("Jonas Weber").await];
    for doctor in &doctors {
        doctor.open("2026-03-03T10:00", "2026-03-03T14:00").await.expect(201);
    }
    let mut appointments = Vec::new();
    for number in 0..6 {
        let patient = clinic.patient(&format!("Ann {}", ["Ash", "Birch", "Cedar", "Elm", "Fir", "Oak"][number])).await;
        for (offset, doctor) in doctors.iter().enumerate() {
            let start = half_hour(number + offset);
            let body = json!({ "doctor_id": doctor.id, "start_time": start });
            let path = patient.post("/api/v1/appointments", body).await.expect(201).location().to_owned();
            appointments.push((patient.clone(), path));
        }
    }
    let mut moved = 0;
    for round in 1..=12 {
        let moves = appointments.iter().enumerate().map(|(number, (patient, path))| async move {
            let start = half_hour(number * 5 + round * 3);
            (move_to(patient, path, &start).await.status.as_u16(), start)
        });
        for (status, start) in join_all(moves).await {
            assert!([200, 409].contains(&status), "{start}: {status}");
            moved += usize::from(status == 200);
        }
        assert_eq!(overlaps(&clinic.pool).await, 0, "round {round}");
    }
    let live: i64 = sqlx::query_scalar("select count(*) from appointments where status = 'confirmed'")
        .fetch_one(&clinic.pool)
        .await
        .unwrap();
    assert_eq!(live, 12);
    assert!(moved > 5, "{moved}");
    no_deadlock(&clinic.pool).await;
}

/// One of eight.
fn half_hour(number: usize) -> String {
    let minutes = number % 8 * 30;
    format!("2026-03-03T{}:{:02}", 10 + minutes / 60, minutes % 60)
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_forms_move_an_appointment_and_say_so(pool: PgPool) {
    let (clinic, doctor, _, path) = booked(pool).await;
    let id = path.rsplit('/').next().unwrap();
    let mut browser = Browser::new(&clinic);
    browser.post("/fn/login", &[("email", "ann.lee@example.com"), ("password", PASSWORD), ("next", "")]).await;
    let choose = format!("/appointments/{id}/move");
    assert!(browser.get("/appointments").await.expect(200).text.contains(&choose));
    let page = browser.get(&format!("{choose}?from=2026-03-03")).await.expect(200).text;
    for (time, offered) in [("10%3A00", true), ("10%3A30", false), ("11%3A30", true), ("12%3A00", false)] {
        let link = format!("{choose}?start=2026-03-03T{time}");
        assert_eq!(page.contains(&link), offered, "{link} in {page}");
    }
    let page = browser.get(&format!("{choose}?start=2026-03-03T11:30:00Z")).await.expect(200).text;
    assert!(page.contains("Tuesday 3 March 2026, 10:30") && page.contains("Tuesday 3 March 2026, 11:30"), "{page}");

    clinic.patient("Bo Berg").await.book(&doctor, "2026-03-03T11:00", "2026-03-03T11:30").await.expect(201);
    let refused = browser.post("/fn/move", &[("id", id), ("start", "2026-03-03T11:00:00Z")]).await;
    assert_eq!(refused.location(), choose);
    assert!(browser.get(&choose).await.expect(200).text.contains("This time slot is already booked"));
    let moved = browser.post("/fn/move", &[("id", id), ("start", "2026-03-03T11:30:00Z")]).await;
    assert_eq!(moved.location(), "/appointments");
    let page = browser.get("/appointments").await.expect(200).text;
    assert!(page.contains("The appointment is moved to Tuesday 3 March 2026, 11:30 to 12:00."), "{page}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn patients_change_until_the_notice_and_the_practice_until_it_begins(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (doctor, ann) = (clinic.doctor("Amara Osei").await, clinic.patient("Ann Lee").await);
    doctor.open("2026-03-04T09:00", "2026-03-04T12:00").await.expect(201);
    let types = doctor.get("/api/v1/visit-types?doctor_id=amara-osei").await.expect(200).json();
    let visit_type = format!("/api/v1/visit-types/{}", types["items"][0]["id"].as_str().unwrap());
    doctor.patch(&visit_type, json!({ "cancellation_notice_minutes": 24 * 60 })).await.expect(200);
    let body = json!({ "doctor_id": "amara-osei", "start_time": "2026-03-04T09:00:00Z" });
    let booked = ann.post("/api/v1/appointments", body).await.expect(201);
    let path = booked.location().to_owned();
    assert_eq!(booked.json()["changeable_until"], "2026-03-03T09:00:00Z");
    let to = |start: &str| json!({ "start_time": start });
    ann.patch(&path, to("2026-03-04T10:00:00Z")).await.expect(200);
    clinic.clock.advance(TimeDelta::hours(26));
    let (doctor, ann) = (clinic.again(&doctor).await, clinic.again(&ann).await);
    let late = ann.patch(&path, to("2026-03-04T11:00:00Z")).await.expect_problem(409, "too_late");
    assert!(late.json()["detail"].as_str().unwrap().contains("until Tuesday 3 March 2026, 10:00"), "{}", late.text);
    ann.delete(&path).await.expect_problem(409, "too_late");
    ann.patch(&path, json!({ "reason": "Back pain" })).await.expect(200);
    let mut browser = Browser::new(&clinic);
    let fields = [("email", "ann.lee@example.com"), ("password", PASSWORD), ("next", "")];
    browser.post("/fn/login", &fields).await;
    let list = browser.get("/appointments").await.expect(200).text;
    assert!(list.contains("please call the practice") && !list.contains(">Cancel<"), "{list}");
    doctor.patch(&path, to("2026-03-04T11:00:00Z")).await.expect(200);
    doctor.delete(&path).await.expect(204);
}
