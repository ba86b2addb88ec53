//! Keeping a time while the form is filled in.

use chrono::TimeDelta;
use futures::future::join_all;
use serde_json::{Value, json};
use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::{
    helpers::{Answer, Client, Clinic},
    race::{no_deadlock, overlaps},
};

const TEN: &str = "2026-03-03T10:00:00Z";
const HALF_PAST: &str = "2026-03-03T10:30:00Z";

/// A doctor who is open on Tuesday from ten to eleven, and two patients.
async fn open(pool: PgPool) -> (Clinic, Client, Client, Client) {
    let clinic = Clinic::open(pool).await;
    let (doctor, ann) = (clinic.doctor("Amara Osei").await, clinic.patient("Ann Lee").await);
    doctor.open("2026-03-03T10:00", "2026-03-03T11:00").await.expect(201);
    let bo = clinic.patient("Bo Berg").await;
    (clinic, doctor, ann, bo)
}

async fn free(client: &Client, doctor: &Client) -> Vec<String> {
    client.free(doctor, "2026-03-03", "2026-03-04").await
}

async fn book(client: &Client, doctor: &Client, start: &str, hold: Option<&Value>) -> Answer {
    let body = json!({ "doctor_id": doctor.id, "start_time": start, "hold_id": hold });
    client.post("/api/v1/appointments", body).await
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_held_time_is_nobody_elses_for_five_minutes(pool: PgPool) {
    let (clinic, doctor, ann, bo) = open(pool).await;
    let hold = ann.hold(&doctor, TEN).await.expect(201).json();
    assert_eq!((&hold["start_time"], &hold["expires_at"]), (&json!(TEN), &json!("2026-03-02T08:05:00Z")));
    assert_eq!(free(&bo, &doctor).await, [HALF_PAST]);
    assert_eq!(free(&ann, &doctor).await, [TEN, HALF_PAST], "to its owner it is free");
    bo.hold(&doctor, TEN).await.expect_problem(409, "slot_taken");
    let taken = book(&bo, &doctor, TEN, None).await.expect_problem(409, "slot_taken").json();
    assert_eq!(taken["alternatives"][0]["start_time"], HALF_PAST);
    assert!(ann.get("/api/v1/appointments").await.json()["items"].as_array().unwrap().is_empty());

    clinic.clock.advance(TimeDelta::minutes(5));
    assert_eq!(free(&bo, &doctor).await, [TEN, HALF_PAST]);
    book(&ann, &doctor, TEN, Some(&hold["id"])).await.expect_problem(409, "hold_expired");
    book(&bo, &doctor, TEN, None).await.expect(201);
    book(&ann, &doctor, TEN, Some(&hold["id"])).await.expect_problem(409, "slot_taken");
    assert_eq!(overlaps(&clinic.pool).await, 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_hold_becomes_the_appointment_once(pool: PgPool) {
    let (clinic, doctor, ann, bo) = open(pool).await;
    let hold = ann.hold(&doctor, TEN).await.expect(201).json();
    book(&bo, &doctor, TEN, Some(&hold["id"])).await.expect_problem(409, "slot_taken");
    book(&ann, &doctor, HALF_PAST, Some(&hold["id"])).await.expect_problem(409, "hold_expired");
    let booked = book(&ann, &doctor, TEN, Some(&hold["id"])).await.expect(201).json();
    assert_eq!((&booked["status"], &booked["start_time"]), (&json!("confirmed"), &json!(TEN)));
    book(&ann, &doctor, TEN, Some(&hold["id"])).await.expect(409);
    clinic.clock.advance(TimeDelta::minutes(6));
    let mine = ann.get("/api/v1/appointments").await.expect(200).json();
    assert_eq!(mine["items"], json!([booked]), "it does not run out");
    let noted: i64 = sqlx::query_scalar("select count(*) from audit_log where action = 'appointment_booked'")
        .fetch_one(&clinic.pool)
        .await
        .unwrap();
    assert_eq!(noted, 1);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn ones_own_hold_is_never_in_ones_way(pool: PgPool) {
    let (clinic, doctor, ann, _) = open(pool).await;
    let second = clinic.doctor("Jonas Weber").await;
    second.open("2026-03-03T10:00", "2026-03-03T11:00").await.expect(201);
    ann.hold(&doctor, TEN).await.expect(201);
    // The same time with somebody else, without a word of the hold.
    book(&ann, &second, TEN, None).await.expect(201);
    book(&ann, &doctor, HALF_PAST, None).await.expect(201);
    let held: i64 = sqlx::query_scalar("select count(*) from appointments where status = 'held'")
        .fetch_one(&clinic.pool)
        .await
        .unwrap();
    assert_eq!(held, 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_patient_has_one_hold(pool: PgPool) {
    let (clinic, doctor, ann, bo) = open(pool).await;
    let first = ann.hold(&doctor, TEN).await.expect(201).json();
    clinic.clock.advance(TimeDelta::minutes(1));
    assert_eq!(ann.hold(&doctor, TEN).await.expect(201).json(), first, "asking again does not make it longer");
    ann.hold(&doctor, HALF_PAST).await.expect(201);
    assert_eq!(free(&bo, &doctor).await, [TEN]);
    bo.hold(&doctor, TEN).await.expect(201);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_hold_is_made_longer_once_and_let_go(pool: PgPool) {
    let (clinic, doctor, ann, bo) = open(pool).await;
    let hold = ann.hold(&doctor, TEN).await.expect(201).json();
    assert_eq!(hold["extendable"], true);
    let path = format!("/api/v1/appointments/holds/{}", hold["id"].as_str().unwrap());
    let extend = format!("{path}/extend");
    bo.post(&extend, json!({})).await.expect_problem(409, "hold_expired");
    clinic.clock.advance(TimeDelta::minutes(4));
    let longer = ann.post(&extend, json!({})).await.expect(200).json();
    assert_eq!((&longer["expires_at"], &longer["extendable"]), (&json!("2026-03-02T08:10:00Z"), &json!(false)));
    ann.post(&extend, json!({})).await.expect_problem(409, "already_extended");
    bo.delete(&path).await.expect_problem(404, "not_found");
    ann.delete(&path).await.expect(204);
    ann.delete(&path).await.expect_problem(404, "not_found");
    assert_eq!(free(&bo, &doctor).await, [TEN, HALF_PAST]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn holds_are_for_patients_and_for_what_is_free(pool: PgPool) {
    let (_clinic, doctor, ann, _) = open(pool).await;
    doctor.hold(&doctor, TEN).await.expect_problem(403, "forbidden");
    ann.hold(&doctor, "2026-03-03T12:00:00Z").await.expect_problem(422, "outside_availability");
    ann.hold(&doctor, "2026-03-01T10:00:00Z").await.expect_problem(422, "in_the_past");
    ann.hold(&doctor, "soon").await.expect_problem(422, "invalid");
    book(&ann, &doctor, TEN, Some(&json!("no id"))).await.expect_problem(409, "hold_expired");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn hours_edited_under_a_hold_win(pool: PgPool) {
    let (_clinic, doctor, ann, _) = open(pool).await;
    let hold = ann.hold(&doctor, TEN).await.expect(201).json();
    let body = json!({ "start_time": "2026-03-03T10:00", "end_time": "2026-03-03T11:00" });
    doctor.post("/api/v1/doctors/me/time-off", body).await.expect(201);
    book(&ann, &doctor, TEN, Some(&hold["id"])).await.expect_problem(422, "outside_availability");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_ran_out_is_swept_away(pool: PgPool) {
    let (clinic, doctor, ann, bo) = open(pool).await;
    ann.hold(&doctor, TEN).await.expect(201);
    bo.hold(&doctor, HALF_PAST).await.expect(201);
    clinic.clock.advance(TimeDelta::minutes(6));
    clinic.state.services.tidy().await.unwrap();
    let left: i64 = sqlx::query_scalar("select count(*) from appointments").fetch_one(&clinic.pool).await.unwrap();
    assert_eq!(left, 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn racing_holds_and_bookings_leave_one_each_and_no_deadlock(pool: PgPool) {
    let (clinic, doctor, ann, bo) = open(pool).await;
    let people = [ann, bo, clinic.patient("Cy Dahl").await, clinic.patient("Di Eng").await];
    for round in 0..12 {
        let tries = people.iter().enumerate().flat_map(|(number, person)| {
            let (one, other) = if (number + round) % 2 == 0 { (TEN, HALF_PAST) } else { (HALF_PAST, TEN) };
            [one, other].map(|start| person.hold(&doctor, start))
        });
        for answer in join_all(tries).await {
            assert!(matches!(answer.status.as_u16(), 201 | 409), "{}", answer.text);
        }
        assert_eq!(overlaps(&clinic.pool).await, 0);
        // Now and then they have run out when the next come.
        if round == 3 || round == 7 {
            clinic.clock.advance(TimeDelta::minutes(6));
        }
    }
    no_deadlock(&clinic.pool).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_edit_of_the_calendar_meanwhile_takes_no_hold_away(pool: PgPool) {
    let (clinic, doctor, ann, _) = open(pool).await;
    let hold = ann.hold(&doctor, TEN).await.expect(201).json();
    let mut tx = clinic.pool.begin().await.unwrap();
    sqlx::query("update doctors set calendar_version = calendar_version + 1").execute(&mut *tx).await.unwrap();
    let booking = tokio::spawn(async move { book(&ann, &doctor, TEN, Some(&hold["id"])).await });
    let waiting =
        "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    while sqlx::query_scalar::<_, i64>(waiting).fetch_one(&clinic.pool).await.unwrap() == 0 {
        assert!(!booking.is_finished(), "the booking did not wait");
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    tx.commit().await.unwrap();
    booking.await.unwrap().expect(201);
}
