//! The page of results.

use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::helpers::{Browser, Clinic};

#[sqlx::test(migrator = "MIGRATOR")]
async fn results_say_what_was_searched_for_and_lead_on_with_it(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    clinic.doctor("Amara Osei").await.open("2026-03-05T10:00", "2026-03-05T11:00").await.expect(201);
    let mut browser = Browser::new(&clinic);
    let search = "/doctors?specialty=&date=2026-03-05&part_of_day=morning&q=osai";
    let page = browser.get(search).await.expect(200).text;
    assert!(page.contains("1 doctor found for “osai” with free times on Thursday 5 March, in the morning"), "{page}");
    assert!(page.contains("/doctors/amara-osei?from=2026-03-05"), "{page}");
    assert!(page.contains("/book/amara-osei?start=2026-03-05T10%3A00%3A00Z&amp;visit_type=consultation"), "{page}");
    assert!(page.contains("value=\"2026-03-05\"") && page.contains("<details open"), "{page}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_search_without_results_says_what_to_loosen(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    clinic.doctor("Amara Osei").await;
    let page = Browser::new(&clinic).get("/doctors?date=2026-03-05&location=riverside").await.expect(200).text;
    assert!(page.contains("No doctor at Riverside with free times on Thursday 5 March"), "{page}");
    for (label, address) in [("Any day", "/doctors?location=riverside"), ("Any location", "/doctors?date=2026-03-05")] {
        assert!(page.contains(label) && page.contains(&format!("href=\"{address}\"")), "{label}: {page}");
    }
    assert!(!page.contains("Any name"), "{page}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_cannot_be_read_is_said_beside_the_field_which_keeps_it(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let page = Browser::new(&clinic).get("/doctors?date=tomorrow&part_of_day=morning&q=osei").await.expect(422).text;
    assert!(page.contains("id=\"date-error\" class=\"field-error\">Write the date as 2026-03-05."), "{page}");
    for kept in ["value=\"tomorrow\"", "value=\"osei\"", "value=\"morning\" selected"] {
        assert!(page.contains(kept), "{kept}: {page}");
    }
}
