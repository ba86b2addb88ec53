use serde_json::{Value, json};
use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::helpers::{Client, Clinic};

const TIME_OFF: &str = "/api/v1/doctors/me/time-off";
const SCHEDULE: &str = "/api/v1/doctors/me/schedule";

fn off(start: &str, end: &str) -> Value {
    json!({ "start_time": start, "end_time": end })
}

async fn open(pool: PgPool) -> (Clinic, Client) {
    let clinic = Clinic::open(pool).await;
    let doctor = clinic.doctor("Amara Osei").await;
    let weekly = json!({ "weekly": [{ "weekday": 2, "start": "10:00", "end": "12:00" }] });
    doctor.put(SCHEDULE, weekly).await.expect(200);
    (clinic, doctor)
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn time_off_closes_and_giving_it_back_opens(pool: PgPool) {
    let (clinic, doctor) = open(pool).await;
    let taken = doctor.post(TIME_OFF, off("2026-03-03T10:00", "2026-03-03T11:00")).await.expect(201).json();
    assert_eq!((&taken["start_time"], &taken["appointments"]), (&json!("2026-03-03T10:00:00Z"), &json!([])));
    let free = clinic.anonymous().free(&doctor, "2026-03-03", "2026-03-04").await;
    assert_eq!(free, ["2026-03-03T11:00:00Z", "2026-03-03T11:30:00Z"]);
    let listed = doctor.get(TIME_OFF).await.expect(200).json();
    assert_eq!(listed["items"][0]["id"], taken["id"]);
    let path = format!("{TIME_OFF}/{}", taken["id"].as_str().unwrap());
    clinic.doctor("Jonas Weber").await.delete(&path).await.expect_problem(404, "not_found");
    doctor.delete(&path).await.expect(204);
    doctor.delete(&path).await.expect_problem(404, "not_found");
    assert_eq!(clinic.anonymous().free(&doctor, "2026-03-03", "2026-03-04").await.len(), 4);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn whole_days_off_are_days_of_the_practice(pool: PgPool) {
    let (clinic, doctor) = open(pool).await;
    let taken = doctor.post(TIME_OFF, off("2026-06-01", "2026-06-08")).await.expect(201).json();
    assert_eq!(
        (&taken["start_time"], &taken["end_time"]),
        (&json!("2026-05-31T23:00:00Z"), &json!("2026-06-07T23:00:00Z"))
    );
    assert!(clinic.anonymous().free(&doctor, "2026-06-01", "2026-06-08").await.is_empty());
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_is_booked_in_it_is_listed_and_stays(pool: PgPool) {
    let (clinic, doctor) = open(pool).await;
    let ann = clinic.patient("Ann Lee").await;
    let booked = ann.book(&doctor, "2026-03-03T10:30", "2026-03-03T11:00").await.expect(201).json();
    ann.book(&doctor, "2026-03-03T11:30", "2026-03-03T12:00").await.expect(201);
    let body = json!({ "start_time": "2026-03-03T09:00", "end_time": "2026-03-03T11:30", "reason": "Ill" });
    let taken = doctor.post(TIME_OFF, body).await.expect(201).json();
    assert_eq!(taken["appointments"], json!([booked]));
    ann.get(&format!("/api/v1/appointments/{}", booked["id"].as_str().unwrap())).await.expect(200);
    // Hours can still be edited: that visit was outside them before.
    let longer = json!({ "weekly": [{ "weekday": 2, "start": "10:00", "end": "13:00" }] });
    doctor.put(SCHEDULE, longer).await.expect(200);
    let shorter = json!({ "weekly": [{ "weekday": 2, "start": "10:00", "end": "11:30" }] });
    doctor.put(SCHEDULE, shorter).await.expect_problem(409, "appointments_outside_hours");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn time_off_that_makes_no_sense_is_refused(pool: PgPool) {
    let (clinic, doctor) = open(pool).await;
    for (start, end, code, pointer) in [
        ("2026-03-03T11:00", "2026-03-03T11:00", "invalid", "/end_time"),
        ("2026-03-03", "2027-03-05", "invalid", "/end_time"),
        ("2026-02-03", "2026-02-05", "in_the_past", "/end_time"),
        ("soon", "2026-03-05", "invalid", "/start_time"),
    ] {
        let refused = doctor.post(TIME_OFF, off(start, end)).await.expect_problem(422, code);
        assert_eq!(refused.pointers(), [pointer], "{start} {end}");
    }
    let patient = clinic.patient("Ann Lee").await;
    patient.post(TIME_OFF, off("2026-03-03", "2026-03-04")).await.expect_problem(403, "forbidden");
    patient.get(TIME_OFF).await.expect_problem(403, "forbidden");
}
