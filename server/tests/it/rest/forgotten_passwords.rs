//! A password that was forgotten.

use chrono::TimeDelta;
use serde_json::{Value, json};
use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::helpers::{Answer, Clinic, PASSWORD};

const ANN: &str = "ann.lee@example.com";
const NEW: &str = "another long password";

async fn forgot(clinic: &Clinic, email: &str) -> Answer {
    clinic.anonymous().post("/api/v1/auth/forgot-password", json!({ "email": email })).await
}

async fn reset(clinic: &Clinic, token: &str, password: &str) -> Answer {
    let body = json!({ "token": token, "new_password": password });
    clinic.anonymous().post("/api/v1/auth/reset-password", body).await
}

async fn login(clinic: &Clinic, password: &str) -> Answer {
    clinic.anonymous().post("/api/v1/auth/login", json!({ "email": ANN, "password": password })).await
}

#[track_caller]
fn expect_stale(answer: Answer) {
    let answer = answer.expect_problem(422, "invalid");
    assert_eq!(answer.json()["errors"][0]["code"], "invalid_token");
    assert_eq!(answer.pointers(), ["/token"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_mailed_link_sets_a_new_password_once_and_ends_every_session(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let ann = clinic.patient("Ann Lee").await;
    forgot(&clinic, ANN).await.expect(202);
    let token = clinic.mailed_token(ANN, "reset-password").await;
    reset(&clinic, &token, NEW).await.expect(204);
    ann.get("/api/v1/auth/me").await.expect_problem(401, "invalid_token");
    login(&clinic, PASSWORD).await.expect_problem(401, "invalid_credentials");
    login(&clinic, NEW).await.expect(200);
    assert_eq!(clinic.mails_to(ANN).await[0].subject, "Your password was changed");
    expect_stale(reset(&clinic, &token, "yet another long password").await);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn only_the_latest_link_works_and_only_for_half_an_hour(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    clinic.patient("Ann Lee").await;
    forgot(&clinic, ANN).await.expect(202);
    let first = clinic.mailed_token(ANN, "reset-password").await;
    forgot(&clinic, ANN).await.expect(202);
    let second = clinic.mailed_token(ANN, "reset-password").await;
    assert_ne!(first, second);
    expect_stale(reset(&clinic, &first, NEW).await);
    clinic.clock.advance(TimeDelta::minutes(30));
    expect_stale(reset(&clinic, &second, NEW).await);
    for garbage in ["", "nonsense", &"a".repeat(43), &"a".repeat(10_000)] {
        expect_stale(reset(&clinic, garbage, NEW).await);
    }
    login(&clinic, PASSWORD).await.expect(200);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_weak_password_leaves_the_link_good_and_a_changed_one_does_not(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let ann = clinic.patient("Ann Lee").await;
    forgot(&clinic, ANN).await.expect(202);
    let token = clinic.mailed_token(ANN, "reset-password").await;
    let refused = reset(&clinic, &token, "short").await.expect_problem(422, "invalid");
    assert_eq!(refused.pointers(), ["/new_password"]);
    reset(&clinic, &token, NEW).await.expect(204);

    forgot(&clinic, ANN).await.expect(202);
    let token = clinic.mailed_token(ANN, "reset-password").await;
    drop(ann);
    let ann = clinic.sign_in_with(ANN, NEW, None).await;
    let change = json!({ "current_password": NEW, "new_password": PASSWORD });
    ann.post("/api/v1/auth/change-password", change).await.expect(204);
    expect_stale(reset(&clinic, &token, NEW).await);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn known_and_unknown_addresses_are_answered_alike(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    clinic.patient("Ann Lee").await;
    let (known, unknown) = (forgot(&clinic, ANN).await, forgot(&clinic, "nobody@example.com").await);
    assert_eq!((known.status, &known.text), (unknown.status, &unknown.text));
    assert_eq!(names(&known), names(&unknown));
    assert_eq!(clinic.mails_to("nobody@example.com").await, []);
    assert!(clinic.mails_to(ANN).await.iter().any(|mail| mail.subject == "Choose a new password"));
    let refused = forgot(&clinic, "no address").await.expect_problem(422, "invalid");
    assert_eq!(refused.pointers(), ["/email"]);
}

fn names(answer: &Answer) -> Vec<String> {
    answer.headers.keys().map(ToString::to_string).collect()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn neither_the_queue_nor_the_tokens_hold_what_resets_a_password(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    clinic.patient("Ann Lee").await;
    forgot(&clinic, ANN).await.expect(202);
    let jobs: Vec<Value> = sqlx::query_scalar("select payload::jsonb from graphile_worker._private_jobs")
        .fetch_all(&clinic.pool)
        .await
        .unwrap();
    assert!(!jobs.is_empty() && jobs.iter().all(|job| !job.to_string().contains('@')), "{jobs:?}");
    let token = clinic.mailed_token(ANN, "reset-password").await;
    let rows: Vec<String> = sqlx::query_scalar(
        "select translate(encode(hash, 'base64'), '+/', '-_') || encode(hash, 'hex') from mailed_tokens",
    )
    .fetch_all(&clinic.pool)
    .await
    .unwrap();
    assert!(!rows.is_empty() && rows.iter().all(|row| !row.contains(&token)), "{rows:?}");
}
