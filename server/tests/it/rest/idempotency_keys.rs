use axum::http::StatusCode;
use chrono::TimeDelta;
use futures::future::join_all;
use serde_json::{Value, json};
use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::helpers::{Client, Clinic};

const BOOK: &str = "/api/v1/appointments";

/// A doctor who is open on Tuesday from ten to twelve, and a patient.
async fn tuesday(pool: PgPool) -> (Clinic, Client, Client) {
    let clinic = Clinic::open(pool).await;
    let doctor = clinic.doctor("Amara Osei").await;
    doctor.open("2026-03-03T10:00", "2026-03-03T12:00").await.expect(201);
    let patient = clinic.patient("Ann Lee").await;
    (clinic, doctor, patient)
}

fn at(doctor: &Client, start: &str) -> Value {
    json!({ "doctor_id": doctor.id, "start_time": start })
}

async fn count(clinic: &Clinic, table: &str) -> i64 {
    let sql = format!("select count(*) from {table}");
    sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(&clinic.pool).await.unwrap()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_request_that_is_sent_again_is_answered_alike_and_carried_out_once(pool: PgPool) {
    let (clinic, doctor, patient) = tuesday(pool).await;
    let body = at(&doctor, "2026-03-03T10:00:00Z");
    let first = patient.post_once("k-1", BOOK, body.clone()).await.expect(201);
    assert!(!first.headers.contains_key("idempotency-replayed"));
    // Under the older name of the API as well.
    for path in [BOOK, "/api/appointments"] {
        let again = patient.post_once("k-1", path, body.clone()).await.expect(201);
        assert_eq!((again.json(), again.location()), (first.json(), first.location()));
        assert_eq!(again.headers["content-type"], "application/json");
        assert_eq!(again.headers["idempotency-replayed"], "true");
    }
    assert_eq!(count(&clinic, "appointments").await, 1);
    // Without the key it is a new wish.
    patient.post(BOOK, body).await.expect_problem(409, "slot_taken");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_stranger_is_asked_to_sign_in_whatever_their_key_was_used_for(pool: PgPool) {
    let (clinic, doctor, _) = tuesday(pool).await;
    let stranger = clinic.anonymous();
    let ann = json!({ "full_name": "Ann Lim", "email": "ann.lim@example.com", "password": "correct horse battery" });
    stranger.post_once("k-1", "/api/v1/auth/register", ann).await.expect(201);
    let booking = stranger.post_once("k-1", BOOK, at(&doctor, "2026-03-03T10:00:00Z")).await;
    booking.expect_problem(401, "unauthenticated");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_key_stands_for_one_request_of_one_person(pool: PgPool) {
    let (clinic, doctor, ann) = tuesday(pool).await;
    let bo = clinic.patient("Bo Chan").await;
    ann.post_once("k-1", BOOK, at(&doctor, "2026-03-03T10:00:00Z")).await.expect(201);
    let other = ann.post_once("k-1", BOOK, at(&doctor, "2026-03-03T11:00:00Z")).await;
    assert_eq!(other.expect_problem(422, "idempotency_key_reused").pointers(), [""]);
    let hold = ann.post_once("k-1", "/api/v1/appointments/holds", at(&doctor, "2026-03-03T10:00:00Z")).await;
    hold.expect_problem(422, "idempotency_key_reused");
    bo.post_once("k-1", BOOK, at(&doctor, "2026-03-03T11:00:00Z")).await.expect(201);
    assert_eq!(count(&clinic, "appointments").await, 2);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_was_refused_can_be_wished_again_under_the_same_key(pool: PgPool) {
    let (_clinic, doctor, patient) = tuesday(pool).await;
    patient.post_once("k-1", BOOK, at(&doctor, "nonsense")).await.expect(422);
    patient.post_once("k-1", BOOK, at(&doctor, "2026-03-03T10:00:00Z")).await.expect(201);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn of_many_at_once_one_is_carried_out(pool: PgPool) {
    let (clinic, _, patient) = tuesday(pool).await;
    let child = json!({ "full_name": "Tom Lee" });
    let answers =
        join_all((0..12).map(|_| patient.post_once("k-1", "/api/v1/users/me/dependants", child.clone()))).await;
    for answer in answers {
        match answer.status {
            StatusCode::CREATED => {}
            _ => drop(answer.expect_problem(409, "idempotency_in_progress")),
        }
    }
    assert_eq!(count(&clinic, "dependants").await, 1);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_request_that_nobody_finished_can_be_sent_again_after_a_minute(pool: PgPool) {
    let (clinic, _, patient) = tuesday(pool).await;
    let child = json!({ "full_name": "Tom Lee" });
    let send = || patient.post_once("k-1", "/api/v1/users/me/dependants", child.clone());
    send().await.expect(201);
    sqlx::query("update idempotency_keys set status = null").execute(&clinic.pool).await.unwrap();
    send().await.expect_problem(409, "idempotency_in_progress");
    clinic.clock.advance(TimeDelta::seconds(60));
    send().await.expect(201);
    assert_eq!(count(&clinic, "dependants").await, 2);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn answers_are_kept_for_a_day(pool: PgPool) {
    let (clinic, doctor, patient) = tuesday(pool).await;
    patient.post_once("k-1", BOOK, at(&doctor, "2026-03-03T10:00:00Z")).await.expect(201);
    clinic.clock.advance(TimeDelta::hours(24));
    let patient = clinic.again(&patient).await;
    patient.post_once("k-1", BOOK, at(&doctor, "2026-03-03T11:00:00Z")).await.expect(201);
    clinic.clock.advance(TimeDelta::hours(23));
    clinic.state.services.tidy().await.unwrap();
    assert_eq!(count(&clinic, "idempotency_keys").await, 1);
    clinic.clock.advance(TimeDelta::hours(1));
    clinic.state.services.tidy().await.unwrap();
    assert_eq!(count(&clinic, "idempotency_keys").await, 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn who_registers_twice_with_one_key_has_one_account_and_no_token_is_kept(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let nobody = clinic.anonymous();
    let form = json!({ "full_name": "Ann Lee", "email": "ann.lee@example.com", "password": "correct horse battery" });
    let first = nobody.post_once("k-1", "/api/v1/auth/register", form.clone()).await.expect(201);
    let again = nobody.post_once("k-1", "/api/v1/auth/register", form.clone()).await.expect(201);
    assert_eq!(again.json(), first.json());
    nobody.post_once("k-2", "/api/v1/auth/login", form).await.expect(200);
    assert_eq!(count(&clinic, "idempotency_keys").await, 1);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_key_that_is_none_is_malformed(pool: PgPool) {
    let (clinic, doctor, patient) = tuesday(pool).await;
    for key in ["", "  ", &"k".repeat(256), "käse"] {
        let answer = patient.post_once(key, BOOK, at(&doctor, "2026-03-03T10:00:00Z")).await;
        answer.expect_problem(400, "malformed");
    }
    patient.post_once("k-1", BOOK, Value::String("x".repeat(70_000))).await.expect_problem(413, "too_large");
    assert_eq!(count(&clinic, "appointments").await, 0);
}
