//! Doctor Appointment API, the first of two of that name: its "Key Endpoints", line by line, below `/api`.

use axum::http::Method;
use serde_json::json;
use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::helpers::{Client, Clinic};

#[sqlx::test(migrator = "MIGRATOR")]
async fn every_call_works(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let anyone = clinic.anonymous();

    // POST /auth/register: "Create a user", with role `doctor` or `patient`.
    for (email, role) in [("doctor@example.com", "doctor"), ("patient@example.com", "patient")] {
        let body = json!({ "full_name": "Jo Smith", "email": email, "password": "securepassword123", "role": role });
        assert_eq!(anyone.post("/api/auth/register", body).await.expect(201).json()["role"], role);
    }

    // POST /auth/login: "Obtain JWT", in the OAuth2 password flow.
    let mut people = Vec::new();
    for email in ["doctor%40example.com", "patient%40example.com"] {
        let form = format!("grant_type=password&username={email}&password=securepassword123");
        let kind = "application/x-www-form-urlencoded";
        let login = anyone.with_body(Method::POST, "/api/auth/login", kind, form).await.expect(200).json();
        assert_eq!(login["token_type"], "bearer");
        let id = login["user"]["id"].as_str().unwrap().to_owned();
        people.push(Client { token: login["access_token"].as_str().map(str::to_owned), id, ..clinic.anonymous() });
    }
    let [doctor, patient] = &people[..] else { panic!("there are two") };

    // POST /auth/forgot-password.
    anyone.post("/api/auth/forgot-password", json!({ "email": "patient@example.com" })).await.expect(202);

    // GET /doctors: "List doctors".
    assert_eq!(anyone.get("/api/doctors").await.expect(200).json()["items"][0]["id"], json!(doctor.id));

    // POST /doctors/availability: "(Doctor) Set availability".
    let window = json!({ "start_time": "2026-03-15T09:00:00", "end_time": "2026-03-15T12:00:00" });
    patient.post("/api/doctors/availability", window.clone()).await.expect_problem(403, "forbidden");
    doctor.post("/api/doctors/availability", window).await.expect(201);

    // GET /doctors/{id}/availability: "Doctor availability".
    let path = format!("/api/doctors/{}/availability?from=2026-03-15&to=2026-03-16", doctor.id);
    let open = anyone.get(&path).await.expect(200).json();
    assert_eq!(open[0]["start_time"], "2026-03-15T09:00:00Z");

    // POST /appointments: "(Patient) Book appointment".
    let visit = json!({
        "doctor_id": doctor.id, "start_time": "2026-03-15T10:00:00", "end_time": "2026-03-15T10:30:00",
    });
    doctor.post("/api/appointments", visit.clone()).await.expect_problem(403, "forbidden");
    let booked = patient.post("/api/appointments", visit.clone()).await.expect(201).json();
    patient.post("/api/appointments", visit).await.expect_problem(409, "slot_taken");

    // GET /doctors/me/appointments: "(Doctor) Upcoming appointments".
    let day = doctor.get("/api/doctors/me/appointments").await.expect(200).json();
    assert_eq!(day["items"][0]["id"], booked["id"]);

    // GET /appointments: "List current user's appointments".
    assert_eq!(patient.get("/api/appointments").await.expect(200).json()["items"][0]["id"], booked["id"]);

    // DELETE /appointments/{id}: "Cancel own appointment".
    let path = format!("/api/appointments/{}", booked["id"].as_str().unwrap());
    clinic.patient("Bo Lind").await.delete(&path).await.expect_problem(404, "not_found");
    patient.delete(&path).await.expect(204);
    assert_eq!(patient.get(&path).await.expect(200).json()["status"], "cancelled");
}
