//! The same visit, week after week.

use chrono::Weekday;
use domain::{
    appointment::{BookForm, SeriesForm},
    directory::VisitType,
    ids::VisitTypeId,
    schedule::{WallMinute, WeeklyHours},
};
use futures::future::join_all;
use serde_json::{Value, json};
use server::db::{self, MIGRATOR};
use sqlx::PgPool;
use uuid::Uuid;

use crate::{
    helpers::{Client, Clinic, Colleagues},
    race::{no_deadlock, overlaps},
};

/// A doctor who works on Tuesdays from nine to eleven, and a patient.
async fn open(pool: PgPool) -> (Clinic, Client, Client) {
    let clinic = Clinic::open(pool).await;
    let (doctor, ann) = (clinic.doctor("Amara Osei").await, clinic.patient("Ann Lee").await);
    let weekly = json!({ "weekly": [{ "weekday": 2, "start": "09:00", "end": "11:00" }] });
    doctor.put("/api/v1/doctors/me/schedule", weekly).await.expect(200);
    (clinic, doctor, ann)
}

fn weeks(doctor: &Client, start: &str, count: u8) -> Value {
    json!({ "doctor_id": doctor.id, "start_time": start, "count": count, "reason": "Physiotherapy" })
}

fn starts(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|it| it["start_time"].as_str().unwrap()).collect()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_series_is_booked_at_one_time_of_the_wall_clock(pool: PgPool) {
    let (clinic, doctor, ann) = open(pool).await;
    let series =
        ann.post("/api/v1/appointments/series", weeks(&doctor, "2026-03-17T09:00", 3)).await.expect(201).json();
    // British clocks go forward on 29 March.
    let expected = ["2026-03-17T09:00:00Z", "2026-03-24T09:00:00Z", "2026-03-31T08:00:00Z"];
    assert_eq!(starts(&series["appointments"]), expected);
    assert_eq!(series["not_booked"], json!([]));
    let mine = ann.get("/api/v1/appointments").await.json();
    assert_eq!(starts(&mine["items"]), expected);
    assert!(mine["items"].as_array().unwrap().iter().all(|it| it["series_id"] == series["id"]));
    let written: i64 = sqlx::query_scalar("select count(*) from audit_log where action = 'appointment_booked'")
        .fetch_one(&clinic.pool)
        .await
        .unwrap();
    assert_eq!(written, 3);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn all_are_booked_or_none_and_what_stands_in_the_way_is_told(pool: PgPool) {
    let (clinic, doctor, ann) = open(pool).await;
    let bo = clinic.patient("Bo Berg").await;
    bo.book(&doctor, "2026-03-10T09:00", "2026-03-10T09:30").await.expect(201);
    let off = json!({ "start_time": "2026-03-17", "end_time": "2026-03-18" });
    doctor.post("/api/v1/doctors/me/time-off", off).await.expect(201);
    let wish = weeks(&doctor, "2026-03-03T09:00:00Z", 4);
    let refused = ann.post("/api/v1/appointments/series", wish.clone()).await;
    let refused = refused.expect_problem(409, "series_not_bookable").json();
    let codes: Vec<_> = refused["not_booked"].as_array().unwrap().iter().map(|it| it["code"].clone()).collect();
    assert_eq!(codes, ["slot_taken", "outside_availability"]);
    assert_eq!(starts(&refused["not_booked"]), ["2026-03-10T09:00:00+00:00", "2026-03-17T09:00:00+00:00"]);
    assert_eq!(ann.get("/api/v1/appointments").await.json()["items"], json!([]), "nothing half done");

    let mut rest = wish;
    rest["book_rest"] = json!(true);
    let series = ann.post("/api/v1/appointments/series", rest).await.expect(201).json();
    assert_eq!(starts(&series["appointments"]), ["2026-03-03T09:00:00Z", "2026-03-24T09:00:00Z"]);
    assert_eq!(series["not_booked"].as_array().unwrap().len(), 2);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_series_begins_with_the_held_time_and_the_practice_books_one_too(pool: PgPool) {
    let (clinic, doctor, ann) = open(pool).await;
    let hold = ann.hold(&doctor, "2026-03-03T09:00:00Z").await.expect(201).json();
    let mut wish = weeks(&doctor, "2026-03-03T09:00:00Z", 2);
    wish["hold_id"] = hold["id"].clone();
    let series = ann.post("/api/v1/appointments/series", wish).await.expect(201).json();
    assert_eq!(series["appointments"][0]["id"], hold["id"]);
    let mut of_practice = weeks(&doctor, "2026-03-03T10:00:00Z", 2);
    of_practice["patient_id"] = json!(ann.id);
    of_practice["every_weeks"] = json!(2);
    let series = doctor.post("/api/v1/appointments/series", of_practice).await.expect(201).json();
    assert_eq!(starts(&series["appointments"]), ["2026-03-03T10:00:00Z", "2026-03-17T10:00:00Z"]);
    assert_eq!(overlaps(&clinic.pool).await, 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_series_for_a_child_who_is_elsewhere_says_when(pool: PgPool) {
    let (clinic, doctor, ann) = open(pool).await;
    let other = clinic.doctor("Jonas Weber").await;
    other.open("2026-03-03T09:00", "2026-03-03T10:00").await.expect(201);
    let child = ann.post("/api/v1/users/me/dependants", json!({ "full_name": "Tom Lee" })).await.expect(201).json();
    let elsewhere = json!({ "doctor_id": other.id, "start_time": "2026-03-03T09:00:00Z", "dependant_id": child["id"] });
    ann.post("/api/v1/appointments", elsewhere).await.expect(201);
    let hold = ann.hold(&doctor, "2026-03-03T09:00:00Z").await.expect(201).json();
    let mut wish = weeks(&doctor, "2026-03-03T09:00:00Z", 2);
    (wish["dependant_id"], wish["hold_id"]) = (child["id"].clone(), hold["id"].clone());
    let refused = ann.post("/api/v1/appointments/series", wish.clone()).await;
    let refused = refused.expect_problem(409, "series_not_bookable").json();
    assert_eq!(refused["not_booked"][0]["code"], "patient_busy");
    wish["book_rest"] = json!(true);
    let series = ann.post("/api/v1/appointments/series", wish).await.expect(201).json();
    assert_eq!(starts(&series["appointments"]), ["2026-03-10T09:00:00Z"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_series_keeps_the_clock_of_the_place_where_it_begins(pool: PgPool) {
    // The doctor's first place is in Berlin, but on these days they are in New York, whose clocks change on 8 March.
    let people = Colleagues::new(pool, &["Europe/Berlin", "America/New_York"], &[&[0, 1]], 1).await;
    let (doctor, mut db) = (people.doctors[0].user_id, people.clinic.pool.acquire().await.unwrap());
    let visit = VisitType::consultation(doctor, VisitTypeId(Uuid::from_u128(1)));
    db::visit_types::insert(&mut db, &visit).await.unwrap();
    let minute = |minute| WallMinute::new(minute).unwrap();
    let thursdays = WeeklyHours::every_week(people.places[1], Weekday::Thu, minute(540), minute(600));
    db::availability::insert_weekly(&mut db, doctor, Uuid::from_u128(2), &thursdays).await.unwrap();
    let first = BookForm {
        doctor_id: doctor.to_string(),
        start_time: "2026-03-05T09:00:00-05:00".to_owned(),
        ..BookForm::default()
    };
    let form = SeriesForm { first, count: Some(2), every_weeks: None, book_rest: false };
    let series = people.clinic.state.services.book_series(&people.patients[0], &form).await.unwrap();
    let starts: Vec<_> = series.appointments.iter().map(|visit| visit.start_time.to_rfc3339()).collect();
    assert_eq!(starts, ["2026-03-05T14:00:00+00:00", "2026-03-12T13:00:00+00:00"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn nonsense_is_refused_as_a_whole(pool: PgPool) {
    let (clinic, doctor, ann) = open(pool).await;
    for (count, every_weeks, pointer) in [(1, 1, "/count"), (27, 1, "/count"), (4, 9, "/every_weeks")] {
        let body = json!({ "doctor_id": doctor.id, "start_time": "2026-03-03T09:00:00Z", "count": count, "every_weeks": every_weeks });
        let refused = ann.post("/api/v1/appointments/series", body).await.expect_problem(422, "invalid");
        assert_eq!(refused.pointers(), [pointer]);
    }
    let mut long = weeks(&doctor, "2026-03-03T09:00:00Z", 2);
    long["reason"] = json!("x".repeat(2000));
    assert_eq!(ann.post("/api/v1/appointments/series", long).await.expect(422).pointers(), ["/reason"]);
    let wish = weeks(&doctor, "2026-03-03T09:00:00Z", 2);
    clinic.anonymous().post("/api/v1/appointments/series", wish.clone()).await.expect_problem(401, "unauthenticated");
    // Nothing of it can be had: also with `book_rest` that is no success.
    let mut never = weeks(&doctor, "2026-03-04T09:00:00Z", 2);
    never["book_rest"] = json!(true);
    ann.post("/api/v1/appointments/series", never).await.expect_problem(409, "series_not_bookable");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn series_and_single_bookings_race_without_a_deadlock(pool: PgPool) {
    let (clinic, doctor, _) = open(pool).await;
    let mut patients = Vec::new();
    for number in 0..6 {
        patients.push(clinic.patient(&format!("Patient {number}")).await);
    }
    let tries = patients.iter().enumerate().map(|(number, patient)| {
        let doctor = &doctor;
        async move {
            if number % 2 == 0 {
                patient.post("/api/v1/appointments/series", weeks(doctor, "2026-03-03T09:00:00Z", 4)).await.status
            } else {
                patient.hold(doctor, "2026-03-10T09:00:00Z").await;
                patient.book(doctor, "2026-03-17T09:00", "2026-03-17T09:30").await.status
            }
        }
    });
    let statuses = join_all(tries).await;
    assert!(statuses.iter().all(|status| [201, 409].contains(&status.as_u16())), "{statuses:?}");
    assert_eq!(overlaps(&clinic.pool).await, 0);
    no_deadlock(&clinic.pool).await;
}
