//! Visits to which several people come.

use std::collections::BTreeMap;

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
const ELEVEN: &str = "2026-03-03T11:00:00Z";

/// A doctor who is open on Tuesday from ten to twelve and teaches three people at a time, for an hour.
struct Course {
    clinic: Clinic,
    doctor: Client,
    id: String,
    ann: Client,
    bo: Client,
    cy: Client,
    dee: Client,
}

async fn course(pool: PgPool, rules: Value) -> Course {
    let clinic = Clinic::open(pool).await;
    let doctor = clinic.doctor("Amara Osei").await;
    doctor.open("2026-03-03T10:00", "2026-03-03T12:00").await.expect(201);
    let mut body = json!({ "name": "Back school", "duration_minutes": 60, "slot_step_minutes": 30, "seats": 3 });
    body.as_object_mut().unwrap().extend(rules.as_object().unwrap().clone());
    let visit = doctor.post("/api/v1/visit-types", body).await.expect(201).json();
    Course {
        doctor,
        id: visit["id"].as_str().unwrap().to_owned(),
        ann: clinic.patient("Ann Lee").await,
        bo: clinic.patient("Bo Berg").await,
        cy: clinic.patient("Cy Dahl").await,
        dee: clinic.patient("Dee Eck").await,
        clinic,
    }
}

impl Course {
    fn form(&self, start: &str) -> Value {
        json!({ "doctor_id": self.doctor.id, "start_time": start, "visit_type_id": self.id })
    }

    async fn book(&self, client: &Client, start: &str) -> Answer {
        client.post("/api/v1/appointments", self.form(start)).await
    }

    async fn offered(&self, client: &Client) -> Vec<String> {
        let id = &self.id;
        let path = format!("/api/v1/doctors/{}/slots?from=2026-03-03&to=2026-03-04&visit_type_id={id}", self.doctor.id);
        let slots = client.get(&path).await.expect(200).json();
        slots.as_array().unwrap().iter().map(|slot| slot["start_time"].as_str().unwrap().to_owned()).collect()
    }

    async fn change(&self, changes: Value) {
        self.doctor.patch(&format!("/api/v1/visit-types/{}", self.id), changes).await.expect(200);
    }
}

