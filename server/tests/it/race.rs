//! Races for the same time, over real connections, and then SQL that looks for what must never be.

use std::{collections::HashMap, sync::Arc};

use domain::{ids::UserId, session::Device};
use serde_json::{Value, json};
use server::{db::MIGRATOR, startup};
use sqlx::{PgPool, postgres::PgPoolOptions};
use tokio::{net::TcpListener, sync::Barrier, task::JoinSet};
use uuid::Uuid;

use crate::helpers::Clinic;

const RACERS: usize = 200;

/// Accounts without passwords: only their tokens are used.
async fn racers(clinic: &Clinic) -> Vec<String> {
    let mut tokens = Vec::new();
    for number in 0..RACERS {
        let id = Uuid::from_u128(1000 + number as u128);
        sqlx::query(
            "insert into users (id, email, full_name, role, password_hash, created_at, updated_at)
             values ($1, $2, 'Racer', 'patient', '', now(), now())",
        )
        .bind(id)
        .bind(format!("racer{number}@example.com"))
        .execute(&clinic.pool)
        .await
        .unwrap();
        tokens.push(clinic.state.services.sign_in(UserId(id), &Device::default()).await.unwrap().access_token);
    }
    tokens
}

/// A clinic behind a real port, with as many database connections as in production.
async fn serve(pool: PgPool) -> (Clinic, String) {
    let wide = PgPoolOptions::new().max_connections(32).connect_with((*pool.connect_options()).clone()).await.unwrap();
    let clinic = Clinic::open(wide).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let router = startup::router(&clinic.state);
    tokio::spawn(async move { axum::serve(listener, router).await });
    (clinic, address)
}

/// Everybody books at once, each over a connection of their own that is open already; answers how often each status
/// came back.
async fn race(address: &str, tokens: &[String], body: impl Fn(usize) -> Value) -> HashMap<u16, usize> {
    let mut tasks = JoinSet::new();
    let start_line = Arc::new(Barrier::new(tokens.len()));
    for (number, token) in tokens.iter().enumerate() {
        let body = body(number);
        let (health, url) = (format!("{address}/health"), format!("{address}/api/v1/appointments"));
        let (token, start_line) = (token.clone(), Arc::clone(&start_line));
        tasks.spawn(async move {
            let client = reqwest::Client::new();
            client.get(health).send().await.unwrap().bytes().await.unwrap();
            start_line.wait().await;
            client.post(url).bearer_auth(token).json(&body).send().await.unwrap().status().as_u16()
        });
    }
    let mut statuses = HashMap::new();
    while let Some(status) = tasks.join_next().await {
        *statuses.entry(status.unwrap()).or_default() += 1;
    }
    statuses
}

/// A minute of Tuesday.
fn minute(after_midnight: usize) -> String {
    format!("2026-03-03T{:02}:{:02}", after_midnight / 60, after_midnight % 60)
}

/// What must never be: two live appointments of one doctor, or of one patient, that overlap.
pub async fn overlaps(pool: &PgPool) -> i64 {
    sqlx::query_scalar(
        "select count(*) from appointments a
         join appointments b on a.id < b.id and a.status not in ('cancelled', 'no_show') and b.status not in ('cancelled', 'no_show')
          and ((a.doctor_id = b.doctor_id and a.blocked && b.blocked and not a.overbooked and not b.overbooked
               and (a.seat is null or b.seat is null or a.seat = b.seat or a.visit_type_id <> b.visit_type_id
                    or lower(a.during) <> lower(b.during)))
               or (a.patient_id = b.patient_id and a.during && b.during))",
    )
    .fetch_one(pool)
    .await
    .unwrap()
}

async fn live(pool: &PgPool) -> i64 {
    sqlx::query_scalar("select count(*) from appointments where status = 'confirmed'").fetch_one(pool).await.unwrap()
}

/// PostgreSQL counts deadlocks itself, and writes each to its log.
pub async fn no_deadlock(pool: &PgPool) {
    let counted: i64 = sqlx::query_scalar("select deadlocks from pg_stat_database where datname = current_database()")
        .fetch_one(pool)
        .await
        .unwrap();
    assert_eq!(counted, 0);
    if let Ok(log) = std::env::var("PRAXIS_TEST_PG_LOG") {
        let log = std::fs::read_to_string(log).unwrap();
        assert!(!log.contains("40P01") && !log.contains("deadlock detected"));
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn two_hundred_racers_for_one_time_make_one_appointment(pool: PgPool) {
    let (clinic, address) = serve(pool).await;
    let doctor = clinic.doctor("Amara Osei").await;
    doctor.open("2026-03-03T08:00", "2026-03-03T18:00").await.expect(201);
    let tokens = racers(&clinic).await;
    // Twelve different intervals of 35 to 90 minutes; all of them hold the minute of 10:30.
    let statuses = race(&address, &tokens, |number| {
        let (start, end) = (minute(10 * 60 + number % 3 * 10), minute(10 * 60 + 45 + number % 4 * 15));
        json!({ "doctor_id": doctor.id, "start_time": start, "end_time": end })
    })
    .await;
    assert_eq!(statuses, HashMap::from([(201, 1), (409, RACERS - 1)]));
    assert_eq!((live(&clinic.pool).await, overlaps(&clinic.pool).await), (1, 0));
    no_deadlock(&clinic.pool).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn racers_for_partly_overlapping_times_never_share_a_minute(pool: PgPool) {
    let (clinic, address) = serve(pool).await;
    let doctor = clinic.doctor("Amara Osei").await;
    doctor.open("2026-03-03T08:00", "2026-03-03T18:00").await.expect(201);
    let tokens = racers(&clinic).await;
    let statuses = race(&address, &tokens, |number| {
        let start = 8 * 60 + (number * 35) % 540;
        let end = start + 15 + (number * 5) % 45;
        json!({ "doctor_id": doctor.id, "start_time": minute(start), "end_time": minute(end) })
    })
    .await;
    let (booked, taken) = (statuses.get(&201).copied().unwrap_or(0), statuses.get(&409).copied().unwrap_or(0));
    assert_eq!(booked + taken, RACERS, "{statuses:?}");
    assert!(booked > 5, "{statuses:?}");
    assert_eq!((live(&clinic.pool).await, overlaps(&clinic.pool).await), (i64::try_from(booked).unwrap(), 0));
    no_deadlock(&clinic.pool).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn two_hundred_racers_for_eight_seats_fill_them(pool: PgPool) {
    let (clinic, address) = serve(pool).await;
    let doctor = clinic.doctor("Amara Osei").await;
    doctor.open("2026-03-03T08:00", "2026-03-03T18:00").await.expect(201);
    let course = json!({ "name": "Back school", "duration_minutes": 60, "seats": 8 });
    let course = doctor.post("/api/v1/visit-types", course).await.expect(201).json();
    let tokens = racers(&clinic).await;
    let statuses = race(
        &address,
        &tokens,
        |_| json!({ "doctor_id": doctor.id, "start_time": minute(10 * 60), "visit_type_id": course["id"] }),
    )
    .await;
    assert_eq!(statuses, HashMap::from([(201, 8), (409, RACERS - 8)]));
    assert_eq!((live(&clinic.pool).await, overlaps(&clinic.pool).await), (8, 0));
    no_deadlock(&clinic.pool).await;
}
