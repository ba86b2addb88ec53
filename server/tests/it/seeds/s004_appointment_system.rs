//! Appointment System: its "Available Endpoints", line by line, with who may call them.

use serde_json::json;
use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::helpers::{Client, Clinic, PASSWORD};

#[sqlx::test(migrator = "MIGRATOR")]
async fn authentication(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let anyone = clinic.anonymous();
    let body = json!({ "name": "Ann Lee", "email": "ann@example.com", "password": PASSWORD });
    let user = anyone.post("/api/auth/register", body).await.expect(201).json();
    let body = json!({ "email": "ann@example.com", "password": PASSWORD });
    let login = anyone.post("/api/auth/login", body).await.expect(200).json();
    let ann = Client { token: login["access_token"].as_str().map(str::to_owned), ..clinic.anonymous() };
    assert_eq!(ann.get("/api/auth/me").await.expect(200).json(), user);
    ann.post("/api/auth/logout", json!({})).await.expect(204);
    ann.get("/api/auth/me").await.expect_problem(401, "invalid_token");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn admin_users_and_dashboard(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (ann, admin) = (clinic.patient("Ann Lee").await, clinic.admin("Sam Keller").await);
    let users = admin.get("/api/admin/users").await.expect(200).json();
    assert_eq!(users["items"].as_array().unwrap().len(), 2);
    ann.get("/api/admin/users").await.expect_problem(403, "forbidden");
    let stats = admin.get("/api/admin/dashboard/stats").await.expect(200).json();
    assert_eq!((&stats["patients"], &stats["doctors"], &stats["appointments"]), (&json!(1), &json!(0), &json!(0)));
    ann.get("/api/admin/dashboard/stats").await.expect_problem(403, "forbidden");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn patients_crud(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let admin = clinic.admin("Sam Keller").await;
    let body = json!({ "full_name": "Ann Lee", "email": "ann@example.com", "password": PASSWORD });
    let ann = admin.post("/api/patients", body).await.expect(201).json();
    let path = format!("/api/patients/{}", ann["id"].as_str().unwrap());
    assert_eq!(admin.get("/api/patients").await.expect(200).json()["items"], json!([ann]));
    assert_eq!(admin.get(&path).await.expect(200).json(), ann);
    let changed = admin.patch(&path, json!({ "full_name": "Ann Leeds" })).await.expect(200).json();
    assert_eq!(changed["full_name"], "Ann Leeds");
    // A patient manages their own.
    let her = clinic.sign_in("ann@example.com").await;
    assert_eq!(her.patch(&path, json!({ "phone": "12345" })).await.expect(200).json()["phone"], "12345");
    clinic.patient("Bo Lind").await.get(&path).await.expect_problem(404, "not_found");
    clinic.doctor("Amara Osei").await.get(&path).await.expect_problem(404, "not_found");
    admin.delete(&path).await.expect(204);
    assert_eq!(admin.get(&path).await.expect(200).json()["active"], false);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn departments_and_doctors_crud(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (admin, anyone) = (clinic.admin("Sam Keller").await, clinic.anonymous());
    let body = json!({ "name": "Surgery", "location_id": clinic.location });
    let surgery = admin.post("/api/departments", body).await.expect(201).json();
    let department = format!("/api/departments/{}", surgery["id"].as_str().unwrap());
    assert_eq!(anyone.get("/api/departments").await.expect(200).json()["items"], json!([surgery]));
    assert_eq!(anyone.get(&department).await.expect(200).json(), surgery);
    let surgery = admin.patch(&department, json!({ "name": "Day surgery" })).await.expect(200).json();

    let body = json!({
        "full_name": "Amara Osei", "email": "amara@example.com", "password": PASSWORD, "department_id": surgery["id"],
    });
    let amara = admin.post("/api/doctors", body).await.expect(201).json();
    let doctor = format!("/api/doctors/{}", amara["id"].as_str().unwrap());
    assert_eq!(amara["department"], surgery);
    assert_eq!(anyone.get("/api/doctors").await.expect(200).json()["items"], json!([amara]));
    assert_eq!(anyone.get(&doctor).await.expect(200).json(), amara);
    assert_eq!(admin.patch(&doctor, json!({ "bio": "Hearts." })).await.expect(200).json()["bio"], "Hearts.");

    admin.delete(&department).await.expect_problem(409, "in_use");
    admin.delete(&doctor).await.expect(204);
    anyone.get(&doctor).await.expect_problem(404, "not_found");
    admin.delete(&department).await.expect(204);
    anyone.get(&department).await.expect_problem(404, "not_found");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn appointments_crud(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (ann, doctor) = (clinic.patient("Ann Lee").await, clinic.doctor("Amara Osei").await);
    let admin = clinic.admin("Sam Keller").await;
    doctor.open("2026-03-15T09:00", "2026-03-15T12:00").await.expect(201);
    let body = json!({ "doctor_id": doctor.id, "start_time": "2026-03-15T10:00", "reason": "A cough" });
    let booked = ann.post("/api/appointments", body).await.expect(201).json();
    let path = format!("/api/appointments/{}", booked["id"].as_str().unwrap());
    for who in [&ann, &doctor, &admin] {
        assert_eq!(who.get("/api/appointments").await.expect(200).json()["items"][0]["id"], booked["id"]);
        assert_eq!(who.get(&path).await.expect(200).json()["id"], booked["id"]);
    }
    let moved = ann.patch(&path, json!({ "start_time": "2026-03-15T11:00" })).await.expect(200).json();
    assert_eq!(moved["start_time"], "2026-03-15T11:00:00Z");
    ann.delete(&path).await.expect(204);
    ann.delete(&path).await.expect_problem(409, "not_cancellable");
    // A doctor sees those who come, and nobody else.
    let patients = doctor.get("/api/patients").await.expect(200).json();
    assert_eq!(patients["items"][0]["id"], json!(ann.id));
}
