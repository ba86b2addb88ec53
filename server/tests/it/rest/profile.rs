//! One's own profile: changing it, taking it along, and deleting the account.

use axum::http::{Method, header};
use serde_json::{Value, json};
use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::helpers::{Answer, Client, Clinic, PASSWORD};

const ME: &str = "/api/v1/users/me";

async fn change(client: &Client, body: Value) -> Answer {
    client.with_body(Method::PATCH, ME, "application/json", body.to_string()).await
}

async fn delete(client: &Client, password: &str) -> Answer {
    client.with_body(Method::DELETE, ME, "application/json", json!({ "password": password }).to_string()).await
}

async fn make_admin(clinic: &Clinic, client: &Client) {
    let update = sqlx::query("update users set role = 'admin' where id = $1::uuid").bind(&client.id);
    update.execute(&clinic.pool).await.unwrap();
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_person_changes_what_they_name_and_nothing_else(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let ann = clinic.patient("Ann Lee").await;
    let user =
        change(&ann, json!({ "phone": "+44 20 7946 0000", "bio": "Afraid of needles" })).await.expect(200).json();
    assert_eq!(
        (&user["full_name"], &user["phone"], &user["bio"]),
        (&json!("Ann Lee"), &json!("+44 20 7946 0000"), &json!("Afraid of needles"))
    );
    change(&ann, json!({ "full_name": " Ann Lee-Berg " })).await.expect(200);
    change(&ann, json!({ "phone": null })).await.expect(200);
    change(&ann, json!({})).await.expect(200);
    let user = ann.get(ME).await.expect(200).json();
    assert_eq!(
        (&user["full_name"], &user["phone"], &user["bio"]),
        (&json!("Ann Lee-Berg"), &json!(null), &json!("Afraid of needles"))
    );
    clinic.anonymous().with_body(Method::PATCH, ME, "application/json", "{}").await.expect(401);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_nobody_may_set_never_takes_effect(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (ann, bo) = (clinic.patient("Ann Lee").await, clinic.patient("Bo Berg").await);
    let before = ann.get(ME).await.expect(200).json();
    let forbidden = json!({
        "id": bo.id, "email": "eve@example.com", "role": "admin", "verified": false, "password": "another long password",
        "password_hash": "x", "created_at": "2020-01-01T00:00:00Z", "erased_at": "2020-01-01T00:00:00Z", "specialty_id": clinic.specialty,
    });
    change(&ann, forbidden).await.expect(200);
    let mut after = ann.get(ME).await.expect(200).json();
    after["updated_at"] = before["updated_at"].clone();
    assert_eq!(after, before);
    assert_eq!(bo.get(ME).await.expect(200).json()["full_name"], "Bo Berg");
    clinic.sign_in("ann.lee@example.com").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_refused_change_points_at_every_field_and_changes_none(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let ann = clinic.patient("Ann Lee").await;
    let body = json!({ "full_name": null, "phone": "call me", "bio": "x".repeat(2001) });
    let answer = change(&ann, body).await.expect_problem(422, "invalid");
    assert_eq!(answer.pointers(), ["/full_name", "/phone", "/bio"]);
    let answer = change(&ann, json!({ "full_name": "Ann Berg", "phone": 7 })).await.expect_problem(422, "invalid");
    assert_eq!(answer.pointers(), ["/phone"]);
    assert_eq!(ann.get(ME).await.expect(200).json()["full_name"], "Ann Lee");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_export_holds_everything_of_mine_and_nothing_of_others(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let doctor = clinic.doctor("Amara Osei").await;
    doctor.open("2026-03-03T10:00", "2026-03-03T12:00").await.expect(201);
    let (ann, bo) = (clinic.patient("Ann Lee").await, clinic.patient("Bo Berg").await);
    ann.book(&doctor, "2026-03-03T10:00", "2026-03-03T10:30").await.expect(201);
    bo.book(&doctor, "2026-03-03T10:30", "2026-03-03T11:00").await.expect(201);
    clinic.clock.advance(chrono::TimeDelta::minutes(1));
    clinic.sign_in("ann.lee@example.com").await.post("/api/v1/auth/logout", json!({})).await.expect(204);

    let answer = ann.get("/api/v1/users/me/export").await.expect(200);
    assert_eq!(answer.headers[header::CONTENT_TYPE], "application/json");
    assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
    assert!(answer.headers[header::CONTENT_DISPOSITION].to_str().unwrap().starts_with("attachment; filename="));
    let export = answer.json();
    assert_eq!(export["profile"], ann.get(ME).await.expect(200).json());
    // The one that ended, too.
    assert_eq!(export["sessions"].as_array().unwrap().len(), 2);
    assert_eq!(export["sessions"][1]["end_reason"], "signed_out");
    let visits = export["appointments"].as_array().unwrap();
    assert_eq!((visits.len(), &visits[0]["doctor"]), (1, &json!("Amara Osei")));
    let activity = export["activity"].as_array().unwrap();
    let actions: Vec<_> = activity.iter().rev().map(|event| event["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["registered", "signed_in", "appointment_booked", "signed_in", "signed_out"]);
    assert_eq!((&export["two_step"]["enabled_at"], &export["passkeys"]), (&json!(null), &json!([])));
    for other in [&bo.id, &doctor.id, "Bo Berg", "password", "argon2", "amara.osei@example.com"] {
        assert!(!answer.text.contains(other), "{other} in {}", answer.text);
    }

    let answer = doctor.get("/api/v1/users/me/export").await.expect(200);
    let calendar = &answer.json()["calendar"];
    assert_eq!(calendar["windows"].as_array().unwrap().len(), 1);
    assert_eq!(calendar["visit_types"][0]["name"], "Consultation");
    assert!(!answer.text.contains("Ann Lee") && !answer.text.contains(&ann.id), "{}", answer.text);
    clinic.anonymous().get("/api/v1/users/me/export").await.expect_problem(401, "unauthenticated");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_deleted_account_leaves_the_practices_records_and_nothing_personal(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let doctor = clinic.doctor("Amara Osei").await;
    doctor.open("2026-03-03T10:00", "2026-03-03T12:00").await.expect(201);
    doctor.open("2026-03-04T10:00", "2026-03-04T12:00").await.expect(201);
    let ann = clinic.patient("Ann Lee").await;
    change(&ann, json!({ "phone": "+44 20 7946 0000", "bio": "Afraid of needles" })).await.expect(200);
    for (start, reason) in [("2026-03-03T10:00", "Back pain"), ("2026-03-04T10:00", "Vaccination")] {
        let body = json!({ "doctor_id": doctor.id, "start_time": start, "reason": reason });
        ann.post("/api/v1/appointments", body).await.expect(201);
    }
    // Only the second visit is still to come.
    clinic.clock.advance(chrono::TimeDelta::days(1) + chrono::TimeDelta::hours(4));
    let (here, there) = (clinic.sign_in("ann.lee@example.com").await, clinic.sign_in("ann.lee@example.com").await);
    there.get(ME).await.expect(200);

    let answer = delete(&here, "not her password").await.expect_problem(422, "invalid");
    assert_eq!(answer.pointers(), ["/password"]);
    here.get(ME).await.expect(200);
    let answer = delete(&here, PASSWORD).await.expect(204);
    assert_eq!(answer.cookies(), ["praxis_access=", "praxis_refresh="]);

    for client in [&here, &there] {
        client.get(ME).await.expect_problem(401, "invalid_token");
    }
    let login = json!({ "email": "ann.lee@example.com", "password": PASSWORD });
    clinic.anonymous().post("/api/v1/auth/login", login).await.expect_problem(401, "invalid_credentials");
    delete(&here, PASSWORD).await.expect_problem(401, "invalid_token");

    let visits = clinic.sign_in("amara.osei@example.com").await.get("/api/v1/doctors/me/appointments").await;
    let visits = visits.expect(200).json()["items"].clone();
    let told =
        |visit: &Value| (visit["patient"]["full_name"].clone(), visit["status"].clone(), visit["reason"].clone());
    assert_eq!(told(&visits[0]), (json!("Deleted patient"), json!("confirmed"), json!("Back pain")));
    assert_eq!(told(&visits[1]), (json!("Deleted patient"), json!("cancelled"), json!(null)));
    assert_eq!(clinic.anonymous().free(&doctor, "2026-03-04", "2026-03-05").await.len(), 4);

    let rows = "select users::text from users where id = $1::uuid union all \
                select sessions::text from sessions where user_id = $1::uuid";
    let rows: Vec<String> = sqlx::query_scalar(rows).bind(&here.id).fetch_all(&clinic.pool).await.unwrap();
    assert_eq!(rows.len(), 1, "{rows:?}");
    for personal in ["Ann", "ann.lee", "7946", "needles", "argon2"] {
        assert!(!rows[0].contains(personal), "{personal} in {rows:?}");
    }
    // The address is free again, and a stranger to what was.
    let again = clinic.patient("Ann Lee").await;
    assert_ne!(again.id, here.id);
    assert_eq!(again.get("/api/v1/appointments").await.expect(200).json()["items"], json!([]));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_doctor_who_is_expected_cannot_delete_their_account(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (doctor, ann) = (clinic.doctor("Amara Osei").await, clinic.patient("Ann Lee").await);
    doctor.open("2026-03-03T10:00", "2026-03-03T12:00").await.expect(201);
    let visit = ann.book(&doctor, "2026-03-03T10:00", "2026-03-03T10:30").await.expect(201).json();
    let answer = delete(&doctor, PASSWORD).await.expect_problem(409, "has_appointments");
    assert!(answer.text.contains("Cancel them"), "{}", answer.text);
    doctor.get(ME).await.expect(200);

    doctor.delete(&format!("/api/v1/appointments/{}", visit["id"].as_str().unwrap())).await.expect(204);
    delete(&doctor, PASSWORD).await.expect(204);
    for path in [format!("/api/v1/doctors/{}", doctor.id), "/api/v1/doctors/amara-osei".to_owned()] {
        clinic.anonymous().get(&path).await.expect_problem(404, "not_found");
    }
    assert_eq!(clinic.anonymous().get("/api/v1/doctors").await.expect(200).json()["items"], json!([]));
    assert_eq!(ann.get("/api/v1/appointments").await.expect(200).json()["items"][0]["status"], "cancelled");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_last_administrator_stays(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (first, second) = (clinic.patient("Sam Keller").await, clinic.patient("Robin Reyes").await);
    make_admin(&clinic, &first).await;
    make_admin(&clinic, &second).await;
    // Both at once: one has to stay.
    let mut answers = futures::future::join(delete(&first, PASSWORD), delete(&second, PASSWORD)).await;
    if answers.0.status != 204 {
        answers = (answers.1, answers.0);
    }
    answers.0.expect(204);
    answers.1.expect_problem(409, "last_admin");
}
