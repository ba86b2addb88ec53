use serde_json::json;
use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::helpers::Clinic;

const DEPARTMENTS: &str = "/api/v1/departments";

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_administrator_adds_changes_and_retires_a_department(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (admin, visitor) = (clinic.admin("Sam Keller").await, clinic.anonymous());
    let answer =
        admin.post(DEPARTMENTS, json!({ "name": "Surgery", "location_id": clinic.location })).await.expect(201);
    let (path, added) = (answer.location().to_owned(), answer.json());
    assert_eq!((&added["slug"], &added["location_id"]), (&json!("surgery"), &json!(clinic.location)));
    for query in ["", "?location=riverside", &format!("?location={}", clinic.location)] {
        let list = visitor.get(&format!("{DEPARTMENTS}{query}")).await.expect(200).json();
        assert_eq!(list, json!({ "items": [added], "next_cursor": null }), "{query}");
    }
    let elsewhere = visitor.get(&format!("{DEPARTMENTS}?location=elsewhere")).await.expect(200).json();
    assert_eq!(elsewhere["items"], json!([]));
    assert_eq!(visitor.get(&format!("{DEPARTMENTS}/surgery")).await.expect(200).json(), added);

    let renamed = admin.patch(&path, json!({ "name": "Day surgery" })).await.expect(200).json();
    assert_eq!((&renamed["name"], &renamed["slug"]), (&json!("Day surgery"), &json!("surgery")));
    admin.delete(&path).await.expect(204);
    admin.delete(&path).await.expect_problem(404, "not_found");
    visitor.get(&path).await.expect_problem(404, "not_found");
    assert_eq!(visitor.get(DEPARTMENTS).await.expect(200).json()["items"], json!([]));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn nobody_but_administrators_changes_departments(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let path = format!("{DEPARTMENTS}/surgery");
    for (who, status, code) in [
        (clinic.anonymous(), 401, "unauthenticated"),
        (clinic.patient("Ann Lee").await, 403, "forbidden"),
        (clinic.doctor("Amara Osei").await, 403, "forbidden"),
        (clinic.receptionist("Robin Reyes").await, 403, "forbidden"),
    ] {
        let body = json!({ "name": "Mine", "location_id": clinic.location });
        who.post(DEPARTMENTS, body).await.expect_problem(status, code);
        who.patch(&path, json!({ "name": "Mine" })).await.expect_problem(status, code);
        who.delete(&path).await.expect_problem(status, code);
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_department_needs_a_name_and_a_location(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let admin = clinic.admin("Sam Keller").await;
    for (body, pointers) in [
        (json!({}), vec!["/name", "/location_id"]),
        (json!({ "name": "", "location_id": "here" }), vec!["/name", "/location_id"]),
        (json!({ "name": "Surgery", "location_id": clinic.specialty }), vec!["/location_id"]),
        (json!({ "name": ["Surgery"] }), vec!["/name"]),
    ] {
        let refused = admin.post(DEPARTMENTS, body).await.expect_problem(422, "invalid");
        assert_eq!(refused.pointers(), pointers);
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_department_moves_to_no_location_that_is_not_there(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let admin = clinic.admin("Sam Keller").await;
    let body = json!({ "name": "Surgery", "location_id": clinic.location });
    let path = admin.post(DEPARTMENTS, body).await.expect(201).location().to_owned();
    let refused = admin.patch(&path, json!({ "location_id": clinic.specialty })).await.expect_problem(422, "invalid");
    assert_eq!(refused.pointers(), ["/location_id"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_department_with_doctors_stays_where_it_is(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (admin, doctor) = (clinic.admin("Sam Keller").await, clinic.doctor("Amara Osei").await);
    let body = json!({ "name": "Surgery", "location_id": clinic.location });
    let surgery = admin.post(DEPARTMENTS, body).await.expect(201).json();
    let garden = json!({
        "name": "Garden", "address": "3 Garden Square", "city": "London", "postal_code": "N1", "time_zone": "Europe/London",
    });
    let garden = admin.post("/api/v1/locations", garden).await.expect(201).json();
    let path = format!("{DEPARTMENTS}/surgery");
    let profile = format!("/api/v1/doctors/{}", doctor.id);
    let joined = doctor.patch(&profile, json!({ "department_id": surgery["id"] })).await.expect(200).json();
    assert_eq!(joined["department"], surgery);
    admin.delete(&path).await.expect_problem(409, "in_use");
    admin.patch(&path, json!({ "location_id": garden["id"] })).await.expect_problem(409, "in_use");
    // Nor does the doctor belong to a department where they do not work.
    let away = json!({ "location_ids": [garden["id"]] });
    let refused = doctor.patch(&profile, away).await.expect_problem(422, "invalid");
    assert_eq!(refused.pointers(), ["/department_id"]);
    assert_eq!(clinic.anonymous().get(&profile).await.expect(200).json()["department"], surgery);

    admin.delete(&profile).await.expect(204);
    admin.patch(&path, json!({ "location_id": garden["id"] })).await.expect(200);
    admin.delete(&path).await.expect(204);
}
