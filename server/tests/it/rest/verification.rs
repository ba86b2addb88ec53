//! Confirming that an address is one's own.

use serde_json::{Value, json};
use server::{
    config::{Environment, Settings},
    db::MIGRATOR,
};
use sqlx::PgPool;

use crate::helpers::{Answer, Clinic, PASSWORD, settings};

const ANN: &str = "ann.lee@example.com";

fn ann() -> Value {
    json!({ "full_name": "Ann Lee", "email": ANN, "password": PASSWORD })
}

async fn verify(clinic: &Clinic, token: &str) -> Answer {
    clinic.anonymous().post("/api/v1/auth/verify-email", json!({ "token": token })).await
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn whoever_registers_is_mailed_a_link_that_confirms_their_address_once(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    clinic.anonymous().post("/api/v1/auth/register", ann()).await.expect(201);
    let token = clinic.mailed_token(ANN, "verify-email").await;
    verify(&clinic, &token).await.expect(204);
    let again = verify(&clinic, &token).await.expect_problem(422, "invalid");
    assert_eq!(again.pointers(), ["/token"]);
    let verified = "select email_verified_at is not null from users";
    assert!(sqlx::query_scalar::<_, bool>(verified).fetch_one(&clinic.pool).await.unwrap());
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_link_for_one_purpose_is_none_for_another(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    clinic.anonymous().post("/api/v1/auth/register", ann()).await.expect(201);
    let token = clinic.mailed_token(ANN, "verify-email").await;
    let body = json!({ "token": token, "new_password": "another long password" });
    clinic.anonymous().post("/api/v1/auth/reset-password", body).await.expect_problem(422, "invalid");
    verify(&clinic, &token).await.expect(204);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn where_addresses_are_confirmed_new_and_taken_ones_are_answered_alike(pool: PgPool) {
    let clinic = Clinic::open_with(pool, Settings { require_email_verification: true, ..settings() }).await;
    let visitor = clinic.anonymous();
    let new = visitor.post("/api/v1/auth/register", ann()).await.expect(202);
    let token = clinic.mailed_token(ANN, "verify-email").await;
    let taken = visitor.post("/api/v1/auth/register", ann()).await.expect(202);
    assert_eq!(new.text, taken.text);
    assert_eq!(new.headers.keys().collect::<Vec<_>>(), taken.headers.keys().collect::<Vec<_>>());
    assert_eq!(clinic.mails_to(ANN).await[0].subject, "You already have an account");

    let login = json!({ "email": ANN, "password": PASSWORD });
    let wrong = json!({ "email": ANN, "password": "not the password" });
    visitor.post("/api/v1/auth/login", wrong).await.expect_problem(401, "invalid_credentials");
    visitor.post("/api/v1/auth/login", login.clone()).await.expect_problem(403, "email_not_verified");
    // Another link was mailed; the first is replaced.
    verify(&clinic, &clinic.mailed_token(ANN, "verify-email").await).await.expect(204);
    verify(&clinic, &token).await.expect_problem(422, "invalid");
    visitor.post("/api/v1/auth/login", login).await.expect(200);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_mailbox_is_shown_in_development_only(pool: PgPool) {
    let clinic = Clinic::open(pool.clone()).await;
    clinic.anonymous().post("/api/v1/auth/register", ann()).await.expect(201);
    clinic.mails_to(ANN).await;
    let mails = clinic.anonymous().get("/dev/mail.json?to=Ann.Lee@example.com").await.expect(200).json();
    assert_eq!(mails["items"][0]["to"], ANN);
    assert_eq!(clinic.anonymous().get("/dev/mail.json?to=bo@example.com").await.expect(200).json()["items"], json!([]));
    let page = clinic.anonymous().get("/dev/mail").await.expect(200);
    assert!(page.text.contains("Confirm your e-mail address"), "{}", page.text);
    let id = &mails["items"][0]["id"];
    assert!(clinic.anonymous().get(&format!("/dev/mail/{id}")).await.expect(200).text.contains("?token="));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn nobody_reads_the_mailbox_in_production(pool: PgPool) {
    let clinic = Clinic::open_as(pool, Environment::Production).await;
    for path in ["/dev/mail.json", "/dev/mail", "/dev/mail/1"] {
        clinic.anonymous().get(path).await.expect(404);
    }
}
