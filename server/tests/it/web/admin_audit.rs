//! The administrator's page of the audit log.

use serde_json::json;
use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::helpers::{Browser, Clinic};

const AUDIT: &str = "/admin/audit";

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_log_says_in_words_who_did_what_about_whom(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (mut browser, admin) = Browser::of_admin(&clinic, "Sam Keller").await;
    let (ann, bo) = (clinic.patient("Ann Lee").await, clinic.patient("Bo Lind").await);
    admin.patch(&format!("/api/v1/users/{}", ann.id), json!({ "role": "doctor" })).await.expect(200);
    let page = browser.get(&format!("{AUDIT}?action=role_changed")).await.expect(200).text;
    let entry = page.split("<tbody>").nth(1).unwrap();
    for part in ["2 March 2026, 08:00 UTC", "Sam Keller", "Role changed", "from: patient, to: doctor", "Ann Lee"] {
        assert!(entry.contains(part), "{part}: {entry}");
    }
    assert!(!entry.contains("Bo Lind") && !entry.contains("Signed in"), "{entry}");
    let page = browser.get(&format!("{AUDIT}?person_id={}", bo.id)).await.expect(200).text;
    assert!(page.contains("Registered") && !page.contains("Ann Lee"), "{page}");
    let page = browser.get(&format!("{AUDIT}?actor_id={}&action=registered", admin.id)).await.expect(200).text;
    assert!(page.contains("There is no such entry."), "{page}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn whose_names_the_log_showed_is_written_down(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (mut browser, admin) = Browser::of_admin(&clinic, "Sam Keller").await;
    let ann = clinic.patient("Ann Lee").await;
    browser.get(&format!("{AUDIT}?person_id={}", ann.id)).await.expect(200);
    let seen: Vec<String> = sqlx::query_scalar(
        "select details ->> 'accounts' from audit_log where action = 'accounts_listed' and actor_id = $1::uuid",
    )
    .bind(&admin.id)
    .fetch_all(&clinic.pool)
    .await
    .unwrap();
    assert_eq!(seen, [json!([ann.id]).to_string()]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_filter_that_cannot_be_read_stays_in_the_form(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (mut browser, _) = Browser::of_admin(&clinic, "Sam Keller").await;
    let page = browser.get(&format!("{AUDIT}?actor_id=ann&action=registered")).await.expect(422).text;
    assert!(page.contains("This is no number of an account.") && page.contains("value=\"ann\""), "{page}");
    assert!(page.contains("<option value=\"registered\" selected>"), "{page}");
    let page = browser.get(&format!("{AUDIT}?action=nonsense")).await.expect(422).text;
    assert!(page.contains("Choose from the list."), "{page}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_longer_log_goes_on_with_the_same_filters(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (mut browser, admin) = Browser::of_admin(&clinic, "Sam Keller").await;
    for _ in 0..51 {
        admin.get("/api/v1/admin/users?limit=1").await.expect(200);
    }
    let page = browser.get(&format!("{AUDIT}?action=accounts_listed")).await.expect(200).text;
    let next = page.split("href=\"/admin/audit?").nth(1).unwrap().split('"').next().unwrap().replace("&amp;", "&");
    assert!(next.starts_with("action=accounts_listed&page="), "{next}");
    let rows = |page: &str| page.matches("<th scope=\"row\">").count();
    assert_eq!(rows(&page), 50);
    assert_eq!(rows(&browser.get(&format!("{AUDIT}?{next}")).await.expect(200).text), 1);
}
