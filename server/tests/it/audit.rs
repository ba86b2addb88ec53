//! The log of who did what.

use domain::audit::Action;
use serde_json::{Value, json};
use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::helpers::{Clinic, PASSWORD};

/// `(action, actor, person)`, oldest first.
async fn entries(clinic: &Clinic) -> Vec<(String, Option<String>, Option<String>)> {
    sqlx::query_as("select action, actor_id::text, person_id::text from audit_log order by at, id")
        .fetch_all(&clinic.pool)
        .await
        .unwrap()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn bookings_cancellations_and_reads_by_others_are_written_down(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (doctor, ann) = (clinic.doctor("Jane Smith").await, clinic.patient("Ann Lee").await);
    doctor.open("2026-03-03T09:00", "2026-03-03T12:00").await.expect(201);
    let id = ann.book(&doctor, "2026-03-03T09:00", "2026-03-03T09:30").await.expect(201).json()["id"].clone();
    let path = format!("/api/v1/appointments/{}", id.as_str().unwrap());
    ann.get(&path).await.expect(200);
    doctor.get(&path).await.expect(200);
    doctor.get("/api/v1/doctors/me/appointments").await.expect(200);
    doctor.delete(&path).await.expect(204);
    let entries = entries(&clinic).await;
    let of = |action: &str| entries.iter().filter(|entry| entry.0 == action).collect::<Vec<_>>();
    let (ann, doctor) = (Some(ann.id.clone()), Some(doctor.id.clone()));
    assert_eq!(of("appointment_booked"), [&("appointment_booked".into(), ann.clone(), ann.clone())]);
    // A patient's look at their own is nobody's business.
    assert_eq!(of("appointment_read"), [&("appointment_read".into(), doctor.clone(), ann.clone())]);
    assert_eq!(of("appointments_listed"), [&("appointments_listed".into(), doctor.clone(), None)]);
    assert_eq!(of("appointment_cancelled"), [&("appointment_cancelled".into(), doctor, ann)]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn sign_ins_and_changes_of_roles_are_written_down_with_where_they_came_from(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (admin, ann) = (clinic.admin("Sam Keller").await, clinic.patient("Ann Lee").await);
    let wrong = json!({ "email": "ann.lee@example.com", "password": "not the password" });
    clinic.anonymous().post("/api/v1/auth/login", wrong).await.expect(401);
    admin.patch(&format!("/api/v1/users/{}", ann.id), json!({ "role": "doctor" })).await.expect(200);
    let log = admin.get(&format!("/api/v1/admin/audit?person_id={}", ann.id)).await.expect(200).json();
    let actions: Vec<_> = log["items"].as_array().unwrap().iter().map(|entry| entry["action"].clone()).collect();
    for action in ["role_changed", "sign_in_failed", "signed_in", "registered"] {
        assert!(actions.contains(&json!(action)), "{actions:?}");
    }
    let role = log["items"].as_array().unwrap().iter().find(|entry| entry["action"] == "role_changed").unwrap();
    assert_eq!(role["details"], json!({ "from": "patient", "to": "doctor" }));
    assert!(role["request_id"].is_string(), "{role}");
    let text = log.to_string();
    assert!(!text.contains("ann.lee@") && !text.contains(PASSWORD) && !text.contains("Ann Lee"), "{text}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_page_that_shows_others_is_written_down_like_a_call(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (doctor, ann) = (clinic.doctor("Jane Smith").await, clinic.patient("Ann Lee").await);
    doctor.open("2026-03-03T09:00", "2026-03-03T12:00").await.expect(201);
    ann.book(&doctor, "2026-03-03T09:00", "2026-03-03T09:30").await.expect(201);
    doctor.get("/doctor").await.expect(200);
    let request: Option<String> =
        sqlx::query_scalar("select request_id from audit_log where action = 'appointments_listed'")
            .fetch_one(&clinic.pool)
            .await
            .unwrap();
    assert!(request.is_some(), "the origin is known while a page is made");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn nobody_changes_or_removes_an_entry(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    clinic.patient("Ann Lee").await;
    clinic.state.services.extend_audit_chain().await.unwrap();
    for table in ["audit_log", "audit_chain"] {
        for change in [format!("delete from {table}"), format!("truncate {table} cascade")] {
            let error = sqlx::query(sqlx::AssertSqlSafe(change.clone())).execute(&clinic.pool).await.unwrap_err();
            assert!(error.to_string().contains("can only be added to"), "{change}: {error}");
        }
    }
    let error = sqlx::query("update audit_log set action = 'nothing'").execute(&clinic.pool).await.unwrap_err();
    assert!(error.to_string().contains("can only be added to"), "{error}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_chain_shows_a_changed_and_a_removed_entry(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let ann = clinic.patient("Ann Lee").await;
    let services = &clinic.state.services;
    services.extend_audit_chain().await.unwrap();
    ann.get("/api/v1/auth/me").await.expect(200);
    ann.post("/api/v1/auth/logout", Value::Null).await;
    services.extend_audit_chain().await.unwrap();
    let intact = services.verify_audit_chain().await.unwrap();
    assert!(intact.intact >= 2 && intact.broken_at.is_none() && intact.waiting == 0, "{intact:?}");

    // Somebody with all rights over the database.
    for sql in ["alter table audit_log disable trigger user", "alter table audit_chain disable trigger user"] {
        sqlx::query(sql).execute(&clinic.pool).await.unwrap();
    }
    let second = "(select entry_id from audit_chain where position = 2)";
    let change = format!("update audit_log set actor_role = 'admin' where id = {second}");
    sqlx::query(sqlx::AssertSqlSafe(change)).execute(&clinic.pool).await.unwrap();
    assert_eq!(services.verify_audit_chain().await.unwrap().broken_at, Some(2));

    sqlx::query("delete from audit_chain where position = 1").execute(&clinic.pool).await.unwrap();
    assert_eq!(services.verify_audit_chain().await.unwrap().broken_at, Some(1));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_log_is_listed_page_by_page(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let admin = clinic.admin("Sam Keller").await;
    clinic.patient("Ann Lee").await;
    let (mut path, mut seen) = ("/api/v1/admin/audit?limit=2".to_owned(), Vec::new());
    loop {
        let page = admin.get(&path).await.expect(200).json();
        seen.extend(page["items"].as_array().unwrap().iter().map(|entry| entry["id"].as_str().unwrap().to_owned()));
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        path = format!("/api/v1/admin/audit?limit=2&cursor={cursor}");
    }
    let total: i64 = sqlx::query_scalar("select count(*) from audit_log").fetch_one(&clinic.pool).await.unwrap();
    assert_eq!(i64::try_from(seen.len()).unwrap(), total);
    assert!(seen.is_sorted_by(|a, b| a > b));
    admin.get("/api/v1/admin/audit?cursor=nonsense").await.expect_problem(422, "invalid");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_action_that_there_is_not_is_refused_with_all_there_are(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let admin = clinic.admin("Sam Keller").await;
    let answer = admin.get("/api/v1/admin/audit?action=nonsense").await.expect_problem(422, "invalid");
    assert_eq!(answer.pointers(), ["/action"]);
    for action in Action::ALL {
        assert!(answer.text.contains(action.as_str()), "{action:?}");
        admin.get(&format!("/api/v1/admin/audit?action={}", action.as_str())).await.expect(200);
    }
}
