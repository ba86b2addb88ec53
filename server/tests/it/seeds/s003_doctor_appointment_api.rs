//! Doctor Appointment API, the second of two of that name: its endpoint tables and examples, line by line, below `/api`.

use serde_json::json;
use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::helpers::{Client, Clinic};

#[sqlx::test(migrator = "MIGRATOR")]
async fn every_call_works(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let anyone = clinic.anonymous();

    // POST /auth/register: "Register new user (Doctor/Patient)", with its example.
    for (email, name, role) in
        [("doctor@example.com", "Dr. John Smith", "Doctor"), ("patient@example.com", "Jane Roe", "Patient")]
    {
        let body = json!({ "email": email, "name": name, "role": role, "password": "securepassword123" });
        let user = anyone.post("/api/auth/register", body).await.expect(201).json();
        assert_eq!((&user["full_name"], &user["role"]), (&json!(name), &json!(role.to_lowercase())));
    }

    // POST /auth/login: "Login and receive JWT token", with its example.
    let mut people = Vec::new();
    for email in ["doctor@example.com", "patient@example.com"] {
        let body = json!({ "email": email, "password": "securepassword123" });
        let login = anyone.post("/api/auth/login", body).await.expect(200).json();
        assert_eq!(login["token_type"], "bearer");
        let id = login["user"]["id"].as_str().unwrap().to_owned();
        people.push(Client { token: login["access_token"].as_str().map(str::to_owned), id, ..clinic.anonymous() });
    }
    let [doctor, patient] = &people[..] else { panic!("there are two") };

    // POST /auth/forgot-password: "Request password reset".
    anyone.post("/api/auth/forgot-password", json!({ "email": "doctor@example.com" })).await.expect(202);

    // GET /doctors: "Get all doctors".
    assert_eq!(anyone.get("/api/doctors").await.expect(200).json()["items"][0]["full_name"], "Dr. John Smith");

    // POST /doctors/availability: "Set availability (Doctor only)".
    let window = json!({ "start_time": "2026-03-15T09:00:00", "end_time": "2026-03-15T17:00:00" });
    patient.post("/api/doctors/availability", window.clone()).await.expect_problem(403, "forbidden");
    doctor.post("/api/doctors/availability", window).await.expect(201);

    // GET /doctors/{id}/availability: "Get doctor's availability".
    let path = format!("/api/doctors/{}/availability?from=2026-03-15&to=2026-03-16", doctor.id);
    assert_eq!(anyone.get(&path).await.expect(200).json()[0]["end_time"], "2026-03-15T17:00:00Z");

    // POST /appointments: "Book appointment (Patient only)", and "Example: Test Double-Booking Prevention".
    let visit = |start: &str, end: &str| json!({ "doctor_id": doctor.id, "start_time": start, "end_time": end });
    let first = visit("2026-03-15T10:00:00", "2026-03-15T11:00:00");
    doctor.post("/api/appointments", first.clone()).await.expect_problem(403, "forbidden");
    let booked = patient.post("/api/appointments", first).await.expect(201).json();
    let overlapping = visit("2026-03-15T10:30:00", "2026-03-15T11:30:00");
    let refused = patient.post("/api/appointments", overlapping.clone()).await.expect_problem(409, "slot_taken").json();
    assert_eq!(refused["detail"], "This time slot is already booked. Please choose another time.");

    // GET /doctors/my-appointments: "Get doctor's appointments".
    let day = doctor.get("/api/doctors/my-appointments").await.expect(200).json();
    assert_eq!(day["items"][0]["id"], booked["id"]);

    // GET /appointments/my-appointments: "Get user's appointments", for any role.
    for who in [doctor, patient] {
        let own = who.get("/api/appointments/my-appointments").await.expect(200).json();
        assert_eq!(own["items"][0]["id"], booked["id"]);
    }

    // DELETE /appointments/{id}: "Cancel appointment (Patient only)". Its time is free again.
    patient.delete(&format!("/api/appointments/{}", booked["id"].as_str().unwrap())).await.expect(204);
    patient.post("/api/appointments", overlapping).await.expect(201);

    // GET /health.
    anyone.get("/health").await.expect(200);
}
