//! Whether the time an answer takes tells who has an account. Measured, so not part of `make test`: `make bench` runs it.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use serde_json::{Value, json};
use server::{config::Settings, db::MIGRATOR};
use sqlx::PgPool;

use crate::helpers::{Clinic, PASSWORD, settings};

const TRIES: usize = 200;
/// How much longer the slower of two medians may be.
const TOLERANCE: f64 = 1.05;

/// Calls both in turn, and compares their medians. Neither is always the first: who comes second finds warm memory.
async fn compare(clinic: &Clinic, path: &str, known: impl Fn(usize) -> Value, unknown: impl Fn(usize) -> Value) {
    let visitor = clinic.anonymous();
    let (mut times, mut statuses) = ([Vec::new(), Vec::new()], [Vec::new(), Vec::new()]);
    for index in 0..TRIES {
        let mut both = [(0, known(index)), (1, unknown(index))];
        both.rotate_left(index % 2);
        for (side, body) in both {
            // Nobody is turned away for trying too often.
            clinic.clock.advance(TimeDelta::hours(1));
            let start = Instant::now();
            let answer = visitor.post(path, body).await;
            times[side].push(start.elapsed());
            statuses[side].push(answer.status);
        }
    }
    assert_eq!(statuses[0], statuses[1], "{path}");
    let [known, unknown] = times.map(median);
    let ratio = known.as_secs_f64() / unknown.as_secs_f64();
    println!("{path}: known {known:?}, unknown {unknown:?}, ratio {ratio:.3} over {TRIES} tries");
    assert!((1.0 / TOLERANCE..TOLERANCE).contains(&ratio), "{path}: the time tells who has an account");
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

#[sqlx::test(migrator = "MIGRATOR")]
#[ignore = "measures time"]
async fn known_and_unknown_addresses_take_the_same_time(pool: PgPool) {
    let clinic = Clinic::open_with(pool, Settings { require_email_verification: true, ..settings() }).await;
    let person = |email: String| json!({ "full_name": "Ann Lee", "email": email, "password": PASSWORD });
    clinic.anonymous().post("/api/v1/auth/register", person("ann@example.com".into())).await.expect(202);
    let login = |email: &str| json!({ "email": email, "password": "not the password" });
    let forgot = |email: &str| json!({ "email": email });
    compare(&clinic, "/api/v1/auth/login", |_| login("ann@example.com"), |_| login("bo@example.com")).await;
    compare(&clinic, "/api/v1/auth/forgot-password", |_| forgot("ann@example.com"), |_| forgot("bo@example.com")).await;
    let (taken, new) = ("ann@example.com".to_owned(), |index: usize| format!("new{index}@example.com"));
    compare(&clinic, "/api/v1/auth/register", |_| person(taken.clone()), |index| person(new(index))).await;
}
