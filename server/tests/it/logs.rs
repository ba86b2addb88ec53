//! What the log must never hold.

use reqwest::{Client, header};
use serde_json::{Value, json};
use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::helpers::Process;

const EMAIL: &str = "canary-address@example.com";
const PASSWORD: &str = "canary password words";
const REASON: &str = "canary-reason";

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_log_holds_no_password_token_address_or_reason(pool: PgPool) {
    let praxis = Process::start(&pool).await;
    let client = Client::new();
    let at = |path: &str| format!("{}/api/v1{path}", praxis.address);
    let person = json!({ "full_name": "Canary Name", "email": EMAIL, "password": PASSWORD });
    client.post(at("/auth/register")).json(&person).send().await.unwrap();
    let login = client.post(at("/auth/login")).json(&person).send().await.unwrap();
    let cookie = login.headers()[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
    let token = login.json::<Value>().await.unwrap()["access_token"].as_str().unwrap().to_owned();
    let wrong = json!({ "email": EMAIL, "password": "canary wrong password" });
    client.post(at("/auth/login")).json(&wrong).send().await.unwrap();
    client.post(at("/auth/forgot-password")).json(&wrong).send().await.unwrap();
    let booking = json!({ "doctor_id": "nobody", "start_time": "2030-01-01T10:00:00Z", "reason": REASON });
    client.post(at("/appointments")).bearer_auth(&token).json(&booking).send().await.unwrap();
    client.get(at(&format!("/doctors?q={REASON}"))).send().await.unwrap();
    // An external system's as well.
    sqlx::query("update users set role = 'admin'").execute(&pool).await.unwrap();
    let scopes = json!({ "name": "canary system", "scopes": ["directory:read"] });
    let made = client.post(at("/admin/api-tokens")).bearer_auth(&token).json(&scopes).send().await.unwrap();
    let api_token = made.json::<Value>().await.unwrap()["token"].as_str().unwrap().to_owned();
    for path in ["/specialties", "/users/me"] {
        client.get(at(path)).bearer_auth(&api_token).send().await.unwrap();
    }
    for _ in 0..2 {
        client.post(at("/auth/refresh")).header(header::COOKIE, &cookie).send().await.unwrap();
    }
    // The database fails, and whoever works with it says so.
    sqlx::query("alter table users rename to gone").execute(&pool).await.unwrap();
    client.post(at("/auth/login")).json(&person).send().await.unwrap();
    let log = praxis.log();
    assert!(log.contains("the database refused"), "{log}");
    for secret in ["canary", token.as_str(), api_token.as_str(), cookie.split_once('=').unwrap().1] {
        assert!(!log.contains(secret), "{secret} is in the log: {log}");
    }
}
