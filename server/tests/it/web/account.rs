//! The account page, as a browser without JavaScript uses it.

use serde_json::json;
use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::helpers::{Browser, Clinic, PASSWORD};

async fn ann(clinic: &Clinic) -> Browser {
    clinic.patient("Ann Lee").await;
    let mut browser = Browser::new(clinic);
    let fields = [("email", "ann.lee@example.com"), ("password", PASSWORD), ("next", "/account")];
    browser.post("/fn/login", &fields).await;
    browser
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn details_are_changed_with_a_form_that_keeps_what_was_typed(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let mut browser = ann(&clinic).await;
    let page = browser.get("/account").await.expect(200).text;
    assert!(page.contains("value=\"Ann Lee\"") && page.contains("Signed in 2 March 2026, 08:00 UTC"), "{page}");

    let fields = [("full_name", "Ann Berg"), ("phone", "call me"), ("bio", "Likes tea")];
    assert_eq!(browser.post("/fn/update-profile", &fields).await.location(), "/account");
    let page = browser.get("/account").await.expect(200).text;
    assert!(page.contains("Enter a telephone number like") && page.contains("value=\"call me\""), "{page}");
    assert!(page.contains("value=\"Ann Berg\"") && page.contains("Likes tea"), "{page}");

    let fields = [("full_name", "Ann Berg"), ("phone", ""), ("bio", "Likes tea")];
    browser.post("/fn/update-profile", &fields).await;
    assert!(browser.get("/account").await.expect(200).text.contains("Your details are saved."));
    let fields = [("full_name", "Ann Berg"), ("phone", ""), ("bio", "")];
    browser.post("/fn/update-profile", &fields).await;
    assert!(!browser.get("/account").await.expect(200).text.contains("Likes tea"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_is_written_stays_text_on_the_page(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let mut browser = ann(&clinic).await;
    let fields = [("full_name", "Ann Berg"), ("phone", ""), ("bio", "</textarea><h1>Not a heading</h1> &lt;")];
    browser.post("/fn/update-profile", &fields).await;
    let page = browser.get("/account").await.expect(200).text;
    assert!(page.contains("&lt;/textarea>&lt;h1>Not a heading") && page.contains("&amp;lt;"), "{page}");
    assert!(!page.contains("<h1>Not a heading"), "{page}");
    // A name is the title of the page of a doctor.
    let doctor = clinic.doctor("Amara Osei").await;
    let path = format!("/api/v1/doctors/{}", doctor.id);
    doctor.patch(&path, json!({ "full_name": "</title><h1>Not a heading" })).await.expect(200);
    let page = browser.get("/doctors/amara-osei").await.expect(200).text;
    assert!(page.contains("<title>&lt;/title>&lt;h1>Not a heading · Praxis</title>"), "{page}");
    assert!(!page.contains("<h1>Not a heading"), "{page}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn my_data_is_a_plain_link(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let mut browser = ann(&clinic).await;
    let link = "/api/v1/users/me/export";
    assert!(browser.get("/account").await.expect(200).text.contains(&format!("href=\"{link}\"")));
    assert_eq!(browser.get(link).await.expect(200).json()["profile"]["email"], "ann.lee@example.com");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_account_is_deleted_with_its_password_and_the_browser_forgets_it(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let mut browser = ann(&clinic).await;
    assert_eq!(browser.post("/fn/delete-account", &[("password", "wrong")]).await.location(), "/account");
    assert!(browser.get("/account").await.expect(200).text.contains("This is not your password."));
    assert_eq!(browser.post("/fn/delete-account", &[("password", PASSWORD)]).await.location(), "/");
    assert!(browser.get("/").await.expect(200).text.contains("Your account is deleted."));
    assert_eq!((browser.cookie("praxis_access"), browser.cookie("praxis_refresh")), (None, None));
    assert!(browser.get("/account").await.location().starts_with("/login?next="));
}
