//! What an edit would do to what is booked, and doing it.

use serde_json::{Value, json};
use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::{
    helpers::{Client, Clinic},
    race::overlaps,
};

const TIME_OFF: &str = "/api/v1/doctors/me/time-off";
const SCHEDULE: &str = "/api/v1/doctors/me/schedule";

/// A doctor who works on Tuesdays from ten to twelve, and two patients at ten and at half past ten next Tuesday.
async fn booked(pool: PgPool) -> (Clinic, Client, [Client; 2], [Value; 2]) {
    let clinic = Clinic::open(pool).await;
    let doctor = clinic.doctor("Amara Osei").await;
    doctor.put(SCHEDULE, weekly("10:00", "12:00")).await.expect(200);
    let (ann, bo) = (clinic.patient("Ann Lee").await, clinic.patient("Bo Berg").await);
    let first = ann.book(&doctor, "2026-03-03T10:00", "2026-03-03T10:30").await.expect(201).json();
    let second = bo.book(&doctor, "2026-03-03T10:30", "2026-03-03T11:00").await.expect(201).json();
    (clinic, doctor, [ann, bo], [first, second])
}

fn weekly(start: &str, end: &str) -> Value {
    json!({ "weekly": [{ "weekday": 2, "start": start, "end": end }] })
}

fn with(mut body: Value, resolutions: Value) -> Value {
    body["appointments"] = resolutions;
    body
}

async fn state(clinic: &Clinic) -> Vec<(String, String)> {
    sqlx::query_as(
        "select to_char(lower(during) at time zone 'UTC', 'MM-DD HH24:MI'), status from appointments order by id",
    )
    .fetch_all(&clinic.pool)
    .await
    .unwrap()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_preview_shows_who_is_hit_and_another_time_for_each_and_changes_nothing(pool: PgPool) {
    let (clinic, doctor, [ann, _], [first, second]) = booked(pool).await;
    // At eleven Ann is somewhere else.
    let other = clinic.doctor("Jonas Weber").await;
    other.open("2026-03-03T11:00", "2026-03-03T11:30").await.expect(201);
    ann.book(&other, "2026-03-03T11:00", "2026-03-03T11:30").await.expect(201);
    let before = state(&clinic).await;
    let off = json!({ "start_time": "2026-03-03T10:00", "end_time": "2026-03-03T11:00" });
    let preview = doctor.post(&format!("{TIME_OFF}/preview"), off).await.expect(200).json();
    let hits = preview["appointments"].as_array().unwrap();
    assert_eq!([&hits[0]["id"], &hits[1]["id"]], [&first["id"], &second["id"]]);
    assert_eq!(hits[0]["proposed"]["start_time"], "2026-03-03T11:30:00Z");
    assert_eq!(hits[1]["proposed"]["start_time"], "2026-03-03T11:00:00Z");

    let hours = doctor.post(&format!("{SCHEDULE}/preview"), weekly("10:30", "12:00")).await.expect(200).json();
    assert_eq!(hours["appointments"].as_array().unwrap().len(), 1);
    assert_eq!(hours["appointments"][0]["id"], first["id"]);
    assert_eq!(state(&clinic).await, before);
    assert_eq!(doctor.get(TIME_OFF).await.json()["items"], json!([]));
    assert_eq!(doctor.get(SCHEDULE).await.json()["weekly"], weekly("10:00", "12:00")["weekly"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn one_confirmation_moves_and_cancels_and_the_patients_are_told(pool: PgPool) {
    let (clinic, doctor, _, [first, second]) = booked(pool).await;
    let off = json!({ "start_time": "2026-03-03T10:00", "end_time": "2026-03-03T11:00" });
    let resolutions = json!([{ "id": first["id"], "start_time": "2026-03-03T11:30" }, { "id": second["id"] }]);
    let taken = doctor.post(TIME_OFF, with(off, resolutions)).await.expect(201).json();
    assert_eq!(taken["appointments"], json!([]));
    let expected = [("03-03 11:30", "confirmed"), ("03-03 10:30", "cancelled")];
    assert_eq!(state(&clinic).await, expected.map(|(at, status)| (at.to_owned(), status.to_owned())));
    let told = clinic.mail_to("ann.lee@example.com", "Your appointment has another time").await;
    assert!(
        told.text.contains("of Tuesday 3 March 2026, 10:00") && told.text.contains("11:30 to 12:00"),
        "{}",
        told.text
    );
    assert!(!told.text.contains("Osei"), "{}", told.text);
    clinic.mail_to("bo.berg@example.com", "Your appointment is cancelled").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn new_hours_need_an_answer_for_everybody_they_hit(pool: PgPool) {
    let (clinic, doctor, _, [first, second]) = booked(pool).await;
    let before = state(&clinic).await;
    let later = weekly("11:00", "12:00");
    doctor.put(SCHEDULE, later.clone()).await.expect_problem(409, "appointments_outside_hours");
    let one = with(later.clone(), json!([{ "id": first["id"] }]));
    doctor.put(SCHEDULE, one).await.expect_problem(409, "appointments_outside_hours");
    let same = json!([{ "id": first["id"], "start_time": "2026-03-03T11:00" }, { "id": second["id"], "start_time": "2026-03-03T11:00" }]);
    doctor.put(SCHEDULE, with(later.clone(), same)).await.expect_problem(409, "slot_taken");
    let nowhere = json!([{ "id": first["id"], "start_time": "2026-03-03T10:00" }, { "id": second["id"] }]);
    doctor.put(SCHEDULE, with(later.clone(), nowhere)).await.expect_problem(422, "outside_availability");
    let twice = json!([{ "id": first["id"] }, { "id": first["id"] }]);
    let refused = doctor.put(SCHEDULE, with(later.clone(), twice)).await.expect_problem(422, "invalid");
    assert_eq!(refused.pointers(), ["/appointments/1/id"]);
    assert_eq!(state(&clinic).await, before, "nothing half done");

    let both = json!([{ "id": first["id"], "start_time": "2026-03-03T11:00" }, { "id": second["id"], "start_time": "2026-03-03T11:30" }]);
    let set = doctor.put(SCHEDULE, with(later.clone(), both)).await.expect(200).json();
    assert_eq!(set["weekly"], later["weekly"]);
    assert_eq!(overlaps(&clinic.pool).await, 0);
    let noted: i64 = sqlx::query_scalar("select count(*) from audit_log where action = 'appointment_moved'")
        .fetch_one(&clinic.pool)
        .await
        .unwrap();
    assert_eq!(noted, 2);
}
