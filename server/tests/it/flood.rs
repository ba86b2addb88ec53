//! Five hundred wrong passwords at once, while others book: a process of its own, and a clock that goes on.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use chrono::TimeDelta;
use reqwest::{Client, Response, header};
use serde_json::{Value, json};
use server::{
    clock::{Clock, SystemClock},
    db::MIGRATOR,
};
use sqlx::PgPool;
use tokio::task::JoinSet;

use crate::helpers::{Clinic, PASSWORD, Process};

const GUESSES: usize = 500;
const BOOKINGS: usize = 30;
/// Hashing takes two times 19 MiB at most; the rest is for the requests under way, in a build for tests.
const MOST_GROWTH_KB: u64 = (2 * 19 + 60) * 1024;

fn measured(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let (middle, slow) = (times[times.len() / 2], times[times.len() * 99 / 100]);
    println!("{what}: {} in all, half of them within {middle:.0?}, 99 % within {slow:.0?}", times.len());
}

async fn post(address: &str, path: &str, token: Option<&str>, body: Value) -> Response {
    let request = Client::new().post(format!("{address}/api/v1/{path}")).json(&body);
    let request = if let Some(token) = token { request.bearer_auth(token) } else { request };
    request.send().await.unwrap()
}

/// The id and token of somebody new.
async fn somebody(address: &str, email: &str, role: &str) -> (Value, String) {
    let body = json!({ "name": "Ann Lee", "email": email, "password": PASSWORD, "role": role });
    assert_eq!(post(address, "auth/register", None, body).await.status(), 201);
    let body = json!({ "email": email, "password": PASSWORD });
    let answer: Value = post(address, "auth/login", None, body).await.json().await.unwrap();
    (answer["user"]["id"].clone(), answer["access_token"].as_str().unwrap().to_owned())
}

/// Status and `Retry-After` of one guess.
async fn guess(client: Client, address: String, number: usize) -> (u16, Option<u32>, Duration) {
    // Half of them at one account, half at one each.
    let email =
        if number.is_multiple_of(2) { "ann@example.com".to_owned() } else { format!("nobody{number}@example.com") };
    let body = json!({ "email": email, "password": "not the password" });
    let begin = Instant::now();
    let answer = client.post(format!("{address}/api/v1/auth/login")).json(&body).send().await.unwrap();
    let retry_after = answer.headers().get(header::RETRY_AFTER);
    let seconds = retry_after.and_then(|value| value.to_str().ok()?.parse().ok());
    (answer.status().as_u16(), seconds, begin.elapsed())
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_flood_of_wrong_passwords_leaves_booking_usable_and_memory_bounded(pool: PgPool) {
    // For the places.
    Clinic::open(pool.clone()).await;
    let process = Process::start(&pool).await;
    let address = &process.address;
    let (doctor, doctor_token) = somebody(address, "doctor@example.com", "doctor").await;
    let (_, token) = somebody(address, "ann@example.com", "patient").await;
    let day = (SystemClock.now() + TimeDelta::days(2)).format("%Y-%m-%d");
    let window = json!({ "start_time": format!("{day}T04:00"), "end_time": format!("{day}T20:00") });
    assert_eq!(post(address, "doctors/availability", Some(&doctor_token), window).await.status(), 201);
    let before = process.resident_kb();

    let (client, mut guesses) = (Client::new(), JoinSet::new());
    for number in 0..GUESSES {
        guesses.spawn(guess(client.clone(), address.clone(), number));
    }
    let (mut bookings, mut healths, mut highest) = (Vec::new(), Vec::new(), before);
    for number in 0..BOOKINGS {
        let begin = Instant::now();
        assert_eq!(client.get(format!("{address}/health")).send().await.unwrap().status(), 200);
        healths.push(begin.elapsed());
        let start = format!("{day}T{:02}:{:02}", 4 + number / 2, number % 2 * 30);
        let begin = Instant::now();
        let body = json!({ "doctor_id": doctor, "start_time": start });
        let answer = post(address, "appointments", Some(&token), body).await;
        assert_eq!(answer.status(), 201, "{}", answer.text().await.unwrap());
        bookings.push(begin.elapsed());
        highest = highest.max(process.resident_kb());
    }

    let (mut waits, mut statuses) = (Vec::new(), BTreeMap::<u16, usize>::new());
    while let Some(guess) = guesses.join_next().await {
        let (status, retry_after, took) = guess.unwrap();
        *statuses.entry(status).or_default() += 1;
        waits.push(took);
        match status {
            401 => assert_eq!(retry_after, None),
            429 | 503 => assert!(retry_after.is_some_and(|seconds| seconds >= 1), "{status} {retry_after:?}"),
            _ => panic!("{status}"),
        }
        highest = highest.max(process.resident_kb());
    }
    println!("guesses: {statuses:?}");
    measured("guesses", waits);
    measured("bookings", bookings);
    measured("health", healths);
    // At one account ten, at all others a hundred, and what comes back meanwhile; the rest was turned away.
    assert!(statuses.get(&401).is_none_or(|tried| *tried < 150), "{statuses:?}");
    if let (Some(before), Some(highest)) = (before, highest) {
        println!("memory: {} MB, at most {} MB", before / 1024, highest / 1024);
        assert!(highest - before < MOST_GROWTH_KB, "{before} kB became {highest} kB");
    }
}
