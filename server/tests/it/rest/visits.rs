//! Who came, who did not, and whose visit is over.

use chrono::TimeDelta;
use serde_json::json;
use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::helpers::{Answer, Browser, Client, Clinic, PASSWORD};

/// A doctor, a patient, and the path of their appointment, which began half an hour ago.
async fn begun(pool: PgPool) -> (Clinic, Client, Client, String) {
    let clinic = Clinic::open(pool).await;
    let (doctor, patient) = (clinic.doctor("Amara Osei").await, clinic.patient("Ann Lee").await);
    doctor.open("2026-03-02T08:30", "2026-03-02T12:00").await.expect(201);
    let path = patient.book(&doctor, "2026-03-02T08:30", "2026-03-02T09:30").await.expect(201).location().to_owned();
    clinic.clock.advance(TimeDelta::hours(1));
    let (doctor, patient) = (clinic.again(&doctor).await, clinic.again(&patient).await);
    (clinic, doctor, patient, path)
}

async fn set(client: &Client, path: &str, status: &str) -> Answer {
    client.post(&format!("{path}/status"), json!({ "status": status })).await
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_doctor_checks_in_completes_and_undoes(pool: PgPool) {
    let (clinic, doctor, patient, path) = begun(pool).await;
    for status in ["checked_in", "completed", "checked_in", "confirmed", "no_show", "confirmed"] {
        assert_eq!(set(&doctor, &path, status).await.expect(200).json()["status"], status);
        assert_eq!(patient.get(&path).await.expect(200).json()["status"], status);
    }
    let refused = set(&doctor, &path, "confirmed").await.expect_problem(409, "status_not_possible");
    assert_eq!(refused.json()["detail"], "This appointment is “Confirmed” and cannot become “Confirmed” now.");
    let written: i64 = sqlx::query_scalar("select count(*) from audit_log where action = 'appointment_status_changed'")
        .fetch_one(&clinic.pool)
        .await
        .unwrap();
    assert_eq!(written, 6);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn only_the_practice_notes_who_came(pool: PgPool) {
    let (clinic, doctor, patient, path) = begun(pool).await;
    set(&patient, &path, "checked_in").await.expect_problem(403, "forbidden");
    set(&clinic.patient("Bo Berg").await, &path, "checked_in").await.expect_problem(404, "not_found");
    set(&clinic.doctor("Jonas Weber").await, &path, "checked_in").await.expect_problem(404, "not_found");
    set(&clinic.anonymous(), &path, "checked_in").await.expect_problem(401, "unauthenticated");
    set(&clinic.receptionist("Robin Reyes").await, &path, "checked_in").await.expect(200);
    set(&clinic.admin("Sam Keller").await, &path, "completed").await.expect(200);
    set(&doctor, &path, "no_show").await.expect_problem(409, "status_not_possible");
    for status in ["cancelled", "lost", ""] {
        let refused = set(&doctor, &path, status).await.expect_problem(422, "invalid");
        assert_eq!(refused.pointers(), ["/status"], "{status}");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_visit_that_is_still_to_come_is_neither_over_nor_missed(pool: PgPool) {
    let (clinic, doctor, patient, _) = begun(pool).await;
    doctor.open("2026-03-10T10:00", "2026-03-10T12:00").await.expect(201);
    let next_week = patient.book(&doctor, "2026-03-10T10:00", "2026-03-10T10:30").await.expect(201);
    for status in ["checked_in", "completed", "no_show"] {
        set(&doctor, next_week.location(), status).await.expect_problem(409, "status_not_possible");
    }
    patient.delete(next_week.location()).await.expect(204);
    set(&clinic.again(&doctor).await, next_week.location(), "confirmed")
        .await
        .expect_problem(409, "status_not_possible");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn somebody_who_did_not_come_has_no_claim_to_a_time_that_was_given_away(pool: PgPool) {
    let (clinic, doctor, _, path) = begun(pool).await;
    set(&doctor, &path, "no_show").await.expect(200);
    let other = clinic.patient("Bo Berg").await;
    other.book(&doctor, "2026-03-02T09:10", "2026-03-02T09:40").await.expect(201);
    set(&doctor, &path, "checked_in").await.expect_problem(409, "time_taken");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_day_has_a_button_for_each_step(pool: PgPool) {
    let (clinic, _, _, path) = begun(pool).await;
    let mut browser = Browser::new(&clinic);
    browser.post("/fn/login", &[("email", "amara.osei@example.com"), ("password", PASSWORD), ("next", "")]).await;
    let id = path.rsplit('/').next().unwrap();
    let page = browser.get("/doctor").await.expect(200).text;
    for verb in ["Check in", "Complete", "Did not come"] {
        assert!(page.contains(&format!("aria-label=\"{verb}: Ann Lee, 08:30\"")), "{verb} in {page}");
    }
    let answer = browser.post("/fn/set-status", &[("id", id), ("status", "checked_in")]).await;
    assert_eq!(answer.location(), "/doctor");
    let page = browser.get("/doctor").await.expect(200).text;
    assert!(page.contains("08:30, Ann Lee: Checked in."), "{page}");
    assert!(page.contains("aria-label=\"Undo: Ann Lee, 08:30\"") && !page.contains("Did not come: Ann"), "{page}");
    browser.post("/fn/set-status", &[("id", id), ("status", "no_show")]).await;
    assert!(
        browser.get("/doctor").await.expect(200).text.contains("is “Checked in” and cannot become “Did not come” now")
    );
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn who_does_not_come_is_noted_by_itself_where_the_doctor_wants_it(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (doctor, ann, bo) =
        (clinic.doctor("Amara Osei").await, clinic.patient("Ann Lee").await, clinic.patient("Bo Berg").await);
    doctor.open("2026-03-02T09:00", "2026-03-02T12:00").await.expect(201);
    let types = doctor.get("/api/v1/visit-types?doctor_id=amara-osei").await.expect(200).json();
    let visit_type = format!("/api/v1/visit-types/{}", types["items"][0]["id"].as_str().unwrap());
    doctor.patch(&visit_type, json!({ "no_show_after_minutes": 4 })).await.expect_problem(422, "invalid");
    doctor.patch(&visit_type, json!({ "no_show_after_minutes": 20 })).await.expect(200);
    let book = |client: &Client, start: &str| {
        let (client, body) = (client.clone(), json!({ "doctor_id": "amara-osei", "start_time": start }));
        async move { client.post("/api/v1/appointments", body).await.expect(201).location().to_owned() }
    };
    let (missed, attended) = (book(&ann, "2026-03-02T09:00:00Z").await, book(&bo, "2026-03-02T09:30:00Z").await);
    clinic.clock.advance(TimeDelta::minutes(79));
    clinic.state.services.note_no_shows().await.unwrap();
    let (ann, bo, doctor) = (clinic.again(&ann).await, clinic.again(&bo).await, clinic.again(&doctor).await);
    assert_eq!(ann.get(&missed).await.json()["status"], "confirmed", "a minute is left");
    clinic.clock.advance(TimeDelta::minutes(1));
    set(&doctor, &attended, "checked_in").await.expect(200);
    clinic.state.services.note_no_shows().await.unwrap();
    assert_eq!(ann.get(&missed).await.json()["status"], "no_show");
    clinic.clock.advance(TimeDelta::minutes(60));
    clinic.state.services.note_no_shows().await.unwrap();
    let (bo, doctor) = (clinic.again(&bo).await, clinic.again(&doctor).await);
    assert_eq!(bo.get(&attended).await.json()["status"], "checked_in");
    set(&doctor, &missed, "checked_in").await.expect(200);
    let noted: i64 = sqlx::query_scalar(
        "select count(*) from audit_log where action = 'appointment_status_changed' and actor_id is null",
    )
    .fetch_one(&clinic.pool)
    .await
    .unwrap();
    assert_eq!(noted, 1);
}