fn path(appointment: &Value) -> String {
    format!("/api/v1/appointments/{}", appointment["id"].as_str().unwrap())
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_time_is_offered_until_all_seats_are_taken(pool: PgPool) {
    let course = course(pool, json!({})).await;
    let Course { clinic, doctor, ann, bo, cy, dee, .. } = &course;
    assert_eq!(course.offered(dee).await, [TEN, HALF_PAST, ELEVEN]);
    course.book(ann, TEN).await.expect(201);
    // What begins in the midst of it is another visit.
    assert_eq!(course.offered(dee).await, [TEN, ELEVEN]);
    assert_eq!(course.offered(ann).await, [ELEVEN], "she has a seat");
    course.book(ann, TEN).await.expect_problem(409, "slot_taken");
    course.book(dee, HALF_PAST).await.expect_problem(409, "slot_taken");
    dee.book(doctor, "2026-03-03T10:30", "2026-03-03T11:00").await.expect_problem(409, "slot_taken");
    let last = course.book(bo, TEN).await.expect(201).json();
    course.book(cy, TEN).await.expect(201);
    assert_eq!(course.offered(dee).await, [ELEVEN]);
    let refused = course.book(dee, TEN).await.expect_problem(409, "slot_taken").json();
    assert_eq!(refused["alternatives"][0]["start_time"], ELEVEN);
    bo.delete(&path(&last)).await.expect(204);
    assert_eq!(course.offered(dee).await, [TEN, ELEVEN]);
    course.book(dee, TEN).await.expect(201);
    assert_eq!(overlaps(&clinic.pool).await, 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_hold_keeps_a_seat_and_becomes_it(pool: PgPool) {
    let course = course(pool, json!({ "seats": 2 })).await;
    let Course { clinic, ann, bo, cy, .. } = &course;
    let hold = ann.post("/api/v1/appointments/holds", course.form(TEN)).await.expect(201).json();
    course.book(bo, TEN).await.expect(201);
    assert_eq!((course.offered(cy).await, course.offered(ann).await[0].as_str()), (vec![ELEVEN.to_owned()], TEN));
    course.book(cy, TEN).await.expect_problem(409, "slot_taken");
    assert_eq!(course.book(ann, TEN).await.expect(201).json()["id"], hold["id"]);

    let hold = cy.post("/api/v1/appointments/holds", course.form(ELEVEN)).await.expect(201).json();
    course.book(bo, ELEVEN).await.expect(201);
    clinic.clock.advance(TimeDelta::minutes(5));
    course.book(ann, ELEVEN).await.expect(201);
    let mut late = course.form(ELEVEN);
    late["hold_id"] = hold["id"].clone();
    cy.post("/api/v1/appointments", late).await.expect_problem(409, "slot_taken");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_seat_moves_to_a_visit_that_has_one_left(pool: PgPool) {
    let course = course(pool, json!({ "seats": 2 })).await;
    let Course { clinic, ann, bo, cy, .. } = &course;
    let ann_s = path(&course.book(ann, TEN).await.expect(201).json());
    course.book(bo, TEN).await.expect(201);
    course.book(cy, ELEVEN).await.expect(201);
    ann.patch(&ann_s, json!({ "start_time": HALF_PAST })).await.expect_problem(409, "slot_taken");
    ann.patch(&ann_s, json!({ "start_time": TEN })).await.expect(200);
    ann.patch(&ann_s, json!({ "start_time": ELEVEN })).await.expect(200);
    ann.patch(&ann_s, json!({ "start_time": ELEVEN })).await.expect(200);
    bo.patch(&path(&bo.get("/api/v1/appointments").await.json()["items"][0]), json!({ "start_time": ELEVEN }))
        .await
        .expect_problem(409, "slot_taken");
    assert_eq!(overlaps(&clinic.pool).await, 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn who_comes_late_has_their_seat_unless_another_visit_has_the_time(pool: PgPool) {
    let course = course(pool, json!({ "seats": 2 })).await;
    let Course { clinic, doctor, ann, bo, cy, .. } = &course;
    let seats = [course.book(ann, TEN).await.expect(201).json(), course.book(bo, TEN).await.expect(201).json()];
    clinic.clock.advance(TimeDelta::hours(26) + TimeDelta::minutes(10));
    let (doctor, cy) = (clinic.again(doctor).await, clinic.again(cy).await);
    let note = async |seat: &Value, status: &str| {
        doctor.post(&format!("{}/status", path(seat)), json!({ "status": status })).await
    };
    note(&seats[0], "no_show").await.expect(200);
    note(&seats[0], "checked_in").await.expect(200);
    for seat in &seats {
        note(seat, "confirmed").await;
        note(seat, "no_show").await.expect(200);
    }
    course.book(&cy, HALF_PAST).await.expect(201);
    note(&seats[0], "checked_in").await.expect_problem(409, "time_taken");
    assert_eq!(overlaps(&clinic.pool).await, 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_practice_seats_one_more_and_says_so(pool: PgPool) {
    let course = course(pool, json!({ "seats": 2 })).await;
    let Course { clinic, ann, bo, cy, dee, .. } = &course;
    course.book(ann, TEN).await.expect(201);
    let bo_s = course.book(bo, TEN).await.expect(201).json();
    let reception = clinic.receptionist("Robin Reyes").await;
    let mut form = course.form(TEN);
    form["patient_id"] = json!(cy.id);
    reception.post("/api/v1/appointments", form.clone()).await.expect_problem(409, "slot_taken");
    form["overbook"] = json!(true);
    let seated = reception.post("/api/v1/appointments", form).await.expect(201).json();
    assert_eq!(seated["overbooked"], true);
    bo.delete(&path(&bo_s)).await.expect(204);
    course.book(dee, TEN).await.expect_problem(409, "slot_taken");
    cy.delete(&path(&seated)).await.expect(204);
    course.book(dee, TEN).await.expect(201);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_day_counts_visits_and_not_their_seats(pool: PgPool) {
    let course = course(pool, json!({ "per_day_limit": 1 })).await;
    let Course { ann, bo, cy, .. } = &course;
    course.book(ann, TEN).await.expect(201);
    assert_eq!(course.offered(bo).await, [TEN]);
    course.book(bo, ELEVEN).await.expect_problem(422, "day_full");
    course.book(bo, TEN).await.expect(201);
    course.book(cy, TEN).await.expect(201);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_visit_for_one_becomes_one_for_several_and_back(pool: PgPool) {
    let course = course(pool, json!({ "seats": 1 })).await;
    let Course { clinic, ann, bo, cy, dee, .. } = &course;
    course.book(ann, TEN).await.expect(201);
    course.book(bo, TEN).await.expect_problem(409, "slot_taken");
    course.change(json!({ "seats": 2 })).await;
    course.book(bo, TEN).await.expect(201);
    course.book(cy, TEN).await.expect_problem(409, "slot_taken");
    course.change(json!({ "seats": 3 })).await;
    course.book(cy, TEN).await.expect(201);
    // What is booked stays.
    course.change(json!({ "seats": 1 })).await;
    assert_eq!(course.offered(dee).await, [ELEVEN]);
    course.book(dee, TEN).await.expect_problem(409, "slot_taken");
    course.book(dee, ELEVEN).await.expect(201);
    assert_eq!(overlaps(&clinic.pool).await, 0);
    let path = format!("/api/v1/visit-types/{}", course.id);
    for seats in [0, 201] {
        let refused = course.doctor.patch(&path, json!({ "seats": seats })).await.expect_problem(422, "invalid");
        assert_eq!(refused.pointers(), ["/seats"]);
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_family_comes_together(pool: PgPool) {
    let course = course(pool, json!({})).await;
    let Course { ann, bo, .. } = &course;
    course.book(ann, TEN).await.expect(201);
    for name in ["Tom Lee", "Una Lee"] {
        let child = ann.post("/api/v1/users/me/dependants", json!({ "full_name": name })).await.expect(201).json();
        let mut form = course.form(TEN);
        form["dependant_id"] = child["id"].clone();
        ann.post("/api/v1/appointments", form).await.expect(201);
    }
    course.book(bo, TEN).await.expect_problem(409, "slot_taken");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_seat_that_opens_is_offered_to_who_waits(pool: PgPool) {
    let course = course(pool, json!({ "seats": 2 })).await;
    let Course { clinic, doctor, ann, bo, cy, dee, .. } = &course;
    doctor.open("2026-03-10T10:00", "2026-03-10T12:00").await.expect(201);
    let ann_s = course.book(ann, TEN).await.expect(201).json();
    course.book(bo, TEN).await.expect(201);
    let late = course.book(cy, "2026-03-10T10:00:00Z").await.expect(201).json();
    cy.post("/api/v1/waitlist", json!({ "appointment_id": late["id"], "notice_minutes": 0 })).await.expect(201);
    ann.delete(&path(&ann_s)).await.expect(204);
    clinic.state.services.offer_times(None).await.unwrap();
    course.book(dee, TEN).await.expect_problem(409, "slot_taken");
    let entry = cy.get("/api/v1/waitlist").await.expect(200).json()["items"][0].clone();
    assert_eq!(entry["offer"]["start_time"], TEN, "{entry}");
    let accept = format!("/api/v1/waitlist/{}/accept", entry["id"].as_str().unwrap());
    assert_eq!(cy.post(&accept, json!({})).await.expect(200).json()["start_time"], TEN);
    assert_eq!(overlaps(&clinic.pool).await, 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn fewer_seats_than_people_who_race_for_them_are_all_taken_and_none_twice(pool: PgPool) {
    let course = course(pool, json!({})).await;
    let Course { clinic, .. } = &course;
    let mut people = Vec::new();
    for number in 0..12 {
        people.push(clinic.patient(&format!("Patient {number}")).await);
    }
    let statuses = join_all(people.iter().enumerate().map(async |(number, person)| {
        // Some hold first.
        if number % 3 == 0 {
            person.post("/api/v1/appointments/holds", course.form(TEN)).await;
        }
        course.book(person, TEN).await.status.as_u16()
    }));
    let mut counts = BTreeMap::<u16, usize>::new();
    for status in statuses.await {
        *counts.entry(status).or_default() += 1;
    }
    assert_eq!(counts, BTreeMap::from([(201, 3), (409, 9)]));
    assert_eq!(overlaps(&clinic.pool).await, 0);
    no_deadlock(&clinic.pool).await;
}
