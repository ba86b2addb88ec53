//! Whoever asks may go away at any moment: a closed browser drops its request where it stands.

use std::time::Duration;

use domain::{
    actor::{Actor, Role},
    appointment::ChangeForm,
};
use serde_json::json;
use server::db::MIGRATOR;
use sqlx::PgPool;
use tokio::time::{sleep, timeout};

use crate::helpers::{Client, Clinic};

/// A patient, and the address of their appointment.
async fn booked(pool: PgPool) -> (Clinic, Client, String) {
    let clinic = Clinic::open(pool).await;
    let (doctor, patient) = (clinic.doctor("Amara Osei").await, clinic.patient("Ann Lee").await);
    doctor.open("2026-03-03T10:00", "2026-03-03T12:00").await.expect(201);
    let body = json!({ "doctor_id": doctor.id, "start_time": "2026-03-03T10:00:00Z" });
    let path = patient.post("/api/v1/appointments", body).await.expect(201).location().to_owned();
    (clinic, patient, path)
}

/// Until it holds, which it does soon.
async fn soon(holds: impl AsyncFn() -> bool) {
    for _ in 0..50 {
        if holds().await {
            return;
        }
        sleep(Duration::from_millis(100)).await;
    }
    panic!("this was to be expected within five seconds");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_was_begun_is_carried_out_though_nobody_waits_for_it(pool: PgPool) {
    let (_clinic, patient, path) = booked(pool).await;
    let body = json!({ "reason": "Back pain" });
    timeout(Duration::from_micros(500), patient.patch(&path, body)).await.expect_err("nobody waited for it");
    soon(async || patient.get(&path).await.expect(200).json()["reason"] == "Back pain").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn work_that_is_given_up_leaves_no_transaction_open(pool: PgPool) {
    let (clinic, patient, path) = booked(pool).await;
    let actor = Actor { user_id: patient.id.parse().unwrap(), role: Role::Patient, location_id: None };
    let id = path.rsplit('/').next().unwrap().parse().unwrap();
    let form = ChangeForm { start_time: None, reason: Some("Back pain".to_owned()) };
    // A little later each time: in the midst of each of its statements.
    for tens in 0..600 {
        let work = clinic.state.services.change_appointment(&actor, id, &form);
        timeout(Duration::from_micros(tens * 10), work).await.ok();
    }
    let open = "select count(*) from pg_stat_activity
                where datname = current_database() and state like 'idle in transaction%'";
    // What was given up is rolled back when its connection returns.
    soon(async || sqlx::query_scalar::<_, i64>(open).fetch_one(&clinic.pool).await.unwrap() == 0).await;
}
