//! Hours and time off that hit appointments: what is to become of these is said in the same form.

use serde_json::{Value, json};
use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::helpers::{Browser, Client, Clinic, PASSWORD};

/// A doctor who works on Tuesdays from nine to twelve, signed in to a browser, and a patient booked at half past eleven.
async fn booked(pool: PgPool) -> (Clinic, Client, Browser, Client, Value) {
    let clinic = Clinic::open(pool).await;
    let (doctor, ann) = (clinic.doctor("Amara Osei").await, clinic.patient("Ann Lee").await);
    let weekly = json!({ "weekly": [{ "weekday": 2, "start": "09:00", "end": "12:00" }] });
    doctor.put("/api/v1/doctors/me/schedule", weekly).await.expect(200);
    let visit = ann.book(&doctor, "2026-03-03T11:30", "2026-03-03T12:00").await.expect(201).json();
    let mut browser = Browser::new(&clinic);
    browser.post("/fn/login", &[("email", "amara.osei@example.com"), ("password", PASSWORD), ("next", "")]).await;
    (clinic, doctor, browser, ann, visit)
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn shorter_hours_show_whom_they_hit_and_move_them_when_they_are_saved(pool: PgPool) {
    let (clinic, _, mut browser, ann, visit) = booked(pool).await;
    let hours = [
        ("location", "riverside"),
        ("effective_from", ""),
        ("ranges[0][weekday]", "2"),
        ("ranges[0][start]", "09:00"),
        ("ranges[0][end]", "11:00"),
    ];
    let refused = browser.post("/fn/set-schedule", &hours).await;
    let page = browser.get(refused.location()).await.expect(200).text;
    assert!(page.contains("1 booked appointment would fall outside these hours"), "{page}");
    assert!(page.contains("Tue 3 Mar, 11:30, Ann Lee") && page.contains("Move to Tue 3 Mar, 10:30"), "{page}");
    assert!(page.contains("value=\"11:00\""), "what was typed is still there: {page}");
    let id = visit["id"].as_str().unwrap();
    let mut with_move = hours.to_vec();
    with_move.extend([("appointments[0][id]", id), ("appointments[0][then]", "2026-03-03T10:30:00+00:00")]);
    let saved = browser.post("/fn/set-schedule", &with_move).await;
    let page = browser.get(saved.location()).await.expect(200).text;
    assert!(page.contains("Your weekly hours are saved."), "{page}");
    let moved = ann.get(&format!("/api/v1/appointments/{id}")).await.expect(200).json();
    assert_eq!(moved["start_time"], "2026-03-03T10:30:00Z");
    clinic.mail_to("ann.lee@example.com", "Your appointment has another time").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn time_off_shows_whom_it_hits_before_it_is_taken(pool: PgPool) {
    let (clinic, doctor, mut browser, ann, visit) = booked(pool).await;
    let off =
        [("first_day", "2026-03-03"), ("from", ""), ("last_day", "2026-03-03"), ("until", ""), ("reason", "Course")];
    let refused = browser.post("/fn/take-time-off", &off).await;
    let page = browser.get(refused.location()).await.expect(200).text;
    assert!(page.contains("One appointment is booked in this time. Nothing is saved yet"), "{page}");
    assert!(page.contains("Move to Tue 10 Mar, 09:00") && page.contains("Leave it as it is"), "{page}");
    assert!(page.contains("value=\"Course\""), "{page}");
    let planned = doctor.get("/api/v1/doctors/me/time-off").await.json();
    assert_eq!(planned["items"], json!([]));
    let mut cancelling = off.to_vec();
    let id = visit["id"].as_str().unwrap();
    cancelling.extend([("checked", "yes"), ("appointments[0][id]", id), ("appointments[0][then]", "")]);
    let saved = browser.post("/fn/take-time-off", &cancelling).await;
    let page = browser.get(saved.location()).await.expect(200).text;
    assert!(page.contains("Your time off is saved") && page.contains("Nobody is booked in it."), "{page}");
    assert_eq!(ann.get(&format!("/api/v1/appointments/{id}")).await.json()["status"], "cancelled");
    clinic.mail_to("ann.lee@example.com", "Your appointment is cancelled").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn who_is_left_as_they_are_stays_booked_in_the_time_off(pool: PgPool) {
    let (_clinic, doctor, mut browser, ann, visit) = booked(pool).await;
    let id = visit["id"].as_str().unwrap();
    let fields = [
        ("first_day", "2026-03-03"),
        ("last_day", "2026-03-03"),
        ("checked", "yes"),
        ("appointments[0][id]", id),
        ("appointments[0][then]", "leave"),
    ];
    let saved = browser.post("/fn/take-time-off", &fields).await;
    let page = browser.get(saved.location()).await.expect(200).text;
    assert!(page.contains("One appointment is booked in it"), "{page}");
    assert_eq!(ann.get(&format!("/api/v1/appointments/{id}")).await.json()["status"], "confirmed");
    let planned = doctor.get("/api/v1/doctors/me/time-off").await.json();
    assert_eq!(planned["items"][0]["appointments"][0]["id"], visit["id"]);
}
