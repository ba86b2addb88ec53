use axum::http::header;
use serde_json::json;
use server::{config::Environment, db::MIGRATOR};
use sqlx::PgPool;

use crate::helpers::{Clinic, PASSWORD};

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_patient_registers_signs_in_and_sees_their_profile(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let body = json!({
        "full_name": "John Doe", "email": "John@Example.com", "phone": "+1234567890", "password": "SecurePass123", "bio": "Patient bio"
    });
    let user = clinic.anonymous().post("/api/v1/auth/register?role=patient", body).await.expect(201).json();
    assert_eq!(
        (&user["role"], &user["email"], &user["verified"]),
        (&json!("patient"), &json!("john@example.com"), &json!(true))
    );

    let login = json!({ "email": "john@example.com", "password": "SecurePass123" });
    let answer = clinic.anonymous().post("/api/v1/auth/login", login).await.expect(200);
    assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
    let token = answer.json();
    assert_eq!((&token["token_type"], &token["expires_in"]), (&json!("bearer"), &json!(900)));

    let mut john = clinic.anonymous();
    john.token = token["access_token"].as_str().map(str::to_owned);
    for path in ["/api/v1/auth/me", "/api/v1/users/me", "/api/auth/me"] {
        let me = john.get(path).await.expect(200);
        assert_eq!(me.json()["id"], user["id"], "{path}");
        assert_eq!(me.headers[header::CACHE_CONTROL], "no-store", "{path}");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_taken_address_is_a_conflict_whatever_its_case(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    clinic.patient("Ann Lee").await;
    let body = json!({ "name": "Ann Again", "email": "ANN.LEE@example.com", "password": PASSWORD });
    clinic.anonymous().post("/api/v1/auth/register", body).await.expect_problem(409, "email_taken");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn nobody_registers_as_an_administrator(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let body =
        json!({ "name": "Eve", "email": "eve@example.com", "password": PASSWORD, "role": "Admin", "verified": true });
    clinic.anonymous().post("/api/v1/auth/register", body).await.expect_problem(403, "forbidden");
    let users = sqlx::query_scalar::<_, i64>("select count(*) from users").fetch_one(&clinic.pool).await.unwrap();
    assert_eq!(users, 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_doctor_waits_for_approval_outside_development(pool: PgPool) {
    let clinic = Clinic::open_as(pool, Environment::Production).await;
    let doctor = clinic.doctor("Jane Smith").await;
    assert_eq!(doctor.get("/api/v1/auth/me").await.expect(200).json()["verified"], false);
    clinic.anonymous().get(&format!("/api/v1/doctors/{}", doctor.id)).await.expect_problem(404, "not_found");
    assert_eq!(clinic.anonymous().get("/api/v1/doctors").await.expect(200).json()["items"], json!([]));
}
