//! Mail that goes out over SMTP.

use serde_json::json;
use server::{config::Settings, db::MIGRATOR, jobs, mail::Mailer};
use sqlx::PgPool;

use crate::helpers::{Clinic, MailServer, PASSWORD, settings};

async fn jobs_left(pool: &PgPool) -> i64 {
    sqlx::query_scalar("select count(*) from graphile_worker._private_jobs").fetch_one(pool).await.unwrap()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_mail_waits_for_the_mail_server_and_is_sent_once_when_it_returns(pool: PgPool) {
    let port = MailServer::free_port().await;
    let from = "Praxis <no-reply@praxis.example>".parse().unwrap();
    let mailer = Mailer::smtp(&format!("smtp://127.0.0.1:{port}"), from).unwrap();
    let clinic = Clinic::open_with(pool, Settings { mailer, ..settings() }).await;
    let body = json!({ "full_name": "Ann Lee", "email": "ann.lee@example.com", "password": PASSWORD });
    clinic.anonymous().post("/api/v1/auth/register", body).await.expect(201);
    let [worker, _] = jobs::workers(&clinic.state.services).await.unwrap();
    worker.run_once().await.unwrap();
    assert_eq!(jobs_left(&clinic.pool).await, 1, "the mail server was down");

    let server = MailServer::open(port).await;
    // As if the wait until the next try were over.
    sqlx::query("update graphile_worker._private_jobs set run_at = now()").execute(&clinic.pool).await.unwrap();
    worker.run_once().await.unwrap();
    worker.run_once().await.unwrap();
    assert_eq!(jobs_left(&clinic.pool).await, 0);
    let messages = server.messages();
    assert_eq!(messages.len(), 1);
    for part in [
        "To: ann.lee@example.com",
        "Subject: Confirm your e-mail address",
        "Message-ID: <praxis-",
        "text/plain",
        "text/html",
    ] {
        assert!(messages[0].contains(part), "no {part} in {}", messages[0]);
    }
}
