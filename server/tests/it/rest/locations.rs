use serde_json::{Value, json};
use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::helpers::Clinic;

const LOCATIONS: &str = "/api/v1/locations";

fn garden() -> Value {
    json!({
        "name": "Garden Square", "address": "3 Garden Square", "city": "Berlin", "postal_code": "10435",
        "time_zone": "Europe/Berlin",
    })
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_administrator_adds_changes_and_retires_a_location(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (admin, visitor) = (clinic.admin("Sam Keller").await, clinic.anonymous());
    let answer = admin.post(LOCATIONS, garden()).await.expect(201);
    let (path, added) = (answer.location().to_owned(), answer.json());
    assert_eq!((&added["slug"], &added["time_zone"]), (&json!("garden-square"), &json!("Europe/Berlin")));
    assert_eq!(visitor.get(&format!("{LOCATIONS}/garden-square")).await.expect(200).json(), added);
    // What is added comes last: the first location is the default one.
    let list = visitor.get(LOCATIONS).await.expect(200).json();
    assert_eq!((&list["items"][0]["slug"], &list["items"][1]), (&json!("riverside"), &added));

    let moved = admin.patch(&path, json!({ "address": "4 Garden Square" })).await.expect(200).json();
    assert_eq!((&moved["address"], &moved["city"]), (&json!("4 Garden Square"), &json!("Berlin")));
    let department = json!({ "name": "Surgery", "location_id": added["id"] });
    admin.post("/api/v1/departments", department).await.expect(201);

    admin.delete(&path).await.expect(204);
    admin.delete(&path).await.expect_problem(404, "not_found");
    visitor.get(&path).await.expect_problem(404, "not_found");
    visitor.get(&format!("{path}/closures")).await.expect_problem(404, "not_found");
    assert_eq!(visitor.get(LOCATIONS).await.expect(200).json()["items"].as_array().unwrap().len(), 1);
    // Its departments go with it, and nobody can be sent there.
    assert_eq!(visitor.get("/api/v1/departments").await.expect(200).json()["items"], json!([]));
    let ann = clinic.patient("Ann Lee").await;
    let desk = json!({ "role": "receptionist", "location_id": added["id"] });
    admin.patch(&format!("/api/v1/users/{}", ann.id), desk).await.expect_problem(422, "invalid");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn nobody_but_administrators_changes_locations(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let path = format!("{LOCATIONS}/riverside");
    for (who, status, code) in [
        (clinic.anonymous(), 401, "unauthenticated"),
        (clinic.patient("Ann Lee").await, 403, "forbidden"),
        (clinic.doctor("Amara Osei").await, 403, "forbidden"),
        (clinic.receptionist("Robin Reyes").await, 403, "forbidden"),
    ] {
        who.post(LOCATIONS, garden()).await.expect_problem(status, code);
        who.patch(&path, json!({ "name": "Mine" })).await.expect_problem(status, code);
        who.delete(&path).await.expect_problem(status, code);
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn everything_wrong_with_a_location_is_named_at_once(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let admin = clinic.admin("Sam Keller").await;
    let all = ["/name", "/address", "/city", "/postal_code", "/time_zone"];
    assert_eq!(admin.post(LOCATIONS, json!({})).await.expect_problem(422, "invalid").pointers(), all);
    for (zone, status) in [("Europe/Paris", 200), ("Mars/Olympus", 422), ("+01:00", 422), ("", 422)] {
        admin.patch(&format!("{LOCATIONS}/riverside"), json!({ "time_zone": zone })).await.expect(status);
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_location_where_somebody_works_or_is_expected_stays(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (admin, doctor) = (clinic.admin("Sam Keller").await, clinic.doctor("Amara Osei").await);
    let ann = clinic.patient("Ann Lee").await;
    let riverside = format!("{LOCATIONS}/riverside");
    admin.delete(&riverside).await.expect_problem(409, "in_use");

    doctor.open("2026-03-03T09:00", "2026-03-03T12:00").await.expect(201);
    let booked = ann.book(&doctor, "2026-03-03T09:00", "2026-03-03T09:30").await.expect(201);
    let appointment = booked.location().to_owned();
    // The visit is there, whoever works there.
    sqlx::query("delete from doctor_locations").execute(&clinic.pool).await.unwrap();
    admin.delete(&riverside).await.expect_problem(409, "in_use");
    ann.delete(&appointment).await.expect(204);
    admin.delete(&riverside).await.expect(204);
    // Appointments still name it.
    assert_eq!(ann.get(&appointment).await.expect(200).json()["location"]["slug"], "riverside");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn another_time_zone_moves_weekly_hours(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (admin, doctor) = (clinic.admin("Sam Keller").await, clinic.doctor("Amara Osei").await);
    let ann = clinic.patient("Ann Lee").await;
    let tuesdays = json!({
        "location_id": clinic.location, "weekly": [{ "weekday": 2, "start": "09:00", "end": "10:00" }],
    });
    doctor.put("/api/v1/doctors/me/schedule", tuesdays).await.expect(200);
    let free = || async { ann.free(&doctor, "2026-03-03", "2026-03-04").await };
    assert_eq!(free().await, ["2026-03-03T09:00:00Z", "2026-03-03T09:30:00Z"]);
    let version = || async {
        sqlx::query_scalar::<_, i64>("select calendar_version from doctors").fetch_one(&clinic.pool).await.unwrap()
    };
    let before = version().await;
    let riverside = format!("{LOCATIONS}/riverside");
    admin.patch(&riverside, json!({ "time_zone": "Europe/Berlin" })).await.expect(200);
    assert_eq!(free().await, ["2026-03-03T08:00:00Z", "2026-03-03T08:30:00Z"]);
    // Whoever is booking meanwhile looks again.
    assert_eq!(version().await, before + 1);

    // Not under somebody who is booked.
    ann.book(&doctor, "2026-03-03T09:00", "2026-03-03T09:30").await.expect(201);
    let back = json!({ "time_zone": "Europe/London" });
    admin.patch(&riverside, back).await.expect_problem(409, "appointments_outside_hours");
    assert_eq!(admin.get(&riverside).await.expect(200).json()["time_zone"], "Europe/Berlin");
    admin.patch(&riverside, json!({ "name": "Riverside II" })).await.expect(200);
}
