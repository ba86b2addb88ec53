use serde_json::{Value, json};
use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::helpers::{Client, Clinic, PASSWORD};

const DOCTORS: &str = "/api/v1/doctors";

async fn garden(admin: &Client) -> Value {
    let garden = json!({
        "name": "Garden", "address": "3 Garden Square", "city": "London", "postal_code": "N1", "time_zone": "Europe/London",
    });
    admin.post("/api/v1/locations", garden).await.expect(201).json()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_administrator_engages_a_doctor_who_chooses_a_password(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let admin = clinic.admin("Sam Keller").await;
    let garden = garden(&admin).await;
    let department = json!({ "name": "Surgery", "location_id": garden["id"] });
    let surgery = admin.post("/api/v1/departments", department).await.expect(201).json();
    let body = json!({
        "full_name": "Dr Zoë Laurent", "email": "zoe@example.com", "phone": "+44 20 7946 0000", "bio": "Hearts.",
        "specialty_id": clinic.specialty, "department_id": surgery["id"], "role": "admin", "id": garden["id"],
    });
    let answer = admin.post(DOCTORS, body.clone()).await.expect(201);
    let (path, doctor) = (answer.location().to_owned(), answer.json());
    assert_eq!((&doctor["slug"], &doctor["bio"]), (&json!("dr-zoe-laurent"), &json!("Hearts.")));
    assert_eq!((&doctor["specialty"]["slug"], &doctor["department"]), (&json!("cardiology"), &surgery));
    // Nobody said where: at the department's location.
    assert_eq!(doctor["locations"], json!([garden]));
    assert_eq!(doctor["visit_types"][0]["slug"], "consultation");
    // Patients see them at once.
    assert_eq!(clinic.anonymous().get(&path).await.expect(200).json(), doctor);
    assert_eq!(clinic.found("q=laurent").await, ["Dr Zoë Laurent"]);
    admin.post(DOCTORS, body).await.expect_problem(409, "email_taken");

    let mail = clinic.mail_to("zoe@example.com", "Your account at Praxis").await;
    assert!(mail.text.contains("/forgot-password"), "{}", mail.text);
    let token = clinic.mailed_token("zoe@example.com", "reset-password").await;
    let chosen = json!({ "token": token, "new_password": PASSWORD });
    clinic.anonymous().post("/api/v1/auth/reset-password", chosen).await.expect(204);
    let zoe = clinic.sign_in("zoe@example.com").await;
    let me = zoe.get("/api/v1/users/me").await.expect(200).json();
    assert_eq!((&me["role"], &me["phone"]), (&json!("doctor"), &json!("+44 20 7946 0000")));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_doctor_can_be_given_a_password_and_works_at_the_first_location(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let admin = clinic.admin("Sam Keller").await;
    let body = json!({ "full_name": "Zoë Laurent", "email": "zoe@example.com", "password": PASSWORD });
    let doctor = admin.post(DOCTORS, body).await.expect(201).json();
    assert_eq!(doctor["locations"][0]["slug"], "riverside");
    assert_eq!((&doctor["specialty"], &doctor["department"]), (&Value::Null, &Value::Null));
    clinic.sign_in("zoe@example.com").await.open("2026-03-03T09:00", "2026-03-03T12:00").await.expect(201);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn everything_wrong_with_a_new_doctor_is_named_at_once(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let admin = clinic.admin("Sam Keller").await;
    let wrong = json!({
        "full_name": "", "email": "x", "password": "weak", "phone": "?", "bio": "x".repeat(2001),
        "specialty_id": "heart", "department_id": "here", "location_ids": ["there"],
    });
    let all =
        ["/full_name", "/email", "/password", "/phone", "/bio", "/specialty_id", "/department_id", "/location_ids"];
    assert_eq!(admin.post(DOCTORS, wrong).await.expect_problem(422, "invalid").pointers(), all);
    let nowhere = "019d0000-0000-7000-8000-000000000000";
    let unknown = json!({
        "full_name": "Zoë", "email": "zoe@example.com",
        "specialty_id": nowhere, "department_id": nowhere, "location_ids": [nowhere],
    });
    let refused = admin.post(DOCTORS, unknown).await.expect_problem(422, "invalid");
    assert_eq!(refused.pointers(), ["/specialty_id", "/location_ids", "/department_id"]);
    let nobody: i64 =
        sqlx::query_scalar("select count(*) from users where role = 'doctor'").fetch_one(&clinic.pool).await.unwrap();
    assert_eq!(nobody, 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn doctors_describe_themselves_and_nobody_else(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (admin, doctor) = (clinic.admin("Sam Keller").await, clinic.doctor("Amara Osei").await);
    let path = format!("{DOCTORS}/{}", doctor.id);
    let body = json!({ "full_name": "Dr Amara Osei", "bio": "Hearts.", "specialty_id": clinic.specialty, "slug": "x" });
    let changed = doctor.patch(&path, body).await.expect(200).json();
    assert_eq!((&changed["full_name"], &changed["slug"]), (&json!("Dr Amara Osei"), &json!("amara-osei")));
    assert_eq!(clinic.found("q=hearts&specialty=cardiology").await, ["Dr Amara Osei"]);
    let changed = admin.patch(&format!("{DOCTORS}/amara-osei"), json!({ "bio": null })).await.expect(200).json();
    assert_eq!((&changed["bio"], &changed["specialty"]["slug"]), (&Value::Null, &json!("cardiology")));
    for (who, status, code) in [
        (clinic.anonymous(), 401, "unauthenticated"),
        (clinic.patient("Ann Lee").await, 403, "forbidden"),
        (clinic.receptionist("Robin Reyes").await, 403, "forbidden"),
        (clinic.doctor("Jonas Weber").await, 403, "forbidden"),
    ] {
        who.patch(&path, json!({ "bio": "Mine" })).await.expect_problem(status, code);
        who.delete(&path).await.expect_problem(status, code);
        let body = json!({ "full_name": "New", "email": "new@example.com" });
        who.post(DOCTORS, body).await.expect_problem(status, code);
    }
    doctor.delete(&path).await.expect_problem(403, "forbidden");
    let refused = doctor.patch(&path, json!({ "full_name": " ", "location_ids": [] })).await;
    assert_eq!(refused.expect_problem(422, "invalid").pointers(), ["/full_name", "/location_ids"]);
    admin.patch(&format!("{DOCTORS}/nobody"), json!({})).await.expect_problem(404, "not_found");
    admin.patch(&format!("{DOCTORS}/%00"), json!({})).await.expect(400);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_doctor_leaves_a_location_with_their_hours_and_not_while_patients_are_expected(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (admin, doctor) = (clinic.admin("Sam Keller").await, clinic.doctor("Amara Osei").await);
    let (ann, garden) = (clinic.patient("Ann Lee").await, garden(&admin).await);
    let path = format!("{DOCTORS}/{}", doctor.id);
    doctor.open("2026-03-03T09:00", "2026-03-03T10:00").await.expect(201);
    let booked = ann.book(&doctor, "2026-03-03T09:00", "2026-03-03T09:30").await.expect(201);
    let away = json!({ "location_ids": [garden["id"]] });
    admin.patch(&path, away.clone()).await.expect_problem(409, "appointments_outside_hours");
    assert_eq!(ann.free(&doctor, "2026-03-03", "2026-03-04").await.len(), 1);
    let both = json!({ "location_ids": [garden["id"], clinic.location, garden["id"]] });
    let places = admin.patch(&path, both).await.expect(200).json()["locations"].clone();
    assert_eq!(
        (&places[0]["slug"], &places[1]["slug"], &places[2]),
        (&json!("garden"), &json!("riverside"), &Value::Null)
    );
    ann.delete(booked.location()).await.expect(204);
    admin.patch(&path, away).await.expect(200);
    assert_eq!(ann.free(&doctor, "2026-03-03", "2026-03-04").await, [""; 0]);
    // Where nobody works any more can be retired.
    admin.delete("/api/v1/locations/riverside").await.expect(204);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_doctor_is_disabled_once_nobody_expects_them(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (admin, doctor) = (clinic.admin("Sam Keller").await, clinic.doctor("Amara Osei").await);
    let ann = clinic.patient("Ann Lee").await;
    let path = format!("{DOCTORS}/{}", doctor.id);
    doctor.open("2026-03-03T09:00", "2026-03-03T10:00").await.expect(201);
    let booked = ann.book(&doctor, "2026-03-03T09:00", "2026-03-03T09:30").await.expect(201);
    admin.delete(&path).await.expect_problem(409, "has_appointments");
    ann.delete(booked.location()).await.expect(204);
    admin.delete(&path).await.expect(204);
    admin.delete(&path).await.expect(204);
    doctor.get("/api/v1/auth/me").await.expect_problem(401, "invalid_token");
    clinic.anonymous().get(&path).await.expect_problem(404, "not_found");
    let user = admin.get(&format!("/api/v1/users/{}", doctor.id)).await.expect(200).json();
    assert_eq!(user["active"], false);
    // Somebody else is no doctor.
    admin.delete(&format!("{DOCTORS}/{}", ann.id)).await.expect_problem(404, "not_found");
    let disabled = "select count(*) from audit_log where action = 'account_disabled'";
    assert_eq!(sqlx::query_scalar::<_, i64>(disabled).fetch_one(&clinic.pool).await.unwrap(), 1);
}
