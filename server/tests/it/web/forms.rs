//! Forms as a browser without JavaScript posts them.

use chrono::TimeDelta;
use serde_json::json;
use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::helpers::{Browser, Clinic, PASSWORD};

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_refused_registration_comes_back_filled_in_but_for_the_password(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let mut browser = Browser::new(&clinic);
    let fields = [
        ("full_name", "Ann <Lee>"),
        ("email", "nonsense"),
        ("phone", ""),
        ("password", "hunter2"),
        ("next", "/doctors"),
    ];
    let answer = browser.post("/fn/register", &fields).await;
    assert!(answer.status.is_redirection());
    assert!(
        answer.location().starts_with("/register") && !answer.location().contains("nonsense"),
        "{}",
        answer.location()
    );
    let path = answer.location().to_owned();
    let page = browser.get(&path).await.expect(200).text;
    assert!(page.contains("There is a problem"), "{page}");
    assert!(page.contains("Ann &lt;Lee&gt;") && page.contains("nonsense") && !page.contains("hunter2"), "{page}");
    assert!(page.contains("Enter an e-mail address like name@example.com."), "{page}");
    // It was for this page alone.
    assert!(!browser.get(&path).await.expect(200).text.contains("There is a problem"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_patient_books_and_cancels_with_forms_alone(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let doctor = clinic.doctor("Amara Osei").await;
    doctor.open("2026-03-03T10:00", "2026-03-03T12:00").await.expect(201);
    let mut browser = Browser::new(&clinic);

    let profile = browser.get("/doctors/amara-osei?from=2026-03-03").await.expect(200).text;
    assert!(profile.contains("/book/amara-osei?start="), "{profile}");
    let book = "/book/amara-osei?start=2026-03-03T10%3A30%3A00Z&visit_type=consultation";
    let asked = browser.get(book).await.expect(200).text;
    assert!(asked.contains("/login?next=") && asked.contains("10:30"), "{asked}");

    let fields =
        [("full_name", "Ann Lee"), ("email", "ann@example.com"), ("phone", ""), ("password", PASSWORD), ("next", book)];
    let answer = browser.post("/fn/register", &fields).await;
    assert_eq!(answer.location(), book);
    let check = browser.get(book).await.expect(200).text;
    assert!(check.contains("Check and book") && check.contains("Book this appointment"), "{check}");

    let fields = [
        ("doctor", "amara-osei"),
        ("start", "2026-03-03T10:30:00Z"),
        ("visit_type", "consultation"),
        ("reason", "Back pain"),
    ];
    let answer = browser.post("/fn/book", &fields).await;
    assert!(answer.location().starts_with("/book/confirmed/"), "{} {}", answer.location(), answer.text);
    let path = answer.location().to_owned();
    assert!(browser.get(&path).await.expect(200).text.contains("Your appointment is booked"));
    let mine = browser.get("/appointments").await.expect(200).text;
    assert!(mine.contains("Amara Osei"), "{mine}");

    let id = path.rsplit('/').next().unwrap();
    let cancel = browser.get(&format!("/appointments/{id}/cancel")).await.expect(200).text;
    assert!(cancel.contains("Yes, cancel it"), "{cancel}");
    let answer = browser.post("/fn/cancel", &[("id", id)]).await;
    assert_eq!(answer.location(), "/appointments");
    assert!(browser.get("/appointments").await.expect(200).text.contains("is cancelled"));
    assert_eq!(clinic.anonymous().free(&doctor, "2026-03-03", "2026-03-04").await.len(), 4);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_time_taken_meanwhile_keeps_the_reason_and_offers_others(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let doctor = clinic.doctor("Amara Osei").await;
    doctor.open("2026-03-03T10:00", "2026-03-03T12:00").await.expect(201);
    clinic.patient("Bo Berg").await.book(&doctor, "2026-03-03T10:30", "2026-03-03T11:00").await.expect(201);
    clinic.patient("Ann Lee").await;
    let mut browser = Browser::new(&clinic);
    let fields = [("email", "ann.lee@example.com"), ("password", PASSWORD), ("next", "/")];
    browser.post("/fn/login", &fields).await;
    let fields = [
        ("doctor", "amara-osei"),
        ("start", "2026-03-03T10:30:00Z"),
        ("visit_type", "consultation"),
        ("reason", "Back pain"),
    ];
    let answer = browser.post("/fn/book", &fields).await;
    assert!(!answer.location().contains("Back"), "{}", answer.location());
    let path = answer.location().to_owned();
    let page = browser.get(&path).await.expect(200).text;
    assert!(page.contains("This time slot is already booked") && page.contains("Back pain"), "{page}");
    assert!(page.contains("start=2026-03-03T11%3A00%3A00Z") || page.contains("start=2026-03-03T11:00:00Z"), "{page}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn signing_in_goes_nowhere_else(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    clinic.patient("Ann Lee").await;
    for next in ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", ""] {
        let mut browser = Browser::new(&clinic);
        let fields = [("email", "ann.lee@example.com"), ("password", PASSWORD), ("next", next)];
        let answer = browser.post("/fn/login", &fields).await;
        assert!(answer.location().starts_with('/') && !answer.location().contains("evil"), "{}", answer.location());
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn personal_pages_ask_for_a_sign_in_and_keep_the_way(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    for path in ["/appointments", "/doctor", "/doctor/hours"] {
        let answer = Browser::new(&clinic).get(path).await;
        assert!(answer.status.is_redirection(), "{path}: {}", answer.status);
        assert!(answer.location().starts_with("/login?next="), "{path}: {}", answer.location());
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_page_an_hour_later_renews_the_sign_in_without_being_noticed(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    clinic.patient("Ann Lee").await;
    let mut browser = Browser::new(&clinic);
    let fields = [("email", "ann.lee@example.com"), ("password", PASSWORD), ("next", "/")];
    browser.post("/fn/login", &fields).await;
    let first = browser.cookie("praxis_refresh").unwrap();
    clinic.clock.advance(TimeDelta::hours(1));
    assert!(browser.get("/appointments").await.expect(200).text.contains("My appointments"));
    assert_ne!(browser.cookie("praxis_refresh").unwrap(), first);
    // A form that was open for an hour is carried out, too, and signing out is what was asked for.
    clinic.clock.advance(TimeDelta::hours(1));
    browser.post("/fn/logout", &[]).await;
    assert_eq!((browser.cookie("praxis_access"), browser.cookie("praxis_refresh")), (None, None));
    let answer = browser.get("/appointments").await;
    assert!(answer.location().starts_with("/login?next="), "{}", answer.location());
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_refused_form_keeps_a_renewed_sign_in(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    clinic.patient("Ann Lee").await;
    let mut browser = Browser::new(&clinic);
    let fields = [("email", "ann.lee@example.com"), ("password", PASSWORD), ("next", "/")];
    browser.post("/fn/login", &fields).await;
    clinic.clock.advance(TimeDelta::hours(1));
    let fields = [("doctor", "nobody"), ("start", "2026-03-03T10:30:00Z"), ("visit_type", ""), ("reason", "")];
    browser.post("/fn/book", &fields).await;
    clinic.clock.advance(TimeDelta::hours(1));
    browser.get("/appointments").await.expect(200);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_hours_form_shows_every_range_as_saving_replaces_them_all(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let doctor = clinic.doctor("Amara Osei").await;
    let range = |start: &str, end: &str| json!({ "weekday": 1, "start": start, "end": end });
    let weekly = [range("08:00", "10:00"), range("11:00", "12:00"), range("18:00", "19:30")];
    let schedule = json!({ "location_id": clinic.location, "weekly": weekly });
    doctor.put("/api/v1/doctors/me/schedule", schedule).await.expect(200);
    let mut browser = Browser::new(&clinic);
    let fields = [("email", "amara.osei@example.com"), ("password", PASSWORD), ("next", "/")];
    browser.post("/fn/login", &fields).await;
    let page = browser.get("/doctor/hours").await.expect(200).text;
    assert!(page.contains("value=\"18:00\"") && page.contains("value=\"19:30\""), "{page}");
}
