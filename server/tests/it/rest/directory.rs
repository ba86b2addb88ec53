use serde_json::json;
use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::helpers::{Clinic, PASSWORD};

#[sqlx::test(migrator = "MIGRATOR")]
async fn anybody_can_look_up_specialties_and_locations(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let visitor = clinic.anonymous();
    let specialties = visitor.get("/api/v1/specialties").await.expect(200).json();
    assert_eq!(specialties["items"][0]["slug"], "cardiology");
    assert_eq!(specialties["next_cursor"], json!(null));
    let locations = visitor.get("/api/v1/locations").await.expect(200).json();
    assert_eq!(locations["items"][0]["time_zone"], "Europe/London");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_doctor_is_found_by_specialty_place_and_name(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let body = json!({
        "name": "Dr Zoë Laurent", "email": "zoe@example.com", "password": PASSWORD, "role": "Doctor",
        "specialty_id": clinic.specialty.to_string(),
    });
    clinic.anonymous().post("/api/v1/auth/register", body).await.expect(201);
    clinic.doctor("Amara Osei").await;
    assert_eq!(clinic.found("").await, ["Amara Osei", "Dr Zoë Laurent"]);
    assert_eq!(clinic.found("specialty=cardiology").await, ["Dr Zoë Laurent"]);
    assert_eq!(clinic.found(&format!("specialty={}", clinic.specialty)).await, ["Dr Zoë Laurent"]);
    assert_eq!(clinic.found("specialty=alchemy").await, [""; 0]);
    assert_eq!(clinic.found("location=riverside&q=laurent").await, ["Dr Zoë Laurent"]);
    assert_eq!(clinic.found("location=elsewhere").await, [""; 0]);
    assert_eq!(clinic.found("visit_type=consultation&q=osei%20amara").await, ["Amara Osei"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_list_of_doctors_is_read_page_by_page(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    for name in ["Ada", "Bea", "Cem"] {
        clinic.doctor(name).await;
    }
    let first = clinic.anonymous().get("/api/v1/doctors?limit=2").await.expect(200).json();
    assert_eq!(first["items"].as_array().unwrap().len(), 2);
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = clinic.anonymous().get(&format!("/api/v1/doctors?limit=2&cursor={cursor}")).await.expect(200).json();
    assert_eq!(second["items"][0]["full_name"], "Cem");
    assert_eq!(second["next_cursor"], json!(null));
    clinic.anonymous().get("/api/v1/doctors?cursor=nonsense").await.expect_problem(422, "invalid");
    for limit in ["0", "201", "-1", "many"] {
        clinic.anonymous().get(&format!("/api/v1/doctors?limit={limit}")).await.expect_problem(422, "invalid");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_doctor_shows_the_next_free_time(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let doctor = clinic.doctor("Amara Osei").await;
    let path = format!("/api/v1/doctors/{}", doctor.id);
    assert_eq!(clinic.anonymous().get(&path).await.expect(200).json()["next_available"], json!(null));
    doctor.open("2026-03-03T10:00", "2026-03-03T12:00").await.expect(201);
    let shown = clinic.anonymous().get(&path).await.expect(200).json();
    assert_eq!(shown["next_available"], "2026-03-03T10:00:00Z");
    assert_eq!(shown["visit_types"][0]["name"], "Consultation");
    assert_eq!(shown["visit_types"][0]["duration_minutes"], 30);
    // By slug, too; and filtered by when they are free.
    clinic.anonymous().get("/api/v1/doctors/amara-osei").await.expect(200);
    let found = |query: &'static str| {
        let visitor = clinic.anonymous();
        async move {
            visitor.get(&format!("/api/v1/doctors?{query}")).await.expect(200).json()["items"].as_array().unwrap().len()
        }
    };
    assert_eq!(found("available_from=2026-03-03&available_to=2026-03-04").await, 1);
    assert_eq!(found("available_from=2026-03-04&available_to=2026-03-05").await, 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_unknown_doctor_is_not_found(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    for key in ["nobody", "00000000-0000-0000-0000-000000000000", "a'b"] {
        clinic.anonymous().get(&format!("/api/v1/doctors/{key}")).await.expect_problem(404, "not_found");
        clinic.anonymous().get(&format!("/api/v1/doctors/{key}/slots")).await.expect_problem(404, "not_found");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn namesakes_get_addresses_of_their_own(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    clinic.doctor("Amara Osei").await;
    let body = json!({ "name": "Amara Osei", "email": "second@example.com", "password": PASSWORD, "role": "doctor" });
    clinic.anonymous().post("/api/v1/auth/register", body).await.expect(201);
    clinic.anonymous().get("/api/v1/doctors/amara-osei-2").await.expect(200);
}
