//! What is done from the command line.

use std::process::{Output, Stdio};

use serde_json::json;
use server::db::MIGRATOR;
use sqlx::{ConnectOptions, PgPool};
use tokio::{io::AsyncWriteExt, process::Command};

use crate::helpers::{Clinic, PASSWORD, SECRET};

const ADMIN: [&str; 5] = ["create-admin", "--email", "sam@example.com", "--name", "Sam Keller"];

async fn praxis(pool: &PgPool, args: &[&str], input: &str) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_praxis"))
        .args(args)
        .current_dir(folder.path())
        .env("DATABASE_URL", pool.connect_options().to_url_lossy().as_str())
        .env("SECRET_KEY", SECRET)
        .env("PRAXIS_DATA_DIR", folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).await.unwrap();
    child.wait_with_output().await.unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_administrator_is_made_on_the_server_and_signs_in(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let weak = praxis(&clinic.pool, &ADMIN, "short\n").await;
    assert!(!weak.status.success() && said(&weak).contains("at least 12 characters"), "{}", said(&weak));
    let made = praxis(&clinic.pool, &ADMIN, &format!("{PASSWORD}\n")).await;
    assert!(made.status.success(), "{}", said(&made));
    assert!(!said(&made).contains(PASSWORD));
    let again = praxis(&clinic.pool, &ADMIN, &format!("{PASSWORD}\n")).await;
    assert!(!again.status.success() && said(&again).contains("already"), "{}", said(&again));
    let admin = clinic.sign_in("sam@example.com").await;
    assert_eq!(admin.get("/api/v1/auth/me").await.expect(200).json()["role"], json!("admin"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_audit_log_is_verified_on_the_server(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    clinic.patient("Ann Lee").await;
    clinic.state.services.extend_audit_chain().await.unwrap();
    let intact = praxis(&clinic.pool, &["audit", "verify"], "").await;
    assert!(intact.status.success() && said(&intact).contains("as they were written"), "{}", said(&intact));
    for sql in ["alter table audit_log disable trigger user", "update audit_log set action = 'nothing'"] {
        sqlx::query(sql).execute(&clinic.pool).await.unwrap();
    }
    let changed = praxis(&clinic.pool, &["audit", "verify"], "").await;
    assert!(!changed.status.success() && said(&changed).contains("changed at entry 1"), "{}", said(&changed));
}

#[tokio::test]
async fn a_setting_that_cannot_be_used_stops_the_start_and_says_what_is_accepted() {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_praxis"))
        .arg("check")
        .current_dir(folder.path())
        .env("SECRET_KEY", SECRET)
        .env("WEBHOOK_ALLOW_PRIVATE", "perhaps")
        .output()
        .await
        .unwrap();
    assert!(!output.status.success());
    assert!(said(&output).contains("WEBHOOK_ALLOW_PRIVATE: must be true or false"), "{}", said(&output));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_check_tells_what_works_and_what_does_not(pool: PgPool) {
    let well = praxis(&pool, &["check"], "").await;
    assert!(well.status.success(), "{}", said(&well));
    let lines: Vec<_> =
        said(&well).lines().map(|line| line.split_whitespace().take(2).collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(lines, ["configuration ok", "database ok", "migrations ok", "mail ok"]);

    sqlx::query("delete from _sqlx_migrations where version = (select max(version) from _sqlx_migrations)")
        .execute(&pool)
        .await
        .unwrap();
    let behind = praxis(&pool, &["check"], "").await;
    assert!(!behind.status.success() && said(&behind).contains("1 of"), "{}", said(&behind));
    let left: i64 = sqlx::query_scalar("select count(*) from _sqlx_migrations").fetch_one(&pool).await.unwrap();
    assert_eq!(left, i64::try_from(MIGRATOR.iter().count()).unwrap() - 1, "a check changes nothing");
}
