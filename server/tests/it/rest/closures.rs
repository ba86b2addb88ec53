use serde_json::json;
use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::helpers::Clinic;

#[sqlx::test(migrator = "MIGRATOR")]
async fn on_a_public_holiday_nobody_at_the_location_can_be_booked(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (admin, doctor) = (clinic.admin("Sam Keller").await, clinic.doctor("Amara Osei").await);
    doctor.open("2026-04-03T10:00", "2026-04-03T11:00").await.expect(201);
    doctor.open("2026-04-04T10:00", "2026-04-04T11:00").await.expect(201);
    let path = format!("/api/v1/locations/{}/closures", clinic.location);
    let good_friday = json!({ "first_day": "2026-04-03", "reason": "Good Friday" });
    doctor.post(&path, good_friday.clone()).await.expect_problem(403, "forbidden");
    let closed = admin.post(&path, good_friday).await.expect(201).json();
    assert_eq!((&closed["last_day"], &closed["reason"]), (&json!("2026-04-03"), &json!("Good Friday")));
    assert_eq!(clinic.anonymous().get(&path).await.expect(200).json()["items"], json!([closed]));
    assert_eq!(clinic.anonymous().free(&doctor, "2026-04-03", "2026-04-05").await.len(), 2);
    let ann = clinic.patient("Ann Lee").await;
    ann.book(&doctor, "2026-04-03T10:00", "2026-04-03T10:30").await.expect_problem(422, "outside_availability");

    let one = format!("{path}/{}", closed["id"].as_str().unwrap());
    doctor.delete(&one).await.expect_problem(403, "forbidden");
    admin.delete(&one).await.expect(204);
    admin.delete(&one).await.expect_problem(404, "not_found");
    assert_eq!(clinic.anonymous().free(&doctor, "2026-04-03", "2026-04-05").await.len(), 4);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_closure_has_days_in_order(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let admin = clinic.admin("Sam Keller").await;
    let path = format!("/api/v1/locations/{}/closures", clinic.location);
    for (first, last, pointer) in [
        ("2026-04-03", "2026-04-02", "/last_day"),
        ("2026-04-03", "2028-04-02", "/last_day"),
        ("Easter", "2026-04-02", "/first_day"),
    ] {
        let refused = admin.post(&path, json!({ "first_day": first, "last_day": last })).await;
        assert_eq!(refused.expect_problem(422, "invalid").pointers(), [pointer]);
    }
    let nowhere = "/api/v1/locations/00000000-0000-0000-0000-000000000009/closures";
    admin.post(nowhere, json!({ "first_day": "2026-04-03" })).await.expect_problem(404, "not_found");
}
