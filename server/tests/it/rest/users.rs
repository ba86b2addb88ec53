//! Accounts that administrators run.

use serde_json::json;
use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::helpers::{Clinic, PASSWORD};

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_administrator_approves_a_doctor_and_patients_see_them(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (admin, doctor) = (clinic.admin("Sam Keller").await, clinic.doctor("Jane Smith").await);
    // As doctors are in production, where the administrator would need a second factor for what follows.
    sqlx::query("update doctors set approved_at = null").execute(&clinic.pool).await.unwrap();
    let waiting = admin.get("/api/v1/users?role=doctor&verified=false").await.expect(200).json();
    assert_eq!(waiting["items"][0]["id"], json!(doctor.id));
    let approved = admin.patch(&format!("/api/v1/users/{}", doctor.id), json!({ "verified": true })).await.expect(200);
    assert_eq!(approved.json()["verified"], true);
    clinic.anonymous().get(&format!("/api/v1/doctors/{}", doctor.id)).await.expect(200);
    let mails = clinic.mails_to("jane.smith@example.com").await;
    assert!(mails.iter().any(|mail| mail.subject == "Patients can find you now"), "{mails:?}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn whoever_is_disabled_is_signed_out_at_once_and_stays_out_until_enabled(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (admin, ann) = (clinic.admin("Sam Keller").await, clinic.patient("Ann Lee").await);
    let account = format!("/api/v1/users/{}", ann.id);
    assert_eq!(admin.patch(&account, json!({ "active": false })).await.expect(200).json()["active"], false);
    ann.get("/api/v1/auth/me").await.expect_problem(401, "invalid_token");
    let login = json!({ "email": "ann.lee@example.com", "password": PASSWORD });
    clinic.anonymous().post("/api/v1/auth/login", login).await.expect_problem(403, "account_disabled");
    let wrong = json!({ "email": "ann.lee@example.com", "password": "not the password" });
    clinic.anonymous().post("/api/v1/auth/login", wrong).await.expect_problem(401, "invalid_credentials");
    admin.patch(&account, json!({ "active": true })).await.expect(200);
    clinic.sign_in("ann.lee@example.com").await.get("/api/v1/auth/me").await.expect(200);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_role_holds_from_the_next_request_on(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (admin, ann) = (clinic.admin("Sam Keller").await, clinic.patient("Ann Lee").await);
    let account = format!("/api/v1/users/{}", ann.id);
    ann.get("/api/v1/users").await.expect_problem(403, "forbidden");
    admin.patch(&account, json!({ "role": "admin" })).await.expect(200);
    ann.get("/api/v1/users").await.expect(200);
    admin.patch(&account, json!({ "role": "patient" })).await.expect(200);
    ann.get("/api/v1/users").await.expect_problem(403, "forbidden");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_patient_can_become_a_doctor_and_a_doctor_whom_patients_expect_stays_one(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (admin, jane, ann) =
        (clinic.admin("Sam Keller").await, clinic.patient("Jane Smith").await, clinic.patient("Ann Lee").await);
    let account = format!("/api/v1/users/{}", jane.id);
    admin.patch(&account, json!({ "role": "doctor" })).await.expect(200);
    jane.open("2026-03-03T09:00", "2026-03-03T12:00").await.expect(201);
    ann.book(&jane, "2026-03-03T09:00", "2026-03-03T09:30").await.expect(201);
    for change in [json!({ "role": "patient" }), json!({ "active": false })] {
        admin.patch(&account, change).await.expect_problem(409, "has_appointments");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn administrators_do_not_lock_themselves_out(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let admin = clinic.admin("Sam Keller").await;
    let account = format!("/api/v1/users/{}", admin.id);
    for change in [json!({ "role": "patient" }), json!({ "active": false })] {
        admin.patch(&account, change).await.expect_problem(409, "own_account");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_makes_no_sense_is_refused_with_what_does(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (admin, ann) = (clinic.admin("Sam Keller").await, clinic.patient("Ann Lee").await);
    let account = format!("/api/v1/users/{}", ann.id);
    for (change, pointer) in [
        (json!({ "role": "surgeon" }), "/role"),
        (json!({ "role": "receptionist" }), "/location_id"),
        (json!({ "role": "receptionist", "location_id": ann.id }), "/location_id"),
        (json!({ "role": "patient", "location_id": clinic.location }), "/location_id"),
        (json!({ "verified": false }), "/verified"),
    ] {
        let refused = admin.patch(&account, change.clone()).await.expect_problem(422, "invalid");
        assert_eq!(refused.pointers(), [pointer], "{change}");
    }
    admin.patch("/api/v1/users/nonsense", json!({})).await.expect_problem(404, "not_found");
    admin.get("/api/v1/users?role=surgeon").await.expect_problem(422, "invalid");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_receptionist_sees_and_cancels_what_is_at_their_location_and_nothing_else(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (doctor, ann) = (clinic.doctor("Jane Smith").await, clinic.patient("Ann Lee").await);
    let (here, elsewhere) = (clinic.receptionist("Robin Reyes").await, clinic.receptionist("Alex Moss").await);
    sqlx::query("insert into locations select gen_random_uuid(), 'garden', 'Garden', '', '', '', 'Europe/London', 1")
        .execute(&clinic.pool)
        .await
        .unwrap();
    sqlx::query("update users set location_id = (select id from locations where slug = 'garden') where id = $1::uuid")
        .bind(&elsewhere.id)
        .execute(&clinic.pool)
        .await
        .unwrap();
    doctor.open("2026-03-03T09:00", "2026-03-03T12:00").await.expect(201);
    let id = ann.book(&doctor, "2026-03-03T09:00", "2026-03-03T09:30").await.expect(201).json()["id"].clone();
    let path = format!("/api/v1/appointments/{}", id.as_str().unwrap());
    assert_eq!(here.get("/api/v1/appointments").await.expect(200).json()["items"][0]["id"], id);
    assert_eq!(elsewhere.get("/api/v1/appointments").await.expect(200).json()["items"], json!([]));
    elsewhere.delete(&path).await.expect_problem(404, "not_found");
    here.delete(&path).await.expect(204);
}
