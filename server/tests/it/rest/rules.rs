//! What a visit type says about when it can be booked: offered, booked and explained alike.

use chrono::TimeDelta;
use serde_json::{Value, json};
use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::helpers::{Answer, Client, Clinic};

/// A doctor who is open on Tuesday and Wednesday from ten to twelve, and offers one visit with these rules besides the
/// consultation; a patient.
async fn with_rules(pool: PgPool, rules: Value) -> (Clinic, Client, Client, String) {
    let clinic = Clinic::open(pool).await;
    let (doctor, ann) = (clinic.doctor("Amara Osei").await, clinic.patient("Ann Lee").await);
    for day in ["2026-03-03", "2026-03-04"] {
        doctor.open(&format!("{day}T10:00"), &format!("{day}T12:00")).await.expect(201);
    }
    let mut body = json!({ "name": "Check-up", "duration_minutes": 60 });
    body.as_object_mut().unwrap().extend(rules.as_object().unwrap().clone());
    let visit = doctor.post("/api/v1/visit-types", body).await.expect(201).json();
    let id = visit["id"].as_str().unwrap().to_owned();
    (clinic, doctor, ann, id)
}

async fn offered(client: &Client, doctor: &Client, visit: &str) -> Vec<String> {
    let path = format!("/api/v1/doctors/{}/slots?from=2026-03-03&to=2026-03-05&visit_type_id={visit}", doctor.id);
    let slots = client.get(&path).await.expect(200).json();
    slots.as_array().unwrap().iter().map(|slot| slot["start_time"].as_str().unwrap()[8..16].to_owned()).collect()
}

