//! Laws that were broken once, each case as small as it gets.

use chrono::TimeDelta;
use domain::availability::{ScheduleForm, WeeklyRange, WindowForm};
use serde_json::{Value, json};
use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::helpers::{Client, Clinic, Colleagues};

#[sqlx::test(migrator = "MIGRATOR")]
async fn who_moves_an_overbooked_visit_frees_no_place_that_is_somebody_elses(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (doctor, ann, bo) =
        (clinic.doctor("Amara Osei").await, clinic.patient("Ann Lee").await, clinic.patient("Bo Berg").await);
    doctor.open("2026-03-03T10:00", "2026-03-03T12:00").await.expect(201);
    let rules = json!({ "name": "Check-up", "duration_minutes": 30, "per_day_limit": 1 });
    let visit = doctor.post("/api/v1/visit-types", rules).await.expect(201).json()["id"].clone();
    let ten = json!({ "doctor_id": doctor.id, "visit_type_id": visit, "start_time": "2026-03-03T10:00" });
    ann.post("/api/v1/appointments", ten.clone()).await.expect(201);
    let mut overbooked = ten;
    overbooked.as_object_mut().unwrap().extend([("patient_id".into(), json!(bo.id)), ("overbook".into(), json!(true))]);
    let path = doctor.post("/api/v1/appointments", overbooked).await.expect(201).location().to_owned();
    // There can be one a day, and Ann has it.
    bo.patch(&path, json!({ "start_time": "2026-03-03T11:00" })).await.expect_problem(422, "day_full");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_hold_that_ran_out_keeps_nobody_from_coming_late(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (doctor, ann) = (clinic.doctor("Amara Osei").await, clinic.patient("Ann Lee").await);
    doctor.open("2026-03-02T08:30", "2026-03-02T12:00").await.expect(201);
    let path = ann.book(&doctor, "2026-03-02T08:30", "2026-03-02T09:30").await.expect(201).location().to_owned();
    clinic.clock.advance(TimeDelta::hours(1));
    let (doctor, bo) = (clinic.again(&doctor).await, clinic.patient("Bo Berg").await);
    let status = format!("{path}/status");
    doctor.post(&status, json!({ "status": "no_show" })).await.expect(200);
    bo.hold(&doctor, "2026-03-02T09:00:00Z").await.expect(201);
    clinic.clock.advance(TimeDelta::minutes(6));
    doctor.post(&status, json!({ "status": "checked_in" })).await.expect(200);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn opening_a_window_elsewhere_strands_no_appointment(pool: PgPool) {
    let people = Colleagues::new(pool, &["Europe/London", "Europe/London"], &[&[0, 1]], 1).await;
    let (services, doctor) = (&people.clinic.state.services, &people.doctors[0]);
    let week = vec![WeeklyRange::every_week(2, "09:00".to_owned(), "12:00".to_owned())];
    let hours = ScheduleForm { weekly: Some(week), ..ScheduleForm::default() };
    services.set_schedule(doctor, &hours).await.unwrap();
    let book = domain::appointment::BookForm {
        doctor_id: doctor.user_id.to_string(),
        start_time: "2026-03-03T10:00".to_owned(),
        end_time: Some("2026-03-03T10:30".to_owned()),
        ..Default::default()
    };
    services.book(&people.patients[0], &book).await.unwrap();
    let window = WindowForm {
        start_time: "2026-03-03T09:00".to_owned(),
        end_time: "2026-03-03T12:00".to_owned(),
        location_id: Some(people.places[1].to_string()),
    };
    // The doctor would be at the second place when the patient comes to the first.
    services.open_window(doctor, &window).await.unwrap_err();
}

async fn wait_for(patient: &Client, doctor: &Client) {
    let body = json!({ "doctor_id": doctor.id, "notice_minutes": 0 });
    patient.post("/api/v1/waitlist", body).await.expect(201);
}

/// What a patient is offered where they wait.
async fn list(clinic: &Clinic, patient: &Client) -> Vec<Option<String>> {
    clinic.state.services.offer_times(None).await.unwrap();
    let list = patient.get("/api/v1/waitlist").await.expect(200).json();
    let start = |entry: &Value| entry["offer"]["start_time"].as_str().map(str::to_owned);
    list["items"].as_array().unwrap().iter().map(start).collect()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn who_waits_for_nothing_any_more_gives_back_what_is_kept_for_them(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (doctor, ann, bo) =
        (clinic.doctor("Amara Osei").await, clinic.patient("Ann Lee").await, clinic.patient("Bo Berg").await);
    doctor.open("2026-03-05T10:00", "2026-03-05T11:00").await.expect(201);
    wait_for(&ann, &doctor).await;
    assert_eq!(list(&clinic, &ann).await, [Some("2026-03-05T10:00:00Z".to_owned())]);
    ann.book(&doctor, "2026-03-05T10:30", "2026-03-05T11:00").await.expect(201);
    assert_eq!(list(&clinic, &ann).await, []);
    bo.book(&doctor, "2026-03-05T10:00", "2026-03-05T10:30").await.expect(201);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn who_books_what_they_held_before_they_waited_waits_no_more(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (doctor, ann) = (clinic.doctor("Amara Osei").await, clinic.patient("Ann Lee").await);
    doctor.open("2026-03-05T10:00", "2026-03-05T11:00").await.expect(201);
    ann.hold(&doctor, "2026-03-05T10:00:00Z").await.expect(201);
    clinic.clock.advance(TimeDelta::minutes(1));
    wait_for(&ann, &doctor).await;
    let held = json!({ "doctor_id": doctor.id, "start_time": "2026-03-05T10:00" });
    ann.post("/api/v1/appointments", held).await.expect(201);
    assert_eq!(list(&clinic, &ann).await, []);
}

/// Two doctors who are open at the same time, and a patient.
async fn two_doctors(pool: PgPool, start: &str, end: &str) -> (Clinic, Client, Client, Client) {
    let clinic = Clinic::open(pool).await;
    let (amara, bela) = (clinic.doctor("Amara Osei").await, clinic.doctor("Bela Kiss").await);
    for doctor in [&amara, &bela] {
        doctor.open(start, end).await.expect(201);
    }
    let ann = clinic.patient("Ann Lee").await;
    (clinic, amara, bela, ann)
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_hold_elsewhere_that_ran_out_is_no_reason_to_offer_nothing(pool: PgPool) {
    let (clinic, amara, bela, ann) = two_doctors(pool, "2026-03-05T10:00", "2026-03-05T10:30").await;
    ann.hold(&bela, "2026-03-05T10:00:00Z").await.expect(201);
    clinic.clock.advance(TimeDelta::minutes(6));
    wait_for(&ann, &amara).await;
    assert_eq!(list(&clinic, &ann).await, [Some("2026-03-05T10:00:00Z".to_owned())]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn who_is_elsewhere_all_morning_is_offered_the_afternoon(pool: PgPool) {
    let (clinic, amara, bela, ann) = two_doctors(pool, "2026-03-05T08:00", "2026-03-05T13:00").await;
    ann.book(&bela, "2026-03-05T08:00", "2026-03-05T12:00").await.expect(201);
    wait_for(&ann, &amara).await;
    assert_eq!(list(&clinic, &ann).await, [Some("2026-03-05T12:00:00Z".to_owned())]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_same_time_a_day_earlier_is_offered(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (doctor, ann) = (clinic.doctor("Amara Osei").await, clinic.patient("Ann Lee").await);
    doctor.open("2026-03-09T10:00", "2026-03-09T10:30").await.expect(201);
    doctor.open("2026-03-10T10:00", "2026-03-10T10:30").await.expect(201);
    let booked = ann.book(&doctor, "2026-03-10T10:00", "2026-03-10T10:30").await.expect(201).json();
    ann.post("/api/v1/waitlist", json!({ "appointment_id": booked["id"] })).await.expect(201);
    assert_eq!(list(&clinic, &ann).await, [Some("2026-03-09T10:00:00Z".to_owned())]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn all_of_a_series_are_as_long_as_was_asked(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (doctor, ann) = (clinic.doctor("Amara Osei").await, clinic.patient("Ann Lee").await);
    for day in ["2026-03-05", "2026-03-12"] {
        doctor.open(&format!("{day}T10:00"), &format!("{day}T12:00")).await.expect(201);
    }
    let (start, end) = ("2026-03-05T10:00", "2026-03-05T11:10");
    let wish = json!({ "doctor_id": doctor.id, "start_time": start, "end_time": end, "count": 2 });
    let series = ann.post("/api/v1/appointments/series", wish).await.expect(201).json();
    let ends: Vec<_> = (0..2).map(|index| series["appointments"][index]["end_time"].clone()).collect();
    assert_eq!(ends, ["2026-03-05T11:10:00Z", "2026-03-12T11:10:00Z"]);
}
