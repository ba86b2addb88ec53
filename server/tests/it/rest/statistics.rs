use axum::{
    body::Body,
    http::{Request, header},
};
use chrono::TimeDelta;
use serde_json::{Value, json};
use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::helpers::{Client, Clinic};

const TUESDAY: &str = "/api/v1/admin/stats/periods?from=2026-03-03&to=2026-03-04";

/// A Tuesday with eight half hours: one visit was completed, one nobody came to, one was cancelled, one is to come.
async fn tuesday(pool: PgPool) -> (Clinic, Client, Client) {
    let clinic = Clinic::open(pool).await;
    let doctor = clinic.doctor("Amara Osei").await;
    doctor.open("2026-03-03T08:00", "2026-03-03T12:00").await.expect(201);
    let ann = clinic.patient("Ann Lee").await;
    let mut paths = Vec::new();
    for start in ["08:00", "09:00", "10:00", "11:00"] {
        let body = json!({ "doctor_id": doctor.id, "start_time": format!("2026-03-03T{start}:00Z") });
        paths.push(ann.post("/api/v1/appointments", body).await.expect(201).location().to_owned());
    }
    ann.delete(&paths[2]).await.expect(204);
    clinic.clock.advance(TimeDelta::minutes(25 * 60 + 40));
    let (doctor, admin) = (clinic.again(&doctor).await, clinic.admin("Ada Min").await);
    for (path, status) in [(&paths[0], "checked_in"), (&paths[0], "completed"), (&paths[1], "no_show")] {
        doctor.post(&format!("{path}/status"), json!({ "status": status })).await.expect(200);
    }
    (clinic, doctor, admin)
}

