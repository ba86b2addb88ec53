use serde_json::json;
use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::helpers::Clinic;

const SPECIALTIES: &str = "/api/v1/specialties";

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_administrator_adds_renames_and_retires_a_specialty(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (admin, visitor) = (clinic.admin("Sam Keller").await, clinic.anonymous());
    let answer = admin.post(SPECIALTIES, json!({ "name": " Ear, Nose and Throat " })).await.expect(201);
    let (path, added) = (answer.location().to_owned(), answer.json());
    assert_eq!((&added["name"], &added["slug"]), (&json!("Ear, Nose and Throat"), &json!("ear-nose-and-throat")));
    assert_eq!(visitor.get(&path).await.expect(200).json(), added);
    assert_eq!(visitor.get(&format!("{SPECIALTIES}/ear-nose-and-throat")).await.expect(200).json(), added);

    let renamed = admin.patch(&path, json!({ "name": "ENT", "slug": "mine" })).await.expect(200).json();
    assert_eq!((&renamed["name"], &renamed["slug"]), (&json!("ENT"), &json!("ear-nose-and-throat")));
    admin.patch(&path, json!({})).await.expect(200);

    admin.delete(&path).await.expect(204);
    admin.delete(&path).await.expect_problem(404, "not_found");
    admin.patch(&path, json!({ "name": "Again" })).await.expect_problem(404, "not_found");
    visitor.get(&path).await.expect_problem(404, "not_found");
    let list = visitor.get(SPECIALTIES).await.expect(200).json();
    assert_eq!(list["items"].as_array().unwrap().len(), 1, "{list}");
    // The address of what is retired is not given to something else.
    let again = admin.post(SPECIALTIES, json!({ "name": "Ear, nose and throat" })).await.expect(201).json();
    assert_eq!(again["slug"], "ear-nose-and-throat-2");
    let how = "select details->>'how' from audit_log where action = 'specialty_changed' order by id";
    let how: Vec<String> = sqlx::query_scalar(how).fetch_all(&clinic.pool).await.unwrap();
    assert_eq!(how, ["added", "changed", "changed", "retired", "added"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn nobody_but_administrators_changes_specialties(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let path = format!("{SPECIALTIES}/cardiology");
    for (who, status, code) in [
        (clinic.anonymous(), 401, "unauthenticated"),
        (clinic.patient("Ann Lee").await, 403, "forbidden"),
        (clinic.doctor("Amara Osei").await, 403, "forbidden"),
        (clinic.receptionist("Robin Reyes").await, 403, "forbidden"),
    ] {
        who.post(SPECIALTIES, json!({ "name": "Mine" })).await.expect_problem(status, code);
        who.patch(&path, json!({ "name": "Mine" })).await.expect_problem(status, code);
        who.delete(&path).await.expect_problem(status, code);
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_specialty_that_a_doctor_has_stays(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (admin, doctor) = (clinic.admin("Sam Keller").await, clinic.doctor("Amara Osei").await);
    let (path, profile) = (format!("{SPECIALTIES}/cardiology"), format!("/api/v1/doctors/{}", doctor.id));
    doctor.patch(&profile, json!({ "specialty_id": clinic.specialty })).await.expect(200);
    admin.delete(&path).await.expect_problem(409, "in_use");
    admin.get(&path).await.expect(200);
    doctor.patch(&profile, json!({ "specialty_id": null })).await.expect(200);
    admin.delete(&path).await.expect(204);
    let refused = doctor.patch(&profile, json!({ "specialty_id": clinic.specialty })).await;
    assert_eq!(refused.expect_problem(422, "invalid").pointers(), ["/specialty_id"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_name_that_is_none_is_refused(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let admin = clinic.admin("Sam Keller").await;
    for body in [
        json!({}),
        json!({ "name": " " }),
        json!({ "name": "x".repeat(81) }),
        json!({ "name": "a\nb" }),
        json!({ "name": 7 }),
    ] {
        let refused = admin.post(SPECIALTIES, body).await.expect_problem(422, "invalid");
        assert_eq!(refused.pointers(), ["/name"]);
    }
    admin.patch(&format!("{SPECIALTIES}/nothing"), json!({ "name": "x" })).await.expect_problem(404, "not_found");
    // A name without plain letters has its id for an address.
    let chinese = admin.post(SPECIALTIES, json!({ "name": "内科" })).await.expect(201).json();
    assert_eq!(chinese["slug"], format!("specialty-{}", chinese["id"].as_str().unwrap()));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn namesakes_that_are_added_at_once_get_addresses_of_their_own(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let admin = clinic.admin("Sam Keller").await;
    let all = futures::future::join_all(
        std::iter::repeat_with(|| admin.post(SPECIALTIES, json!({ "name": "Neurology" }))).take(6),
    );
    let mut slugs: Vec<String> =
        all.await.into_iter().map(|added| added.expect(201).json()["slug"].as_str().unwrap().to_owned()).collect();
    slugs.sort_unstable();
    assert_eq!(slugs, ["neurology", "neurology-2", "neurology-3", "neurology-4", "neurology-5", "neurology-6"]);
}