async fn book(client: &Client, doctor: &Client, visit: &str, start: &str) -> Answer {
    let body = json!({ "doctor_id": doctor.id, "start_time": start, "visit_type_id": visit });
    client.post("/api/v1/appointments", body).await
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_slot_step_offers_more_starts_than_one_after_another(pool: PgPool) {
    let (_clinic, doctor, ann, visit) = with_rules(pool, json!({ "slot_step_minutes": 30 })).await;
    let each_day = ["T10:00", "T10:30", "T11:00"];
    let expected: Vec<String> =
        ["03", "04"].iter().flat_map(|day| each_day.map(|time| format!("{day}{time}"))).collect();
    assert_eq!(offered(&ann, &doctor, &visit).await, expected);
    book(&ann, &doctor, &visit, "2026-03-03T10:30").await.expect(201);
    assert_eq!(offered(&ann, &doctor, &visit).await, &expected[3..]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn minimum_notice_holds_for_patients_and_not_for_the_desk(pool: PgPool) {
    // It is Monday, eight o'clock: 27 hours reach to eleven on Tuesday.
    let (clinic, doctor, ann, visit) = with_rules(pool, json!({ "minimum_notice_minutes": 27 * 60 })).await;
    assert_eq!(offered(&ann, &doctor, &visit).await, ["03T11:00", "04T10:00", "04T11:00"]);
    book(&ann, &doctor, &visit, "2026-03-03T10:00").await.expect_problem(422, "too_soon");
    let reception = clinic.receptionist("Robin Reyes").await;
    let body = json!({ "doctor_id": doctor.id, "start_time": "2026-03-03T10:00", "visit_type_id": visit, "patient_id": ann.id });
    reception.post("/api/v1/appointments", body).await.expect(201);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_visit_reaches_as_far_ahead_as_it_says(pool: PgPool) {
    let (_clinic, doctor, ann, visit) = with_rules(pool, json!({ "horizon_days": 1 })).await;
    assert_eq!(offered(&ann, &doctor, &visit).await, Vec::<String>::new());
    book(&ann, &doctor, &visit, "2026-03-03T10:00").await.expect_problem(422, "beyond_horizon");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn there_are_only_so_many_a_day(pool: PgPool) {
    let (clinic, doctor, ann, visit) = with_rules(pool, json!({ "per_day_limit": 1 })).await;
    book(&ann, &doctor, &visit, "2026-03-03T10:00").await.expect(201);
    let bo = clinic.patient("Bo Berg").await;
    assert_eq!(offered(&bo, &doctor, &visit).await, ["04T10:00", "04T11:00"]);
    book(&bo, &doctor, &visit, "2026-03-03T11:00").await.expect_problem(422, "day_full");
    // Other visits are none of its business.
    bo.book(&doctor, "2026-03-03T11:00", "2026-03-03T11:30").await.expect(201);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn two_who_race_for_the_last_visit_of_a_day_do_not_both_get_it(pool: PgPool) {
    let (clinic, doctor, ann, visit) = with_rules(pool, json!({ "per_day_limit": 1 })).await;
    let bo = clinic.patient("Bo Berg").await;
    for _ in 0..5 {
        let (one, other) = tokio::join!(
            book(&ann, &doctor, &visit, "2026-03-03T10:00"),
            book(&bo, &doctor, &visit, "2026-03-03T11:00"),
        );
        let mut statuses = [one.status.as_u16(), other.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 422], "{} {}", one.text, other.text);
        sqlx::query("delete from appointments").execute(&clinic.pool).await.unwrap();
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_first_visit_is_for_whom_the_doctor_has_not_seen(pool: PgPool) {
    let (clinic, doctor, ann, first) = with_rules(pool, json!({ "known_patients": false })).await;
    let follow_up = json!({ "name": "Follow-up", "duration_minutes": 30, "new_patients": false });
    let follow_up = doctor.post("/api/v1/visit-types", follow_up).await.expect(201).json();
    let follow_up = follow_up["id"].as_str().unwrap();
    assert_eq!(offered(&clinic.anonymous(), &doctor, follow_up).await.len(), 8, "somebody can book it");
    assert_eq!(offered(&ann, &doctor, follow_up).await.len(), 0);
    book(&ann, &doctor, follow_up, "2026-03-03T10:00").await.expect_problem(422, "known_patients_only");
    let booked = book(&ann, &doctor, &first, "2026-03-03T10:00").await.expect(201).json();

    clinic.clock.advance(TimeDelta::hours(26));
    let doctor = clinic.again(&doctor).await;
    let status = format!("/api/v1/appointments/{}/status", booked["id"].as_str().unwrap());
    doctor.post(&status, json!({ "status": "completed" })).await.expect(200);
    let ann = clinic.again(&ann).await;
    assert_eq!(offered(&ann, &doctor, &first).await.len(), 0);
    book(&ann, &doctor, &first, "2026-03-04T10:00").await.expect_problem(422, "new_patients_only");
    book(&ann, &doctor, follow_up, "2026-03-04T10:00").await.expect(201);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_visit_that_needs_confirmation_waits_for_it_and_keeps_its_time(pool: PgPool) {
    let (clinic, doctor, ann, visit) = with_rules(pool, json!({ "needs_confirmation": true })).await;
    let booked = book(&ann, &doctor, &visit, "2026-03-03T10:00").await.expect(201).json();
    assert_eq!(booked["status"], "requested");
    let bo = clinic.patient("Bo Berg").await;
    book(&bo, &doctor, &visit, "2026-03-03T10:00").await.expect_problem(409, "slot_taken");
    let path = format!("/api/v1/appointments/{}", booked["id"].as_str().unwrap());
    ann.post(&format!("{path}/status"), json!({ "status": "confirmed" })).await.expect_problem(403, "forbidden");
    let confirmed = doctor.post(&format!("{path}/status"), json!({ "status": "confirmed" })).await.expect(200).json();
    assert_eq!(confirmed["status"], "confirmed");
    let asked = book(&bo, &doctor, &visit, "2026-03-03T11:00").await.expect(201).json();
    let path = format!("/api/v1/appointments/{}", asked["id"].as_str().unwrap());
    doctor.delete(&path).await.expect(204);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_visit_is_offered_where_it_can_be_had(pool: PgPool) {
    let (clinic, doctor, ann, _) = with_rules(pool, json!({})).await;
    let elsewhere = json!({ "name": "X-ray", "location_ids": ["00000000-0000-0000-0000-000000000009"] });
    let refused = doctor.post("/api/v1/visit-types", elsewhere).await.expect_problem(422, "invalid");
    assert_eq!(refused.pointers(), ["/location_ids"]);
    let here = json!({ "name": "X-ray", "location_ids": [clinic.location] });
    let here = doctor.post("/api/v1/visit-types", here).await.expect(201).json();
    assert_eq!(offered(&ann, &doctor, here["id"].as_str().unwrap()).await.len(), 8);
    // The machine was carried away.
    sqlx::query("update visit_types set location_ids = array['00000000-0000-0000-0000-000000000009'::uuid] where name = 'X-ray'")
        .execute(&clinic.pool)
        .await
        .unwrap();
    assert_eq!(offered(&ann, &doctor, here["id"].as_str().unwrap()).await.len(), 0);
    book(&ann, &doctor, here["id"].as_str().unwrap(), "2026-03-03T10:00")
        .await
        .expect_problem(422, "outside_availability");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn hours_of_every_other_week_are_open_every_other_week(pool: PgPool) {
    let (_clinic, doctor, ann, _) = with_rules(pool, json!({})).await;
    let hours = |week: u8, start: &str, end: &str| json!({ "weekday": 1, "start": start, "end": end, "every_weeks": 2, "week": week });
    // The morning of one Monday, the afternoon of the next.
    let first = json!({ "weekday": 1, "start": "09:00", "end": "10:00", "every_weeks": 2 });
    let weekly = json!([first, hours(2, "14:00", "15:00")]);
    let path = "/api/v1/doctors/me/schedule";
    doctor.put(path, json!({ "weekly": weekly })).await.expect_problem(422, "invalid");
    let set = json!({ "weekly": weekly, "effective_from": "2026-03-09" });
    assert_eq!(doctor.put(path, set).await.expect(200).json()["weekly"], weekly);
    let mondays: Vec<String> =
        ann.free(&doctor, "2026-03-09", "2026-04-05").await.into_iter().map(|start| start[5..16].to_owned()).collect();
    // On 29 March the clocks go forward.
    let expected = [
        "03-09T09:00",
        "03-09T09:30",
        "03-16T14:00",
        "03-16T14:30",
        "03-23T09:00",
        "03-23T09:30",
        "03-30T13:00",
        "03-30T13:30",
    ];
    assert_eq!(mondays, expected);
    let wrong = json!([{ "weekday": 1, "start": "09:00", "end": "10:00", "every_weeks": 2, "week": 3 }]);
    let refused = doctor.put(path, json!({ "weekly": wrong, "effective_from": "2026-03-09" })).await;
    assert_eq!(refused.expect_problem(422, "invalid").pointers(), ["/weekly/0/week"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_visit_moves_within_a_day_it_fills_itself(pool: PgPool) {
    let (_clinic, doctor, ann, visit) = with_rules(pool, json!({ "per_day_limit": 1 })).await;
    let booked = book(&ann, &doctor, &visit, "2026-03-03T10:00").await.expect(201).json();
    let path = format!("/api/v1/appointments/{}", booked["id"].as_str().unwrap());
    ann.patch(&path, json!({ "start_time": "2026-03-03T11:00" })).await.expect(200);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_visit_that_is_offered_no_more_can_still_be_moved(pool: PgPool) {
    let (_clinic, doctor, ann, visit) = with_rules(pool, json!({ "duration_minutes": 12 })).await;
    let booked = book(&ann, &doctor, &visit, "2026-03-03T10:00").await.expect(201).json();
    doctor.delete(&format!("/api/v1/visit-types/{visit}")).await.expect(204);
    let path = format!("/api/v1/appointments/{}", booked["id"].as_str().unwrap());
    let moved = ann.patch(&path, json!({ "start_time": "2026-03-03T11:00" })).await.expect(200).json();
    assert_eq!(moved["end_time"], "2026-03-03T11:12:00Z");
}