fn visits(of: &Value) -> [i64; 4] {
    ["booked", "cancelled", "no_shows", "completed"].map(|name| of[name].as_i64().unwrap())
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_overview_counts_what_there_is(pool: PgPool) {
    let (clinic, _, admin) = tuesday(pool).await;
    let overview = admin.get("/api/v1/admin/stats").await.expect(200).json();
    let counts = ["patients", "doctors", "appointments", "appointments_today", "appointments_to_come", "waiting"];
    assert_eq!(counts.map(|name| overview[name].as_i64().unwrap()), [1, 1, 4, 3, 1, 0], "{overview}");
    assert_eq!(admin.get("/api/admin/dashboard/stats").await.expect(200).json(), overview);
    clinic.clock.advance(TimeDelta::days(1));
    let tomorrow = clinic.again(&admin).await.get("/api/v1/admin/stats").await.expect(200).json();
    assert_eq!((&tomorrow["appointments_today"], &tomorrow["appointments_to_come"]), (&json!(0), &json!(0)));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn days_and_weeks_tell_what_became_of_their_visits(pool: PgPool) {
    let (_clinic, _, admin) = tuesday(pool).await;
    let day = admin.get(TUESDAY).await.expect(200).json()["items"].clone();
    assert_eq!((day.as_array().unwrap().len(), visits(&day[0])), (1, [4, 1, 1, 1]));
    // Booked on Monday at eight, for eight to eleven of the next day.
    assert_eq!(day[0]["median_lead_days"], 1.1, "{day}");
    let days = admin.get("/api/v1/admin/stats/periods?from=2026-03-02&to=2026-03-05").await.expect(200).json();
    let booked: Vec<_> = days["items"].as_array().unwrap().iter().map(|day| day["booked"].clone()).collect();
    assert_eq!(booked, [0, 4, 0]);
    // A week begins on Monday.
    let weeks = admin.get("/api/v1/admin/stats/periods?from=2026-02-25&to=2026-03-04&by=week").await.expect(200).json();
    let starts = ["2026-02-23", "2026-03-02"];
    let weeks = weeks["items"].as_array().unwrap();
    assert_eq!(weeks.iter().map(|week| week["start"].as_str().unwrap()).collect::<Vec<_>>(), starts);
    assert_eq!(visits(&weeks[1]), [4, 1, 1, 1]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn utilisation_is_booked_time_by_open_time(pool: PgPool) {
    let (clinic, doctor, admin) = tuesday(pool).await;
    clinic.doctor("Bela Kiss").await;
    let days = "from=2026-03-03&to=2026-03-04";
    let doctors = admin.get(&format!("/api/v1/admin/stats/doctors?{days}&limit=1")).await.expect(200).json();
    let amara = &doctors["items"][0];
    assert_eq!((&amara["id"], &amara["name"]), (&json!(doctor.id), &json!("Amara Osei")));
    // Three half hours of four hours.
    let time = ["booked_minutes", "open_minutes"].map(|name| amara[name].as_i64().unwrap());
    assert_eq!((time, &amara["utilisation"], visits(amara)), ([90, 240], &json!(0.375), [4, 1, 1, 1]));
    let cursor = doctors["next_cursor"].as_str().unwrap();
    let next =
        admin.get(&format!("/api/v1/admin/stats/doctors?{days}&limit=1&cursor={cursor}")).await.expect(200).json();
    assert_eq!((&next["items"][0]["name"], &next["items"][0]["utilisation"]), (&json!("Bela Kiss"), &Value::Null));
    assert_eq!(next["next_cursor"], Value::Null);
    let locations = admin.get(&format!("/api/v1/admin/stats/locations?{days}")).await.expect(200).json();
    let riverside = locations["items"].as_array().unwrap().iter().find(|it| it["booked"] == 4).unwrap();
    assert_eq!((&riverside["name"], &riverside["utilisation"]), (&json!("Riverside"), &json!(0.375)));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn waiting_lists_are_counted_by_day(pool: PgPool) {
    let (clinic, doctor, admin) = tuesday(pool).await;
    let patient = clinic.patient("Bo Chan").await;
    let wait = json!({ "doctor_id": doctor.id, "notice_minutes": 0 });
    patient.post("/api/v1/waitlist", wait).await.expect(201);
    clinic.state.services.offer_times(None).await.unwrap();
    let day = admin.get(TUESDAY).await.expect(200).json()["items"][0].clone();
    assert_eq!((&day["waitlist_joined"], &day["times_offered"]), (&json!(1), &json!(1)));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn spreadsheets_are_csv_and_run_nothing(pool: PgPool) {
    let (clinic, _, admin) = tuesday(pool).await;
    let joker = clinic.doctor("Jo Ker").await;
    joker.patch("/api/v1/users/me", json!({ "full_name": "=HYPERLINK(1)" })).await.expect(200);
    let csv = async |path: &str| {
        let token = format!("Bearer {}", admin.token.as_ref().unwrap());
        let request = Request::get(path).header(header::ACCEPT, "text/csv").header(header::AUTHORIZATION, token);
        admin.send(request.body(Body::empty()).unwrap()).await.expect(200)
    };
    let answer = csv(TUESDAY).await;
    assert_eq!(answer.headers[header::CONTENT_TYPE], "text/csv; charset=utf-8");
    let lines: Vec<_> = answer.text.lines().collect();
    assert_eq!(
        lines,
        [
            "start,booked,cancelled,no_shows,completed,median_lead_days,waitlist_joined,times_offered",
            "2026-03-03,4,1,1,1,1.1,0,0"
        ]
    );
    let doctors = csv("/api/v1/admin/stats/doctors?from=2026-03-03&to=2026-03-04&limit=1").await;
    assert_eq!(doctors.text.lines().count(), 3, "{}", doctors.text);
    assert!(doctors.text.contains(",'=HYPERLINK(1),"), "{}", doctors.text);
    csv("/api/v1/admin/stats/locations").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn statistics_are_for_administrators_and_of_a_year_at_most(pool: PgPool) {
    let (clinic, doctor, admin) = tuesday(pool).await;
    for path in ["", "/periods", "/doctors", "/locations"] {
        let path = format!("/api/v1/admin/stats{path}");
        doctor.get(&path).await.expect_problem(403, "forbidden");
        clinic.anonymous().get(&path).await.expect_problem(401, "unauthenticated");
    }
    for (query, field) in [
        ("from=soon", "/from"),
        ("from=2026-03-04&to=2026-03-04", "/to"),
        ("from=2025-03-01&to=2026-03-04", "/to"),
        ("by=month", "/by"),
    ] {
        let answer = admin.get(&format!("/api/v1/admin/stats/periods?{query}")).await;
        assert_eq!(answer.expect_problem(422, "invalid").pointers(), [field], "{query}");
    }
}
