//! Requests nobody should send. None of them is our fault (500), and none leaves anything behind.

use axum::http::Method;
use serde_json::json;
use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::helpers::{Clinic, PASSWORD};

const JSON: &str = "application/json";
const REGISTER: &str = "/api/v1/auth/register";

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_is_not_json_is_malformed(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let visitor = clinic.anonymous();
    let invalid_utf8 = b"{\"email\":\"\xff\"}".to_vec();
    for body in [
        Vec::new(),
        b"{".to_vec(),
        b"{} {}".to_vec(),
        invalid_utf8,
        b"{\"email\":\"\\ud800\"}".to_vec(),
        b"{\"email\":\"a\",\"email\":\"b\"}".to_vec(),
        "[".repeat(10_000).into_bytes(),
    ] {
        visitor.with_body(Method::POST, REGISTER, JSON, body).await.expect_problem(400, "malformed");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_wrong_type_points_at_its_field(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    for (body, pointer) in [
        (json!({ "email": 7 }), "/email"),
        (json!({ "email": null }), "/email"),
        (json!({ "phone": { "number": 1 } }), "/phone"),
        (json!([1]), ""),
    ] {
        let answer = clinic.anonymous().post(REGISTER, body.clone()).await.expect_problem(422, "invalid");
        assert_eq!(answer.pointers()[0], pointer, "{body}");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn another_media_type_is_unsupported(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    for kind in ["text/plain", "application/xml", "multipart/form-data"] {
        let answer = clinic.anonymous().with_body(Method::POST, REGISTER, kind, "{}").await;
        answer.expect_problem(415, "unsupported_media_type");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_body_of_a_megabyte_is_too_large(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let body = json!({ "full_name": "x".repeat(1_000_000) });
    clinic.anonymous().post(REGISTER, body).await.expect_problem(413, "too_large");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn bad_values_are_all_named_and_nothing_is_stored(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let body =
        json!({ "full_name": "x".repeat(10_000), "email": "nobody", "password": "weak", "phone": "?", "role": "king" });
    let answer = clinic.anonymous().post(REGISTER, body).await.expect_problem(422, "invalid");
    assert_eq!(answer.pointers(), ["/role", "/full_name", "/email", "/password", "/phone"]);
    for (field, value) in [
        ("full_name", "a\0b"),
        ("email", "a\0@example.com"),
        ("bio", "\0"),
        ("specialty_id", "\0"),
        ("specialty_id", "00000000-0000-0000-0000-000000000000"),
    ] {
        let mut body = json!({ "full_name": "Ann", "email": "ann@example.com", "password": PASSWORD });
        body[field] = json!(value);
        let answer = clinic.anonymous().post(REGISTER, body).await.expect_problem(422, "invalid");
        assert_eq!(answer.pointers(), [format!("/{field}")]);
    }
    let users = sqlx::query_scalar::<_, i64>("select count(*) from users").fetch_one(&clinic.pool).await.unwrap();
    assert_eq!(users, 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn nul_and_overlong_text_in_a_booking_are_refused(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (doctor, patient) = (clinic.doctor("Amara Osei").await, clinic.patient("Ann Lee").await);
    doctor.open("2026-03-03T10:00", "2026-03-03T12:00").await.expect(201);
    for reason in ["\0".to_owned(), "x".repeat(1001)] {
        let body = json!({ "doctor_id": doctor.id, "start_time": "2026-03-03T10:00", "reason": reason });
        let answer = patient.post("/api/v1/appointments", body).await.expect_problem(422, "invalid");
        assert_eq!(answer.pointers(), ["/reason"]);
    }
    for doctor_id in ["", "\0", "nobody", "00000000-0000-0000-0000-000000000000"] {
        let body = json!({ "doctor_id": doctor_id, "start_time": "2026-03-03T10:00" });
        patient.post("/api/v1/appointments", body).await.expect_problem(404, "not_found");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_unknown_path_and_a_wrong_method_say_so(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    clinic.anonymous().get("/api/v1/nothing").await.expect_problem(404, "not_found");
    let answer = clinic.anonymous().delete(REGISTER).await.expect_problem(405, "method_not_allowed");
    assert_eq!(answer.headers["allow"], "POST");
    assert!(answer.json()["request_id"].is_string());
}
