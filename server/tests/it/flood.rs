//! Five hundred wrong passwords at once, while others book.

use std::{
    fs,
    net::SocketAddr,
    time::{Duration, Instant},
};

use domain::{ids::UserId, session::Device};
use reqwest::{StatusCode, header};
use serde_json::json;
use server::{db::MIGRATOR, startup};
use sqlx::{PgPool, postgres::PgPoolOptions};
use tokio::{net::TcpListener, task::JoinSet};
use uuid::Uuid;

use crate::helpers::Clinic;

const GUESSES: usize = 500;
const BOOKINGS: usize = 30;
/// What hashing may take at once (two times 19 MiB), with as much again for five hundred connections on both ends.
const MOST_GROWTH_KB: u64 = 200 * 1024;

/// Memory in use by this process, where Linux says.
fn resident_kb() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?.trim().strip_suffix(" kB")?.parse().ok()
}

/// The slowest of a hundred, and the one in the middle.
fn measured(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let (middle, slow) = (times[times.len() / 2], times[times.len() * 99 / 100]);
    println!("{what}: {} in all, half of them within {middle:.0?}, 99 % within {slow:.0?}", times.len());
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_flood_of_wrong_passwords_leaves_booking_usable_and_memory_bounded(pool: PgPool) {
    let wide = PgPoolOptions::new().max_connections(32).connect_with((*pool.connect_options()).clone()).await.unwrap();
    let clinic = Clinic::open(wide).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let router = startup::router(&clinic.state).into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, router).await });
    let doctor = clinic.doctor("Amara Osei").await;
    doctor.open("2026-03-03T00:00", "2026-03-03T20:00").await.expect(201);
    let patient = clinic.patient("Ann Lee").await;
    let patient = UserId(Uuid::parse_str(&patient.id).unwrap());
    let token = clinic.state.services.sign_in(patient, &Device::default()).await.unwrap().access_token;
    let before = resident_kb();

    let mut guesses = JoinSet::new();
    for number in 0..GUESSES {
        let url = format!("{address}/api/v1/auth/login");
        guesses.spawn(async move {
            // Half of them at one account, half at one each.
            let email =
                if number % 2 == 0 { "ann.lee@example.com".into() } else { format!("nobody{number}@example.com") };
            let begin = Instant::now();
            let body = json!({ "email": email, "password": "not the password" });
            let answer = reqwest::Client::new().post(url).json(&body).send().await.unwrap();
            (answer.status(), answer.headers().get(header::RETRY_AFTER).cloned(), begin.elapsed())
        });
    }

    let client = reqwest::Client::new();
    let (mut bookings, mut healths, mut highest) = (Vec::new(), Vec::new(), before);
    for number in 0..BOOKINGS {
        let begin = Instant::now();
        assert_eq!(client.get(format!("{address}/health")).send().await.unwrap().status(), StatusCode::OK);
        healths.push(begin.elapsed());
        let minute = number * 30;
        let start = format!("2026-03-03T{:02}:{:02}", minute / 60, minute % 60);
        let body = json!({ "doctor_id": doctor.id, "start_time": start });
        let begin = Instant::now();
        let url = format!("{address}/api/v1/appointments");
        let answer = client.post(url).bearer_auth(&token).json(&body).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::CREATED, "{}", answer.text().await.unwrap());
        bookings.push(begin.elapsed());
        highest = highest.max(resident_kb());
    }

    let (mut waits, mut statuses) = (Vec::new(), std::collections::BTreeMap::<u16, usize>::new());
    while let Some(guess) = guesses.join_next().await {
        let (status, retry_after, took) = guess.unwrap();
        *statuses.entry(status.as_u16()).or_default() += 1;
        waits.push(took);
        let seconds = retry_after.and_then(|value| value.to_str().ok()?.parse::<u32>().ok());
        match status.as_u16() {
            401 => assert_eq!(seconds, None),
            429 | 503 => assert!(seconds.is_some_and(|seconds| seconds >= 1), "{status} {seconds:?}"),
            _ => panic!("{status}"),
        }
    }
    println!("guesses: {statuses:?}");
    measured("guesses", waits);
    measured("bookings", bookings);
    measured("health", healths);
    assert_eq!(statuses.values().sum::<usize>(), GUESSES);
    // At one account ten; from one network a hundred, and what comes back while it goes on.
    assert!(statuses.get(&429).is_some_and(|refused| *refused >= GUESSES / 2 - 10), "{statuses:?}");
    if let (Some(before), Some(highest)) = (before, highest.max(resident_kb())) {
        println!("memory: {} MB, at most {} MB", before / 1024, highest / 1024);
        assert!(highest - before < MOST_GROWTH_KB, "{before} kB became {highest} kB");
    }
}
