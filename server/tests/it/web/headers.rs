//! What every answer tells browsers about its safety.

use axum::http::Method;
use serde_json::json;
use server::{config::Environment, db::MIGRATOR};
use sqlx::PgPool;

use crate::helpers::{Clinic, PASSWORD};

#[sqlx::test(migrator = "MIGRATOR")]
async fn pages_data_files_and_errors_all_carry_the_security_headers(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let visitor = clinic.anonymous();
    for path in ["/", "/nothing", "/api/v1/doctors", "/api/v1/nothing", "/api/v1/auth/me", "/pkg/nothing", "/%00"] {
        let answer = visitor.get(path).await;
        let policy = answer.headers["content-security-policy"].to_str().unwrap();
        for rule in ["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"] {
            assert!(policy.contains(rule), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{path}: {policy}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(answer.headers[name], value, "{path}");
        }
        assert!(answer.headers.contains_key("permissions-policy"), "{path}");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_page_allows_its_own_scripts_with_a_nonce_used_once(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let mut nonces = Vec::new();
    for path in ["/", "/", "/nothing"] {
        let page = clinic.anonymous().get(path).await;
        let policy = page.headers["content-security-policy"].to_str().unwrap().to_owned();
        let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).unwrap().to_owned();
        assert!(page.text.contains(&format!("nonce=\"{nonce}\"")), "{path}: {policy}");
        nonces.push(nonce);
    }
    assert!(nonces[0] != nonces[1] && nonces[1] != nonces[2], "{nonces:?}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn over_tls_browsers_are_told_to_stay_there_and_cookies_are_bound_to_the_host(pool: PgPool) {
    let clinic = Clinic::open_as(pool, Environment::Production).await;
    clinic.patient("Ann Lee").await;
    let body = json!({ "email": "ann.lee@example.com", "password": PASSWORD });
    let answer = clinic.anonymous().post("/api/v1/auth/login", body).await.expect(200);
    assert_eq!(answer.headers["strict-transport-security"], "max-age=31536000; includeSubDomains");
    let cookie = answer.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("__Host-praxis_refresh=") && cookie.contains("; Secure"), "{cookie}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn without_tls_browsers_are_not_told_to_use_it(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let answer = clinic.anonymous().get("/").await.expect(200);
    assert!(!answer.headers.contains_key("strict-transport-security"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_people_read_is_english_and_says_so_whatever_is_asked_for(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    for path in ["/", "/nothing", "/api/v1/nothing", "/api/v1/auth/me", "/api/v1/doctors/%ff"] {
        let answer =
            clinic.anonymous().with_header(Method::GET, path, "accept-language", "de, fr;q=0.5", json!({})).await;
        assert_eq!(answer.headers["content-language"], "en", "{path}");
    }
    let data = clinic.anonymous().get("/api/v1/doctors").await.expect(200);
    assert!(!data.headers.contains_key("content-language"));
}
