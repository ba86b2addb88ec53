//! What other systems are told, by whoever does it.

use chrono::TimeDelta;
use serde_json::{Value, json};
use server::db::MIGRATOR;
use sqlx::PgPool;
use tokio::time::{Duration, sleep};

use crate::helpers::{Client, Clinic, PASSWORD, Receiver};

const APPOINTMENTS: &str = "/api/v1/appointments";

/// A doctor who is open on Tuesday from ten to two, a patient, and somebody who is told everything.
struct Open {
    clinic: Clinic,
    doctor: Client,
    ann: Client,
    admin: Client,
    receiver: Receiver,
}

async fn open(pool: PgPool) -> Open {
    let clinic = Clinic::open(pool).await;
    let (doctor, ann) = (clinic.doctor("Amara Osei").await, clinic.patient("Ann Lee").await);
    doctor.open("2026-03-03T10:00", "2026-03-03T14:00").await.expect(201);
    let (admin, receiver) = (clinic.admin("Sam Keller").await, Receiver::open().await);
    receiver.register(&admin).await;
    Open { clinic, doctor, ann, admin, receiver }
}

impl Open {
    async fn told(&self) -> Vec<(String, Value)> {
        self.receiver.told(&self.clinic).await
    }

    /// The one thing that was told, which is of this type.
    async fn told_of(&self, event: &str) -> Value {
        let mut told = self.told().await;
        assert!(told.len() == 1 && told[0].0 == event, "{told:?}");
        told.remove(0).1
    }

    /// Everything that was told is of this type; of how many.
    async fn count(&self, event: &str) -> usize {
        let told = self.told().await;
        assert!(told.iter().all(|(of, _)| of == event), "{told:?}");
        told.len()
    }
}

