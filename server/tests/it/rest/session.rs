use axum::http::{Method, Request, header};
use chrono::TimeDelta;
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
async fn login_takes_an_oauth_password_form_too(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    clinic.patient("Ann Lee").await;
    let form = format!("grant_type=password&username=ann.lee%40example.com&password={}", PASSWORD.replace(' ', "+"));
    let visitor = clinic.anonymous();
    let kind = "application/x-www-form-urlencoded";
    visitor.with_body(Method::POST, "/api/v1/auth/login", kind, form).await.expect(200);
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

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_wrong_password_and_an_unknown_address_get_the_same_answer(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    clinic.patient("Ann Lee").await;
    let try_it = async |email: &str, password: &str| {
        let body = json!({ "email": email, "password": password });
        let answer =
            clinic.anonymous().post("/api/v1/auth/login", body).await.expect_problem(401, "invalid_credentials");
        let mut problem = answer.json();
        problem["request_id"] = json!(null);
        (problem, answer.headers[header::WWW_AUTHENTICATE].clone())
    };
    let wrong = try_it("ann.lee@example.com", "not her password").await;
    assert_eq!(wrong, try_it("nobody@example.com", "not her password").await);
    assert_eq!(wrong, try_it("not an address", "x").await);
    assert_eq!(wrong, try_it("ann.lee@example.com", &"long".repeat(1000)).await);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_demo_password_opens_nothing_in_production(pool: PgPool) {
    let clinic = Clinic::open_as(pool, Environment::Production).await;
    let password = server::services::demo::PASSWORD;
    let body = json!({ "name": "Ann", "email": "ann@example.com", "password": password });
    clinic.anonymous().post("/api/v1/auth/register", body).await.expect(201);
    let body = json!({ "email": "ann@example.com", "password": password });
    clinic.anonymous().post("/api/v1/auth/login", body).await.expect_problem(401, "invalid_credentials");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_token_ends_with_its_time(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let ann = clinic.patient("Ann Lee").await;
    clinic.clock.advance(TimeDelta::minutes(14));
    ann.get("/api/v1/auth/me").await.expect(200);
    clinic.clock.advance(TimeDelta::minutes(1));
    let answer = ann.get("/api/v1/auth/me").await.expect_problem(401, "invalid_token");
    assert_eq!(answer.headers[header::WWW_AUTHENTICATE], "Bearer error=\"invalid_token\"");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn without_a_token_there_is_a_challenge(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let answer = clinic.anonymous().get("/api/v1/auth/me").await.expect_problem(401, "unauthenticated");
    assert_eq!(answer.headers[header::WWW_AUTHENTICATE], "Bearer");
    let mut forger = clinic.anonymous();
    for token in ["", "x", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", &"a".repeat(5000)] {
        forger.token = Some(token.to_owned());
        forger.get("/api/v1/auth/me").await.expect_problem(401, "invalid_token");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_post_from_another_site_is_not_carried_out(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let ann = clinic.patient("Ann Lee").await;
    let request = Request::post("/api/v1/auth/logout")
        .header(header::COOKIE, format!("praxis_access={}", ann.token.clone().unwrap()))
        .header("sec-fetch-site", "cross-site")
        .header(header::ORIGIN, "https://evil.example")
        .body(axum::body::Body::empty())
        .unwrap();
    ann.send(request).await.expect_problem(403, "cross_site_request");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn signing_out_clears_the_cookie(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let ann = clinic.patient("Ann Lee").await;
    let answer = ann.post("/api/v1/auth/logout", json!({})).await.expect(204);
    let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
    for flag in ["praxis_access=;", "HttpOnly", "SameSite=Lax", "Max-Age=0", "Path=/"] {
        assert!(cookie.contains(flag), "{cookie}");
    }
    clinic.anonymous().post("/api/v1/auth/logout", json!({})).await.expect_problem(401, "unauthenticated");
}
