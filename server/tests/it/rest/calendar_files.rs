use axum::http::header;
use chrono::TimeDelta;
use serde_json::json;
use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::helpers::Clinic;

/// The value of a property, with its folded lines put together (RFC 5545, section 3.1).
fn value(file: &str, property: &str) -> String {
    let unfolded = file.replace("\r\n ", "");
    let line = unfolded.split("\r\n").find_map(|line| line.strip_prefix(&format!("{property}:")));
    line.unwrap_or_else(|| panic!("no {property} in {file}")).to_owned()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_calendar_takes_an_appointment_and_follows_its_changes(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (doctor, ann) = (clinic.doctor("Amara Osei").await, clinic.patient("Ann Lee").await);
    doctor.open("2026-03-03T10:00", "2026-03-03T12:00").await.expect(201);
    let body = json!({ "doctor_id": doctor.id, "start_time": "2026-03-03T10:30", "reason": "Back pain" });
    let path = ann.post("/api/v1/appointments", body).await.expect(201).location().to_owned();
    let file = format!("{path}/calendar.ics");

    let answer = ann.get(&file).await.expect(200);
    assert_eq!(answer.headers[header::CONTENT_TYPE], "text/calendar; charset=utf-8");
    assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
    assert_eq!(answer.headers[header::CONTENT_DISPOSITION], "attachment; filename=\"appointment.ics\"");
    assert!(answer.text.starts_with("BEGIN:VCALENDAR\r\n") && answer.text.ends_with("END:VCALENDAR\r\n"));
    let id = path.rsplit('/').next().unwrap();
    for (property, expected) in [
        ("UID", format!("{id}@127.0.0.1")),
        ("SUMMARY", "Appointment with Amara Osei".to_owned()),
        ("LOCATION", r"Riverside\, 14 Wharf Street\, London SE1 9PX".to_owned()),
        ("DTSTART", "20260303T103000Z".to_owned()),
        ("DTEND", "20260303T110000Z".to_owned()),
        ("STATUS", "CONFIRMED".to_owned()),
        ("SEQUENCE", "0".to_owned()),
    ] {
        assert_eq!(value(&answer.text, property), expected);
    }
    assert!(!answer.text.contains("Back pain"), "{}", answer.text);
    assert_eq!(value(&doctor.get(&file).await.expect(200).text, "SUMMARY"), "Appointment with Ann Lee");

    clinic.clock.advance(TimeDelta::minutes(1));
    ann.patch(&path, json!({ "start_time": "2026-03-03T11:00" })).await.expect(200);
    let moved = ann.get(&file).await.expect(200).text;
    assert_eq!(value(&moved, "UID"), value(&answer.text, "UID"));
    assert_eq!((value(&moved, "DTSTART"), value(&moved, "SEQUENCE")), ("20260303T110000Z".to_owned(), "60".to_owned()));
    ann.delete(&path).await.expect(204);
    assert_eq!(value(&ann.get(&file).await.expect(200).text, "STATUS"), "CANCELLED");

    clinic.patient("Bo Berg").await.get(&file).await.expect_problem(404, "not_found");
    clinic.anonymous().get(&file).await.expect_problem(401, "unauthenticated");
}
