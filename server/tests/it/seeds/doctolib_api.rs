//! Doctolib API: `/api/v1`, JSON, a refresh cookie.

use serde_json::json;
use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::helpers::{Browser, Client, Clinic};

#[sqlx::test(migrator = "MIGRATOR")]
async fn every_call_of_the_doctolib_api_works(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let mut curl = Browser::new(&clinic);

    // POST /api/v1/auth/register, "Register a Patient".
    let body = json!({
        "full_name": "John Doe",
        "email": "john@example.com",
        "phone": "+1234567890",
        "password": "SecurePass123",
        "bio": "Patient bio"
    });
    let user = curl.post_json("/api/v1/auth/register?role=patient", &body).await.expect(201).json();
    assert_eq!(
        (&user["full_name"], &user["phone"], &user["bio"], &user["role"]),
        (&json!("John Doe"), &json!("+1234567890"), &json!("Patient bio"), &json!("patient"))
    );

    // POST /api/v1/auth/login.
    let body = json!({ "email": "john@example.com", "password": "SecurePass123" });
    let login = curl.post_json("/api/v1/auth/login", &body).await.expect(200).json();
    assert_eq!(login["token_type"], "bearer");
    assert!(curl.cookie("praxis_refresh").is_some());

    // GET /api/v1/users/me, "Access Protected Endpoint".
    let bearer = |token: &serde_json::Value| Client { token: token.as_str().map(str::to_owned), ..clinic.anonymous() };
    let john = bearer(&login["access_token"]);
    assert_eq!(john.get("/api/v1/users/me").await.expect(200).json(), user);
    clinic.anonymous().get("/api/v1/users/me").await.expect_problem(401, "unauthenticated");

    // GET /api/v1/users/, "List all users": for whoever runs the place; a patient is not shown other people.
    john.get("/api/v1/users/").await.expect_problem(403, "forbidden");
    let admin = clinic.admin("Sam Keller").await;
    let users = admin.get("/api/v1/users/").await.expect(200).json();
    assert_eq!(users["items"][0]["email"], "john@example.com");

    // POST /api/v1/auth/refresh: a new pair, and the old refresh token is no longer the browser's.
    let before = curl.cookie("praxis_refresh");
    clinic.clock.advance(chrono::TimeDelta::minutes(1));
    let renewed = curl.post_json("/api/v1/auth/refresh", &json!({})).await.expect(200).json();
    assert_ne!(curl.cookie("praxis_refresh"), before);
    let john = bearer(&renewed["access_token"]);
    john.get("/api/v1/users/me").await.expect(200);

    // POST /api/v1/auth/logout: both tokens are dead at once.
    john.post("/api/v1/auth/logout", json!({})).await.expect(204);
    john.get("/api/v1/users/me").await.expect_problem(401, "invalid_token");
    curl.post_json("/api/v1/auth/refresh", &json!({})).await.expect_problem(401, "unauthenticated");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_doctor_registers_with_a_specialty_that_exists(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let doctor = |specialty: &str| {
        json!({
            "full_name": "Jane Roe", "email": "jane@example.com", "password": "SecurePass123", "specialty_id": specialty
        })
    };
    let visitor = clinic.anonymous();
    let unknown = doctor("019d0000-0000-7000-8000-000000000000");
    let refused = visitor.post("/api/v1/auth/register?role=doctor", unknown).await.expect_problem(422, "invalid");
    assert_eq!(refused.pointers(), ["/specialty_id"]);
    let known = doctor(&clinic.specialty.to_string());
    let user = visitor.post("/api/v1/auth/register?role=DOCTOR", known).await.expect(201).json();
    assert_eq!((&user["role"], &user["specialty"]["slug"]), (&json!("doctor"), &json!("cardiology")));
    let admin = json!({ "full_name": "Jo", "email": "jo@example.com", "password": "SecurePass123" });
    visitor.post("/api/v1/auth/register?role=admin", admin).await.expect_problem(403, "forbidden");
}
