//! The walkthrough of the appointment APIs that came before, as their users know it.

use serde_json::json;
use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::helpers::Clinic;

#[sqlx::test(migrator = "MIGRATOR")]
async fn register_publish_book_conflict_cancel_and_book_again(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let mut doctor = clinic.anonymous();
    let body = json!({
        "email": "doctor@example.com", "name": "Dr. John Smith", "role": "Doctor", "password": "securepassword123"
    });
    doctor.post("/api/auth/register", body).await.expect(201);
    let mut patient = clinic.anonymous();
    let body =
        json!({ "email": "patient@example.com", "name": "Jo", "role": "Patient", "password": "securepassword123" });
    patient.post("/api/auth/register", body).await.expect(201);
    for (who, email) in [(&mut doctor, "doctor@example.com"), (&mut patient, "patient@example.com")] {
        let body = json!({ "email": email, "password": "securepassword123" });
        let token = who.post("/api/auth/login", body).await.expect(200).json();
        who.token = token["access_token"].as_str().map(str::to_owned);
        who.id = token["user"]["id"].as_str().unwrap().to_owned();
    }
    doctor.open("2026-03-15T09:00:00", "2026-03-15T17:00:00").await.expect(201);
    let first = patient.book(&doctor, "2026-03-15T10:00:00", "2026-03-15T11:00:00").await.expect(201);
    let answer = patient.book(&doctor, "2026-03-15T10:30:00", "2026-03-15T11:30:00").await;
    let problem = answer.expect_problem(409, "slot_taken").json();
    assert_eq!(problem["detail"], "This time slot is already booked. Please choose another time.");
    patient.delete(first.location()).await.expect(204);
    patient.book(&doctor, "2026-03-15T10:30:00", "2026-03-15T11:30:00").await.expect(201);
}
