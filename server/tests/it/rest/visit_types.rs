use serde_json::json;
use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::helpers::Clinic;

const VISIT_TYPES: &str = "/api/v1/visit-types";

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_doctor_adds_changes_and_retires_what_they_offer(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (doctor, ann) = (clinic.doctor("Amara Osei").await, clinic.patient("Ann Lee").await);
    doctor.open("2026-03-03T10:00", "2026-03-03T12:00").await.expect(201);
    let follow_up = json!({ "name": "Follow-up", "duration_minutes": 15, "buffer_after_minutes": 5 });
    let added = doctor.post(VISIT_TYPES, follow_up.clone()).await.expect(201).json();
    assert_eq!((&added["slug"], &added["duration_minutes"]), (&json!("follow-up"), &json!(15)));
    assert_eq!(doctor.post(VISIT_TYPES, follow_up).await.expect(201).json()["slug"], "follow-up-2");
    let list = || async {
        let path = format!("{VISIT_TYPES}?doctor_id={}", doctor.id);
        let items = clinic.anonymous().get(&path).await.expect(200).json()["items"].as_array().unwrap().clone();
        items.iter().map(|item| item["slug"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(list().await, ["consultation", "follow-up", "follow-up-2"]);

    let path = format!("{VISIT_TYPES}/{}", added["id"].as_str().unwrap());
    let changes = json!({ "name": "Short follow-up", "per_day_limit": 3, "slot_step_minutes": 20 });
    let changed = doctor.patch(&path, changes).await.expect(200).json();
    assert_eq!((&changed["slug"], &changed["name"]), (&json!("follow-up"), &json!("Short follow-up")));
    assert_eq!((&changed["per_day_limit"], &changed["buffer_after_minutes"]), (&json!(3), &json!(5)));
    let changed = doctor.patch(&path, json!({ "per_day_limit": null })).await.expect(200).json();
    assert_eq!((&changed["per_day_limit"], &changed["slot_step_minutes"]), (&json!(null), &json!(20)));

    let body = json!({ "doctor_id": doctor.id, "start_time": "2026-03-03T10:00", "visit_type_id": "follow-up" });
    let booked = ann.post("/api/v1/appointments", body.clone()).await.expect(201).json();
    doctor.delete(&path).await.expect(204);
    doctor.delete(&path).await.expect_problem(404, "not_found");
    assert_eq!(list().await, ["consultation", "follow-up-2"]);
    ann.post("/api/v1/appointments", body).await.expect_problem(422, "invalid");
    let kept = ann.get(&format!("/api/v1/appointments/{}", booked["id"].as_str().unwrap())).await.expect(200).json();
    assert_eq!(kept["visit_type"]["name"], "Short follow-up");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn nobody_edits_what_others_offer_but_administrators(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (doctor, other) = (clinic.doctor("Amara Osei").await, clinic.doctor("Jonas Weber").await);
    let own = clinic.anonymous().get(&format!("{VISIT_TYPES}?doctor_id=amara-osei")).await.expect(200).json();
    let path = format!("{VISIT_TYPES}/{}", own["items"][0]["id"].as_str().unwrap());
    let mine = json!({ "name": "Mine", "doctor_id": doctor.id });
    for (who, status, code) in [
        (clinic.anonymous(), 401, "unauthenticated"),
        (clinic.patient("Ann Lee").await, 403, "forbidden"),
        (other, 403, "forbidden"),
    ] {
        who.patch(&path, json!({ "duration_minutes": 5 })).await.expect_problem(status, code);
        who.delete(&path).await.expect_problem(status, code);
        who.post(VISIT_TYPES, mine.clone()).await.expect_problem(status, code);
    }
    let admin = clinic.admin("Sam Keller").await;
    admin.patch(&path, json!({ "duration_minutes": 20 })).await.expect(200);
    assert_eq!(admin.post(VISIT_TYPES, mine).await.expect(201).json()["doctor_id"], doctor.id);
    doctor.delete(&path).await.expect(204);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn rules_that_make_no_sense_are_refused_all_at_once(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let doctor = clinic.doctor("Amara Osei").await;
    let wrong = json!({
        "name": " ", "duration_minutes": 0, "horizon_days": 100_000, "per_day_limit": -1,
        "new_patients": false, "known_patients": false,
    });
    let refused = doctor.post(VISIT_TYPES, wrong).await.expect_problem(422, "invalid");
    let expected = ["/duration_minutes", "/horizon_days", "/per_day_limit", "/name", "/known_patients"];
    assert_eq!(refused.pointers(), expected);
    doctor.post(VISIT_TYPES, json!({})).await.expect_problem(422, "invalid");
    doctor.post(VISIT_TYPES, json!({ "name": "x", "duration_minutes": "long" })).await.expect_problem(422, "invalid");
    let own = clinic.anonymous().get(&format!("{VISIT_TYPES}?doctor_id=amara-osei")).await.expect(200).json();
    let path = format!("{VISIT_TYPES}/{}", own["items"][0]["id"].as_str().unwrap());
    doctor.delete(&path).await.expect_problem(409, "last_visit_type");
}
