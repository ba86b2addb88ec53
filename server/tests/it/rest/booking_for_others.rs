//! The practice books for a patient, and overbooks knowingly.

use serde_json::{Value, json};
use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::{
    helpers::{Answer, Client, Clinic},
    race::overlaps,
};

async fn open(pool: PgPool) -> (Clinic, Client, Client) {
    let clinic = Clinic::open(pool).await;
    let (doctor, ann) = (clinic.doctor("Amara Osei").await, clinic.patient("Ann Lee").await);
    doctor.open("2026-03-03T10:00", "2026-03-03T11:00").await.expect(201);
    (clinic, doctor, ann)
}

async fn book_for(staff: &Client, doctor: &Client, patient: &str, start: &str, overbook: bool) -> Answer {
    let body = json!({ "doctor_id": doctor.id, "start_time": start, "patient_id": patient, "overbook": overbook });
    staff.post("/api/v1/appointments", body).await
}

async fn noted(clinic: &Clinic) -> Vec<Value> {
    sqlx::query_scalar("select details from audit_log where action = 'appointment_booked' order by id")
        .fetch_all(&clinic.pool)
        .await
        .unwrap()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_practice_books_for_a_patient_where_it_works(pool: PgPool) {
    let (clinic, doctor, ann) = open(pool).await;
    let (reception, admin) = (clinic.receptionist("Robin Reyes").await, clinic.admin("Sam Keller").await);
    let booked = book_for(&reception, &doctor, &ann.id, "2026-03-03T10:00", false).await.expect(201).json();
    assert_eq!((&booked["patient"]["id"], &booked["overbooked"]), (&json!(ann.id), &json!(false)));
    book_for(&admin, &doctor, &ann.id, "2026-03-03T10:00", false).await.expect_problem(409, "slot_taken");
    book_for(&doctor, &doctor, &ann.id, "2026-03-03T10:30", false).await.expect(201);
    assert_eq!(ann.get("/api/v1/appointments").await.expect(200).json()["items"].as_array().unwrap().len(), 2);

    let other = clinic.doctor("Jonas Weber").await;
    other.open("2026-03-03T12:00", "2026-03-03T13:00").await.expect(201);
    book_for(&doctor, &other, &ann.id, "2026-03-03T12:00", false).await.expect_problem(403, "forbidden");
    sqlx::query("update users set location_id = null where role = 'receptionist'").execute(&clinic.pool).await.unwrap();
    let reception = clinic.again(&reception).await;
    book_for(&reception, &other, &ann.id, "2026-03-03T12:00", false).await.expect_problem(403, "forbidden");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn patients_book_for_nobody_else_and_never_overbook(pool: PgPool) {
    let (clinic, doctor, ann) = open(pool).await;
    let bo = clinic.patient("Bo Berg").await;
    let own = book_for(&bo, &doctor, &ann.id, "2026-03-03T10:00", true).await.expect(201).json();
    assert_eq!((&own["patient"]["id"], &own["overbooked"]), (&json!(bo.id), &json!(false)));
    book_for(&ann, &doctor, &ann.id, "2026-03-03T10:00", true).await.expect_problem(409, "slot_taken");
    let reception = clinic.receptionist("Robin Reyes").await;
    for nobody in ["00000000-0000-0000-0000-000000000009", "Ann", &doctor.id] {
        let refused = book_for(&reception, &doctor, nobody, "2026-03-03T10:30", false).await;
        assert_eq!(refused.expect_problem(422, "invalid").pointers(), ["/patient_id"]);
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_overbooking_is_explicit_marked_and_written_down(pool: PgPool) {
    let (clinic, doctor, ann) = open(pool).await;
    let (bo, cy) = (clinic.patient("Bo Berg").await, clinic.patient("Cy Dahl").await);
    let reception = clinic.receptionist("Robin Reyes").await;
    ann.book(&doctor, "2026-03-03T10:00", "2026-03-03T10:30").await.expect(201);
    let second = book_for(&reception, &doctor, &bo.id, "2026-03-03T10:00", true).await.expect(201).json();
    assert_eq!(second["overbooked"], true);
    let after_hours = book_for(&reception, &doctor, &cy.id, "2026-03-03T18:10", true).await.expect(201).json();
    assert_eq!((&after_hours["overbooked"], &after_hours["location"]["slug"]), (&json!(true), &json!("riverside")));
    // What fits needs no overbooking.
    let fits = book_for(&reception, &doctor, &cy.id, "2026-03-03T10:30", true).await.expect(201).json();
    assert_eq!(fits["overbooked"], false);
    let overbooked = json!({ "overbooked": true });
    assert_eq!(noted(&clinic).await, [json!({}), overbooked.clone(), overbooked, json!({})]);
    // Nobody is in two places, and nothing lies before now.
    book_for(&reception, &doctor, &cy.id, "2026-03-03T10:40", true).await.expect_problem(409, "patient_busy");
    book_for(&reception, &doctor, &cy.id, "2026-03-01T10:00", true).await.expect_problem(422, "in_the_past");
    // It takes its time as well: with the first one cancelled, it is still not free.
    let first = ann.get("/api/v1/appointments").await.json()["items"][0]["id"].as_str().unwrap().to_owned();
    ann.delete(&format!("/api/v1/appointments/{first}")).await.expect(204);
    assert!(ann.free(&doctor, "2026-03-03", "2026-03-04").await.is_empty());
    assert_eq!(overlaps(&clinic.pool).await, 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn whoever_moves_one_of_two_at_the_same_time_leaves_the_other_its_time(pool: PgPool) {
    let (clinic, doctor, ann) = open(pool).await;
    let (bo, reception) = (clinic.patient("Bo Berg").await, clinic.receptionist("Robin Reyes").await);
    let first = ann.book(&doctor, "2026-03-03T10:00", "2026-03-03T10:30").await.expect(201).json();
    let second = book_for(&reception, &doctor, &bo.id, "2026-03-03T10:00", true).await.expect(201).json();
    let path = |appointment: &Value| format!("/api/v1/appointments/{}", appointment["id"].as_str().unwrap());
    let quarter_past = json!({ "start_time": "2026-03-03T10:15" });
    ann.patch(&path(&first), quarter_past.clone()).await.expect_problem(409, "slot_taken");
    reception.patch(&path(&second), quarter_past).await.expect_problem(409, "slot_taken");
    let moved = reception.patch(&path(&second), json!({ "start_time": "2026-03-03T10:30" })).await.expect(200).json();
    assert_eq!(moved["overbooked"], false, "it fits there");
    assert_eq!(overlaps(&clinic.pool).await, 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn why_a_colleague_is_away_is_not_told(pool: PgPool) {
    let (clinic, doctor, ann) = open(pool).await;
    let off = json!({ "start_time": "2026-03-03T10:00", "end_time": "2026-03-03T10:30" });
    doctor.post("/api/v1/doctors/me/time-off", off).await.expect(201);
    let (other, reception) = (clinic.doctor("Jonas Weber").await, clinic.receptionist("Robin Reyes").await);
    book_for(&other, &doctor, &ann.id, "2026-03-03T10:00", false).await.expect_problem(403, "forbidden");
    let answer = book_for(&reception, &doctor, &ann.id, "2026-03-03T10:00", false).await;
    answer.expect_problem(422, "outside_availability");
}