async fn deliveries(pool: &PgPool) -> i64 {
    sqlx::query_scalar("select count(*) from webhook_deliveries").fetch_one(pool).await.unwrap()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_message_has_ids_and_times_and_no_names_or_reasons(pool: PgPool) {
    let it = open(pool).await;
    let body = json!({ "doctor_id": it.doctor.id, "start_time": "2026-03-03T10:00", "reason": "canary" });
    let booked = it.ann.post(APPOINTMENTS, body).await.expect(201).json();
    it.clinic.state.services.look_for_webhooks().await.unwrap();
    it.clinic.do_jobs().await;
    let received = it.receiver.received();
    assert_eq!(received.len(), 1);
    let expected = json!({
        "type": "appointment.booked",
        "timestamp": "2026-03-02T08:00:00Z",
        "data": {
            "appointment_id": booked["id"], "doctor_id": it.doctor.id, "location_id": it.clinic.location,
            "start_time": "2026-03-03T10:00:00Z", "end_time": "2026-03-03T10:30:00Z", "status": "confirmed",
        },
    });
    assert_eq!(received[0].json(), expected);
    assert_eq!(received[0].header("content-type"), "application/json");
    assert!(received[0].header("user-agent").starts_with("Praxis-Webhooks/"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn whoever_books_is_told_of(pool: PgPool) {
    let it = open(pool).await;
    it.ann.book(&it.doctor, "2026-03-03T10:00", "2026-03-03T10:30").await.expect(201);
    assert_eq!(it.count("appointment.booked").await, 1, "a patient");
    // A time that is only held is no appointment.
    let hold = it.ann.hold(&it.doctor, "2026-03-03T10:30").await.expect(201).json();
    assert_eq!(it.told().await, []);
    let held = json!({ "doctor_id": it.doctor.id, "start_time": "2026-03-03T10:30", "hold_id": hold["id"] });
    let held = it.ann.post(APPOINTMENTS, held).await.expect(201).json();
    assert_eq!(it.told_of("appointment.booked").await["appointment_id"], held["id"], "made of a hold");
    let reception = it.clinic.receptionist("Robin Reyes").await;
    let bo = it.clinic.patient("Bo Berg").await;
    for (overbook, start) in [(false, "2026-03-03T11:00"), (true, "2026-03-03T10:00")] {
        let body = json!({ "doctor_id": it.doctor.id, "start_time": start, "patient_id": bo.id, "overbook": overbook });
        reception.post(APPOINTMENTS, body).await.expect(201);
        assert_eq!(it.count("appointment.booked").await, 1, "the practice");
    }
    it.doctor.open("2026-03-10T10:00", "2026-03-10T11:00").await.expect(201);
    let weeks = json!({ "doctor_id": it.doctor.id, "start_time": "2026-03-03T12:00", "count": 2 });
    it.ann.post(&format!("{APPOINTMENTS}/series"), weeks.clone()).await.expect_problem(409, "series_not_bookable");
    assert_eq!(it.told().await, [], "what was rolled back is told to nobody");
    it.doctor.open("2026-03-10T12:00", "2026-03-10T13:00").await.expect(201);
    it.ann.post(&format!("{APPOINTMENTS}/series"), weeks).await.expect(201);
    assert_eq!(it.count("appointment.booked").await, 2, "a series");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_offer_of_the_waiting_list_is_told_of_when_it_is_taken(pool: PgPool) {
    let it = open(pool).await;
    let cy = it.clinic.patient("Cy Dahl").await;
    let late = it.ann.book(&it.doctor, "2026-03-03T13:30", "2026-03-03T14:00").await.expect(201).json();
    it.told_of("appointment.booked").await;
    let waits = json!({ "doctor_id": it.doctor.id, "notice_minutes": 0 });
    cy.post("/api/v1/waitlist", waits).await.expect(201);
    it.ann.post("/api/v1/waitlist", json!({ "appointment_id": late["id"], "notice_minutes": 0 })).await.expect(201);
    it.doctor.open("2026-03-02T12:00", "2026-03-02T13:00").await.expect(201);
    it.clinic.state.services.offer_times(None).await.unwrap();
    assert_eq!(it.told().await, [], "what is offered is no appointment");
    for (who, event) in [(&cy, "appointment.booked"), (&it.ann, "appointment.moved")] {
        let list = who.get("/api/v1/waitlist").await.expect(200).json();
        let entry = list["items"][0]["id"].as_str().unwrap();
        let taken = who.post(&format!("/api/v1/waitlist/{entry}/accept"), json!({})).await.expect(200).json();
        let data = it.told_of(event).await;
        assert_eq!((&data["appointment_id"], &data["start_time"]), (&taken["id"], &taken["start_time"]));
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn whoever_moves_or_cancels_is_told_of(pool: PgPool) {
    let it = open(pool).await;
    let path = it.ann.book(&it.doctor, "2026-03-03T10:00", "2026-03-03T10:30").await.expect(201).location().to_owned();
    it.told_of("appointment.booked").await;
    for (who, start) in
        [(&it.ann, "2026-03-03T11:00"), (&it.doctor, "2026-03-03T12:00"), (&it.admin, "2026-03-03T13:00")]
    {
        who.patch(&path, json!({ "start_time": start })).await.expect(200);
        let start = format!("{start}:00Z");
        assert_eq!(it.told_of("appointment.moved").await["start_time"], json!(start));
    }
    it.ann.patch(&path, json!({ "reason": "Back pain" })).await.expect(200);
    assert_eq!(it.told().await, [], "another reason is no other appointment");
    it.ann.patch(&path, json!({ "start_time": "2026-03-03T18:00" })).await.expect_problem(422, "outside_availability");
    assert_eq!(it.told().await, []);
    it.ann.delete(&path).await.expect(204);
    assert_eq!(it.told_of("appointment.cancelled").await["status"], json!("cancelled"));
    it.ann.delete(&path).await.expect_problem(409, "not_cancellable");
    for who in [&it.doctor, &it.admin] {
        let booked = it.ann.book(&it.doctor, "2026-03-03T10:00", "2026-03-03T10:30").await.expect(201);
        it.told_of("appointment.booked").await;
        who.delete(booked.location()).await.expect(204);
        it.told_of("appointment.cancelled").await;
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn time_off_and_closed_accounts_are_told_of(pool: PgPool) {
    let it = open(pool).await;
    let bo = it.clinic.patient("Bo Berg").await;
    let first = it.ann.book(&it.doctor, "2026-03-03T10:00", "2026-03-03T10:30").await.expect(201).json();
    let second = bo.book(&it.doctor, "2026-03-03T10:30", "2026-03-03T11:00").await.expect(201).json();
    assert_eq!(it.count("appointment.booked").await, 2);
    let off = json!({
        "start_time": "2026-03-03T10:00", "end_time": "2026-03-03T12:00",
        "appointments": [{ "id": first["id"], "start_time": "2026-03-03T12:30" }, { "id": second["id"] }],
    });
    it.doctor.post("/api/v1/doctors/me/time-off", off).await.expect(201);
    let mut told = it.told().await;
    told.sort_by(|a, b| a.0.cmp(&b.0));
    let told: Vec<_> = told.iter().map(|(event, data)| (event.as_str(), &data["appointment_id"])).collect();
    assert_eq!(told, [("appointment.cancelled", &second["id"]), ("appointment.moved", &first["id"])]);
    let delete = axum::http::Method::DELETE;
    let password = json!({ "password": PASSWORD }).to_string();
    it.ann.with_body(delete, "/api/v1/users/me", "application/json", password).await.expect(204);
    assert_eq!(it.told_of("appointment.cancelled").await["appointment_id"], first["id"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn who_checks_in_is_told_of(pool: PgPool) {
    let it = open(pool).await;
    it.doctor.open("2026-03-02T09:00", "2026-03-02T10:00").await.expect(201);
    let booked = it.ann.book(&it.doctor, "2026-03-02T09:00", "2026-03-02T09:30").await.expect(201);
    it.told_of("appointment.booked").await;
    let path = format!("{}/status", booked.location());
    it.doctor.post(&path, json!({ "status": "checked_in" })).await.expect(200);
    assert_eq!(it.told_of("appointment.checked_in").await["status"], json!("checked_in"));
    it.doctor.post(&path, json!({ "status": "completed" })).await.expect(200);
    assert_eq!(it.told().await, [], "nobody asked to know");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn where_nobody_wants_to_know_nothing_is_written(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (doctor, ann) = (clinic.doctor("Amara Osei").await, clinic.patient("Ann Lee").await);
    doctor.open("2026-03-03T10:00", "2026-03-03T14:00").await.expect(201);
    let admin = clinic.admin("Sam Keller").await;
    ann.book(&doctor, "2026-03-03T10:00", "2026-03-03T10:30").await.expect(201);
    for body in [
        json!({ "url": "https://example.com", "events": ["appointment.booked"], "active": false }),
        json!({ "url": "https://example.com", "events": ["appointment.checked_in"] }),
    ] {
        admin.post("/api/v1/admin/webhooks", body).await.expect(201);
    }
    let booked = ann.book(&doctor, "2026-03-03T11:00", "2026-03-03T11:30").await.expect(201);
    ann.patch(booked.location(), json!({ "start_time": "2026-03-03T12:00" })).await.expect(200);
    ann.delete(booked.location()).await.expect(204);
    assert_eq!(deliveries(&clinic.pool).await, 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_is_rolled_back_is_told_to_nobody(pool: PgPool) {
    let it = open(pool).await;
    it.ann.book(&it.doctor, "2026-03-03T10:00", "2026-03-03T10:30").await.expect(201);
    it.ann.book(&it.doctor, "2026-03-03T10:00", "2026-03-03T10:30").await.expect(409);
    it.told_of("appointment.booked").await;
    let mut tx = it.clinic.pool.begin().await.unwrap();
    sqlx::query("update appointments set status = 'cancelled'").execute(&mut *tx).await.unwrap();
    let noted: i64 = sqlx::query_scalar("select count(*) from webhook_deliveries").fetch_one(&mut *tx).await.unwrap();
    assert_eq!(noted, 2, "whoever writes is noted");
    tx.rollback().await.unwrap();
    assert_eq!(it.told().await, []);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_booking_waits_for_nobody_who_changes_or_removes_a_webhook(pool: PgPool) {
    let it = open(pool).await;
    let mut tx = it.clinic.pool.begin().await.unwrap();
    sqlx::query("delete from webhooks").execute(&mut *tx).await.unwrap();
    it.ann.book(&it.doctor, "2026-03-03T10:00", "2026-03-03T10:30").await.expect(201);
    tx.commit().await.unwrap();
    assert_eq!(it.told().await, [], "there is nobody any more");
    it.clinic.clock.advance(TimeDelta::days(31));
    it.clinic.state.services.tidy().await.unwrap();
    assert_eq!(deliveries(&it.clinic.pool).await, 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_running_server_tells_within_a_moment(pool: PgPool) {
    let it = open(pool).await;
    let (changes, pool) = (it.clinic.state.services.changes().clone(), it.clinic.pool.clone());
    let node = tokio::spawn(async move { changes.run(&pool, std::future::pending()).await });
    it.doctor.open("2026-03-02T09:00", "2026-03-02T10:00").await.expect(201);
    let booked = it.ann.book(&it.doctor, "2026-03-02T09:00", "2026-03-02T09:30").await.expect(201);
    let path = format!("{}/status", booked.location());
    for status in ["confirmed", "checked_in"] {
        if status == "checked_in" {
            it.doctor.post(&path, json!({ "status": status })).await.expect(200);
        }
        let mut tries = 0;
        while it.receiver.received().is_empty() {
            tries += 1;
            assert!(tries < 50, "nobody was told of {status}");
            sleep(Duration::from_millis(100)).await;
            // The queue's work, as a running server does it.
            it.clinic.do_jobs().await;
        }
    }
    node.abort();
}
