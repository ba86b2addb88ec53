//! Why not?

use serde_json::{Value, json};
use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::helpers::{Client, Clinic};

async fn explain(client: &Client, doctor: &Client, at: &str) -> Value {
    let path = format!("/api/v1/doctors/{}/slots/explain?at={at}", doctor.id);
    client.get(&path).await.expect(200).json()
}

fn codes(explained: &Value) -> Vec<&str> {
    let reasons = explained["reasons"].as_array().unwrap();
    assert!(reasons.iter().all(|reason| reason["detail"].as_str().is_some_and(|detail| !detail.is_empty())));
    assert_eq!(explained["bookable"], reasons.is_empty());
    reasons.iter().map(|reason| reason["code"].as_str().unwrap()).collect()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn every_reason_against_a_time_is_told(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (doctor, ann) = (clinic.doctor("Amara Osei").await, clinic.patient("Ann Lee").await);
    doctor.open("2026-03-03T10:00", "2026-03-03T12:00").await.expect(201);
    assert_eq!(codes(&explain(&doctor, &doctor, "2026-03-03T10:30").await), Vec::<&str>::new());
    ann.book(&doctor, "2026-03-03T10:30", "2026-03-03T11:00").await.expect(201);
    let off = json!({ "start_time": "2026-03-03T10:45", "end_time": "2026-03-03T11:45" });
    doctor.post("/api/v1/doctors/me/time-off", off).await.expect(201);
    let closed = json!({ "first_day": "2026-03-03" });
    let admin = clinic.admin("Sam Keller").await;
    admin.post(&format!("/api/v1/locations/{}/closures", clinic.location), closed).await.expect(201);
    for (at, expected) in [
        ("2026-03-03T10:40", &["time_off", "practice_closed", "slot_taken", "off_grid"][..]),
        ("2026-03-03T11:30", &["time_off", "practice_closed"]),
        ("2026-03-03T10:00", &["practice_closed"]),
        ("2026-03-03T12:00", &["outside_availability"]),
        ("2026-03-01T10:00", &["in_the_past", "too_soon", "outside_availability"]),
        ("2027-03-03T10:00", &["beyond_horizon", "outside_availability"]),
    ] {
        assert_eq!(codes(&explain(&admin, &doctor, at).await), expected, "{at}");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_doctor_and_administrators_are_told(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (doctor, other) = (clinic.doctor("Amara Osei").await, clinic.doctor("Jonas Weber").await);
    let path = format!("/api/v1/doctors/{}/slots/explain", doctor.id);
    let at = format!("{path}?at=2026-03-03T10:00");
    clinic.anonymous().get(&at).await.expect_problem(401, "unauthenticated");
    clinic.patient("Ann Lee").await.get(&at).await.expect_problem(403, "forbidden");
    other.get(&at).await.expect_problem(403, "forbidden");
    assert_eq!(doctor.get(&path).await.expect_problem(422, "invalid").pointers(), ["/at"]);
    doctor.get(&format!("{at}&visit_type_id=surgery")).await.expect_problem(422, "invalid");
    doctor.get("/api/v1/doctors/nobody/slots/explain?at=2026-03-03T10:00").await.expect_problem(404, "not_found");
}
