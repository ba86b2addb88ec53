//! Clinic Auth API: `/api`, JSON, access tokens of 15 minutes, passwords reset by mail.

use axum::http::Method;
use serde_json::json;
use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::helpers::{Browser, Client, Clinic};

#[sqlx::test(migrator = "MIGRATOR")]
async fn every_call_of_the_clinic_auth_api_works(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let mut client = Browser::new(&clinic);

    // POST /api/auth/register, as its requests.http has it.
    let body = json!({ "name": "Dr Jane Smith", "email": "jane@example.com", "password": "Str0ng!Pass123" });
    let user = client.post_json("/api/auth/register", &body).await.expect(201).json();
    assert_eq!((&user["full_name"], &user["email"]), (&json!("Dr Jane Smith"), &json!("jane@example.com")));

    // POST /api/auth/login.
    let body = json!({ "email": "jane@example.com", "password": "Str0ng!Pass123" });
    let login = client.post_json("/api/auth/login", &body).await.expect(200).json();
    assert_eq!(login["expires_in"], 15 * 60);

    // GET /api/auth/me.
    let bearer = |token: &serde_json::Value| Client { token: token.as_str().map(str::to_owned), ..clinic.anonymous() };
    let jane = bearer(&login["access_token"]);
    assert_eq!(jane.get("/api/auth/me").await.expect(200).json(), user);

    // POST /api/auth/refresh.
    let renewed = client.post_json("/api/auth/refresh", &json!({})).await.expect(200).json();
    let jane = bearer(&renewed["access_token"]);
    jane.get("/api/auth/me").await.expect(200);

    // POST /api/auth/forgot-password, then POST /api/auth/reset-password: every session ends.
    let body = json!({ "email": "jane@example.com" });
    client.post_json("/api/auth/forgot-password", &body).await.expect(202);
    let token = clinic.mailed_token("jane@example.com", "reset-password").await;
    let body = json!({ "token": token, "new_password": "An0ther!Pass123" });
    clinic.anonymous().post("/api/auth/reset-password", body).await.expect(204);
    jane.get("/api/auth/me").await.expect_problem(401, "invalid_token");
    client.post_json("/api/auth/refresh", &json!({})).await.expect_problem(401, "unauthenticated");

    // POST /api/auth/logout.
    let body = json!({ "email": "jane@example.com", "password": "An0ther!Pass123" });
    let login = client.post_json("/api/auth/login", &body).await.expect(200).json();
    let jane = bearer(&login["access_token"]);
    jane.post("/api/auth/logout", json!({})).await.expect(204);
    jane.get("/api/auth/me").await.expect_problem(401, "invalid_token");

    // GET and HEAD /health.
    let anyone = clinic.anonymous();
    anyone.get("/health").await.expect(200);
    assert_eq!(anyone.with_body(Method::HEAD, "/health", "text/plain", "").await.expect(200).text, "");
}
