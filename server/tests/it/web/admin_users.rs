//! The administrator's pages of accounts, as a browser without JavaScript uses them.

use serde_json::json;
use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::helpers::{Browser, Clinic, PASSWORD};

const USERS: &str = "/admin/users";

#[sqlx::test(migrator = "MIGRATOR")]
async fn accounts_are_listed_by_role_and_standing(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (mut browser, admin) = Browser::of_admin(&clinic, "Sam Keller").await;
    let (ann, amara) = (clinic.patient("Ann Lee").await, clinic.doctor("Amara Osei").await);
    admin.patch(&format!("/api/v1/users/{}", ann.id), json!({ "active": false })).await.expect(200);
    admin.patch(&format!("/api/v1/users/{}", amara.id), json!({ "verified": false })).await.expect(200);
    // The administrator's own name is on every page.
    for (query, found, missing) in [
        ("", "ann.lee@example.com", "nobody"),
        ("?role=doctor", "amara.osei@example.com", "ann.lee@example.com"),
        ("?role=patient", "ann.lee@example.com", "amara.osei@example.com"),
        ("?standing=unapproved", "Waiting for approval", "ann.lee@example.com"),
        ("?standing=disabled", "ann.lee@example.com", "amara.osei@example.com"),
        ("?role=receptionist&standing=disabled", "There is no such account.", "@example.com"),
    ] {
        let page = browser.get(&format!("{USERS}{query}")).await.expect(200).text;
        assert!(page.contains(found) && !page.contains(missing), "{query}: {page}");
    }
    for query in ["?role=surgeon", "?standing=odd"] {
        let page = browser.get(&format!("{USERS}{query}")).await.expect(422).text;
        assert!(page.contains("Choose from the list."), "{query}: {page}");
    }
    browser.get(&format!("{USERS}?page=nonsense")).await.expect(422);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_receptionist_needs_a_location_and_nobody_else_gets_one(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (mut browser, _) = Browser::of_admin(&clinic, "Sam Keller").await;
    let robin = clinic.patient("Robin Reyes").await;
    let path = format!("{USERS}/{}", robin.id);
    let page = browser.get(&path).await.expect(200).text;
    assert!(page.contains("Give Robin Reyes this role") && page.contains("Disable account of Robin Reyes"), "{page}");
    let location = clinic.location.to_string();
    let with = |role: &'static str, location| [("id", robin.id.as_str()), ("role", role), ("location_id", location)];

    assert_eq!(browser.post("/fn/change-user", &with("receptionist", "")).await.location(), path);
    let page = browser.get(&path).await.expect(200).text;
    assert!(page.contains("Choose where the receptionist works."), "{page}");
    assert!(page.contains("<option value=\"receptionist\" selected>"), "{page}");
    browser.post("/fn/change-user", &with("receptionist", &location)).await;
    let page = browser.get(&path).await.expect(200).text;
    assert!(page.contains("The role of Robin Reyes is receptionist now."), "{page}");
    assert!(page.contains(&format!("<option value=\"{location}\" selected>")), "{page}");
    // The form still says where they worked.
    browser.post("/fn/change-user", &with("patient", &location)).await;
    assert!(browser.get(&path).await.expect(200).text.contains("The role of Robin Reyes is patient now."));
    browser.post("/fn/change-user", &with("surgeon", "")).await;
    assert!(browser.get(&path).await.expect(200).text.contains("There is a problem"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn administrators_do_not_lock_themselves_out(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (mut browser, admin) = Browser::of_admin(&clinic, "Sam Keller").await;
    let path = format!("{USERS}/{}", admin.id);
    let page = browser.get(&path).await.expect(200).text;
    assert!(page.contains("This is your own account.") && !page.contains("/fn/change-user"), "{page}");
    for fields in [[("id", admin.id.as_str()), ("active", "false")], [("id", admin.id.as_str()), ("role", "patient")]] {
        assert_eq!(browser.post("/fn/change-user", &fields).await.location(), path);
        let page = browser.get(&path).await.expect(200).text;
        assert!(page.contains("You cannot change your own role or disable your own account."), "{page}");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn nobody_else_changes_an_account_and_no_form_leads_elsewhere(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (mut browser, _) = Browser::of_admin(&clinic, "Sam Keller").await;
    let (ann, bo) = (clinic.patient("Ann Lee").await, clinic.patient("Bo Lind").await);
    let mut patient = Browser::new(&clinic);
    patient.post("/fn/login", &[("email", "ann.lee@example.com"), ("password", PASSWORD), ("next", "/")]).await;
    let mine = [("id", ann.id.as_str()), ("role", "admin")];
    let back = patient.post("/fn/change-user", &mine).await.location().to_owned();
    patient.get(&back).await.expect(403);
    assert_eq!(ann.get("/api/v1/auth/me").await.expect(200).json()["role"], "patient");

    let path = format!("{USERS}/{}", bo.id);
    let fields = [("id", bo.id.as_str()), ("active", "false"), ("next", "//evil.example")];
    assert_eq!(browser.post("/fn/change-user", &fields).await.location(), path);
}
