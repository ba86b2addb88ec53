//! Booking for children, parents, and whoever one cares for.

use serde_json::{Value, json};
use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::{
    helpers::{Answer, Client, Clinic},
    race::overlaps,
};

async fn add(guardian: &Client, name: &str) -> Value {
    let body = json!({ "full_name": name, "born_on": "2019-05-04" });
    guardian.post("/api/v1/users/me/dependants", body).await.expect(201).json()
}

async fn book(client: &Client, doctor: &Client, start: &str, whom: &Value, hold: &Value) -> Answer {
    let body =
        json!({ "doctor_id": doctor.id, "start_time": start, "dependant_id": whom["id"], "hold_id": hold["id"] });
    client.post("/api/v1/appointments", body).await
}

/// Two doctors who are open on Tuesday morning, a mother, and her children.
async fn family(pool: PgPool) -> (Clinic, [Client; 2], Client, [Value; 2]) {
    let clinic = Clinic::open(pool).await;
    let doctors = [clinic.doctor("Amara Osei").await, clinic.doctor("Jonas Weber").await];
    for doctor in &doctors {
        doctor.open("2026-03-03T10:00", "2026-03-03T12:00").await.expect(201);
    }
    let ann = clinic.patient("Ann Lee").await;
    let children = [add(&ann, "Tom Lee").await, add(&ann, "Una Lee").await];
    (clinic, doctors, ann, children)
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn two_children_are_at_two_doctors_at_once_but_nobody_is_at_two_places(pool: PgPool) {
    let (clinic, [first, second], ann, [tom, una]) = family(pool).await;
    let (ten, none) = ("2026-03-03T10:00:00Z", Value::Null);
    let booked = book(&ann, &first, ten, &tom, &none).await.expect(201).json();
    assert_eq!(
        (&booked["dependant"]["full_name"], &booked["patient"]["full_name"]),
        (&json!("Tom Lee"), &json!("Ann Lee"))
    );
    book(&ann, &second, ten, &tom, &none).await.expect_problem(409, "patient_busy");
    book(&ann, &second, ten, &una, &none).await.expect(201);
    // Moving keeps whom it is for.
    let moved = json!({ "start_time": "2026-03-03T10:30:00Z" });
    let path = format!("/api/v1/appointments/{}", booked["id"].as_str().unwrap());
    assert_eq!(ann.patch(&path, moved).await.expect(200).json()["dependant"], booked["dependant"]);
    let seen = first.get("/api/v1/doctors/me/appointments").await.expect(200).json();
    assert_eq!(seen["items"][0]["dependant"]["full_name"], "Tom Lee");
    let invitation = first.get(&format!("{path}/calendar.ics")).await.expect(200).text;
    assert!(invitation.contains("Appointment with Tom Lee"), "{invitation}");
    assert_eq!(overlaps_of_attendees(&clinic).await, 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_hold_of_the_account_becomes_the_visit_of_the_child(pool: PgPool) {
    let (_clinic, [first, second], ann, [tom, _]) = family(pool).await;
    let hold = ann.hold(&first, "2026-03-03T11:00:00Z").await.expect(201).json();
    let booked = book(&ann, &first, "2026-03-03T11:00:00Z", &tom, &hold).await.expect(201).json();
    assert_eq!((&booked["id"], &booked["dependant"]["id"]), (&hold["id"], &tom["id"]));
    let hold = ann.hold(&second, "2026-03-03T11:00:00Z").await.expect(201).json();
    book(&ann, &second, "2026-03-03T11:00:00Z", &tom, &hold).await.expect_problem(409, "patient_busy");
    book(&ann, &second, "2026-03-03T11:00:00Z", &Value::Null, &hold).await.expect(201);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_doctor_knows_a_person_not_a_family(pool: PgPool) {
    let (clinic, [doctor, _], ann, [tom, una]) = family(pool).await;
    let types = doctor.get("/api/v1/visit-types?doctor_id=amara-osei").await.expect(200).json();
    let path = format!("/api/v1/visit-types/{}", types["items"][0]["id"].as_str().unwrap());
    let none = Value::Null;
    let booked = book(&ann, &doctor, "2026-03-03T10:00:00Z", &tom, &none).await.expect(201).json();
    doctor.patch(&path, json!({ "new_patients": false })).await.expect(200);
    clinic.clock.advance(chrono::TimeDelta::hours(27));
    let (doctor, ann) = (clinic.again(&doctor).await, clinic.again(&ann).await);
    let status = format!("/api/v1/appointments/{}/status", booked["id"].as_str().unwrap());
    doctor.post(&status, json!({ "status": "completed" })).await.expect(200);
    doctor.open("2026-03-04T10:00", "2026-03-04T12:00").await.expect(201);
    book(&ann, &doctor, "2026-03-04T10:00:00Z", &tom, &none).await.expect(201);
    book(&ann, &doctor, "2026-03-04T10:30:00Z", &una, &none).await.expect_problem(422, "known_patients_only");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn one_books_for_ones_own_people_only(pool: PgPool) {
    let (clinic, [doctor, _], ann, [tom, _]) = family(pool).await;
    let bo = clinic.patient("Bo Berg").await;
    let (ten, none) = ("2026-03-03T10:00:00Z", Value::Null);
    let refused = book(&bo, &doctor, ten, &tom, &none).await.expect_problem(422, "invalid");
    assert_eq!(refused.pointers(), ["/dependant_id"]);
    bo.delete(&format!("/api/v1/users/me/dependants/{}", tom["id"].as_str().unwrap())).await.expect(404);
    // The practice books for them too.
    let body = json!({ "doctor_id": doctor.id, "start_time": ten, "patient_id": ann.id, "dependant_id": tom["id"] });
    doctor.post("/api/v1/appointments", body).await.expect(201);
    ann.delete(&format!("/api/v1/users/me/dependants/{}", tom["id"].as_str().unwrap())).await.expect(204);
    book(&ann, &doctor, "2026-03-03T11:00:00Z", &tom, &none).await.expect(422);
    let mine = ann.get("/api/v1/appointments").await.expect(200).json();
    assert_eq!(mine["items"][0]["dependant"]["full_name"], "Tom Lee", "what is booked stays");
    let nobody = ann.post("/api/v1/users/me/dependants", json!({ "full_name": " ", "born_on": "yesterday" })).await;
    assert_eq!(nobody.expect(422).pointers(), ["/full_name", "/born_on"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn names_of_dependants_are_taken_along_and_erased_with_the_account(pool: PgPool) {
    let (clinic, [doctor, _], ann, [tom, _]) = family(pool).await;
    book(&ann, &doctor, "2026-03-03T10:00:00Z", &tom, &Value::Null).await.expect(201);
    let export = ann.get("/api/v1/users/me/export").await.expect(200).json();
    assert_eq!(export["dependants"][0]["full_name"], "Tom Lee");
    assert_eq!(export["appointments"][0]["attendee"], "Tom Lee");
    let body = json!({ "password": crate::helpers::PASSWORD });
    let request = ann.with_body(axum::http::Method::DELETE, "/api/v1/users/me", "application/json", body.to_string());
    request.await.expect(204);
    let left: i64 =
        sqlx::query_scalar("select count(*) from dependants where full_name like '%Lee%' or born_on is not null")
            .fetch_one(&clinic.pool)
            .await
            .unwrap();
    assert_eq!(left, 0);
    assert_eq!(overlaps(&clinic.pool).await, 0);
}

async fn overlaps_of_attendees(clinic: &Clinic) -> i64 {
    sqlx::query_scalar(
        "select count(*) from appointments a join appointments b
           on a.id < b.id and a.live and b.live and a.attendee_id = b.attendee_id and a.during && b.during",
    )
    .fetch_one(&clinic.pool)
    .await
    .unwrap()
}
