//! Free times as they change.

use std::{
    pin::{Pin, pin},
    time::Duration,
};

use axum::body::{Body, BodyDataStream};
use axum::http::Request;
use futures::{FutureExt, Stream, StreamExt};
use serde_json::Value;
use server::db::MIGRATOR;
use sqlx::PgPool;
use tokio::{task::JoinHandle, time::timeout};
use tower::ServiceExt;

use crate::helpers::{Client, Clinic};

/// A node of the clinic that tells and hears.
fn awake(clinic: &Clinic) -> JoinHandle<()> {
    let (changes, pool) = (clinic.state.services.changes().clone(), clinic.pool.clone());
    tokio::spawn(async move { changes.run(&pool, std::future::pending()).await })
}

async fn watch(client: &Client, doctor: &Client) -> BodyDataStream {
    let path = format!("/api/v1/doctors/{}/slots/live?from=2026-03-03&to=2026-03-04", doctor.id);
    let request = Request::get(path).body(Body::empty()).unwrap();
    let response = client.router.clone().oneshot(request).await.unwrap();
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    response.into_body().into_data_stream()
}

/// The starts in the next event, within a second of it.
async fn next(
    mut events: Pin<&mut (impl Stream<Item = Result<axum::body::Bytes, axum::Error>> + ?Sized)>,
) -> Vec<String> {
    let event = timeout(Duration::from_secs(1), events.next()).await.expect("no event came").unwrap().unwrap();
    let text = String::from_utf8(event.to_vec()).unwrap();
    let data = text.strip_prefix("event: slots\ndata: ").unwrap_or_else(|| panic!("{text}"));
    let slots: Vec<Value> = serde_json::from_str(data.trim()).unwrap();
    slots.iter().map(|slot| slot["start_time"].as_str().unwrap()[11..16].to_owned()).collect()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_page_that_is_open_sees_every_change(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (doctor, ann) = (clinic.doctor("Amara Osei").await, clinic.patient("Ann Lee").await);
    doctor.open("2026-03-03T10:00", "2026-03-03T11:00").await.expect(201);
    let node = awake(&clinic);
    let mut events = pin!(watch(&clinic.anonymous(), &doctor).await);
    assert_eq!(next(events.as_mut()).await, ["10:00", "10:30"]);
    let hold = ann.hold(&doctor, "2026-03-03T10:00").await.expect(201).json();
    assert_eq!(next(events.as_mut()).await, ["10:30"]);
    ann.delete(&format!("/api/v1/appointments/holds/{}", hold["id"].as_str().unwrap())).await.expect(204);
    assert_eq!(next(events.as_mut()).await, ["10:00", "10:30"]);
    let booked = ann.book(&doctor, "2026-03-03T10:30", "2026-03-03T11:00").await.expect(201).json();
    assert_eq!(next(events.as_mut()).await, ["10:00"]);
    ann.delete(&format!("/api/v1/appointments/{}", booked["id"].as_str().unwrap())).await.expect(204);
    assert_eq!(next(events.as_mut()).await, ["10:00", "10:30"]);
    doctor.open("2026-03-03T11:00", "2026-03-03T11:30").await.expect(201);
    assert_eq!(next(events.as_mut()).await, ["10:00", "10:30", "11:00"]);
    // Somebody else's calendar is no news.
    clinic.doctor("Jonas Weber").await.open("2026-03-03T10:00", "2026-03-03T11:00").await.expect(201);
    assert!(events.next().now_or_never().is_none());
    node.abort();
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_change_at_one_node_shows_at_another_and_stopping_ends_the_page(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (doctor, ann) = (clinic.doctor("Amara Osei").await, clinic.patient("Ann Lee").await);
    let node = awake(&clinic);
    let second = clinic.another_node();
    let other_node = awake(&second);
    let mut events = pin!(watch(&second.anonymous(), &doctor).await);
    assert_eq!(next(events.as_mut()).await, Vec::<String>::new());
    doctor.open("2026-03-03T10:00", "2026-03-03T11:00").await.expect(201);
    assert_eq!(next(events.as_mut()).await, ["10:00", "10:30"]);
    ann.book(&doctor, "2026-03-03T10:00", "2026-03-03T10:30").await.expect(201);
    assert_eq!(next(events.as_mut()).await, ["10:30"]);
    second.state.services.changes().end();
    assert!(timeout(Duration::from_secs(1), events.next()).await.unwrap().is_none());
    node.abort();
    other_node.abort();
}
