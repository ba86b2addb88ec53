//! Laws that were broken once, each case as small as it gets.

use chrono::TimeDelta;
use domain::availability::{ScheduleForm, WeeklyRange, WindowForm};
use serde_json::json;
use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::helpers::{Clinic, Colleagues};

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
