//! Lists that go either way, in pages.

use serde_json::{Value, json};
use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::helpers::{Client, Clinic};

/// Every item of a list, asked for two at a time.
async fn all(who: &Client, list: &str) -> Vec<Value> {
    let (mut items, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = who.get(&format!("/api/v1/{list}&limit=2&cursor={cursor}")).await.expect(200).json();
        items.extend(page["items"].as_array().unwrap().clone());
        match page["next_cursor"].as_str() {
            Some(next) => next.clone_into(&mut cursor),
            None => return items,
        }
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn appointments_come_first_or_last_first(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (x, y) = (clinic.doctor("Xenia Holt").await, clinic.doctor("Yusuf Aydin").await);
    let (admin, ann, bo) =
        (clinic.admin("Sam Keller").await, clinic.patient("Ann Lee").await, clinic.patient("Bo Lind").await);
    for doctor in [&x, &y] {
        doctor.open("2026-03-03T09:00", "2026-03-03T12:00").await.expect(201);
    }
    // Booked in no order, and two at the same time.
    for (patient, doctor, start, end) in [
        (&ann, &x, "11:00", "11:30"),
        (&bo, &y, "09:00", "09:30"),
        (&ann, &y, "10:00", "10:30"),
        (&bo, &x, "10:00", "10:30"),
    ] {
        patient.book(doctor, &format!("2026-03-03T{start}"), &format!("2026-03-03T{end}")).await.expect(201);
    }
    let rising = all(&admin, "appointments?sort=start_time").await;
    let starts: Vec<_> = rising.iter().map(|it| it["start_time"].as_str().unwrap().to_owned()).collect();
    assert!(starts.is_sorted() && starts.len() == 4, "{starts:?}");
    assert_eq!(all(&admin, "appointments?").await, rising);
    let falling = all(&admin, "appointments?sort=-start_time").await;
    assert!(falling.iter().eq(rising.iter().rev()), "{falling:?}");
    // The earlier ones of a patient, from the middle on: a cursor is a place, whichever way one goes.
    let page = ann.get("/api/v1/appointments?sort=-start_time&limit=1").await.expect(200).json();
    assert_eq!(page["items"][0]["start_time"], "2026-03-03T11:00:00Z");
    let rest = all(&x, "doctors/me/appointments?sort=-start_time").await;
    assert_eq!(rest.iter().map(|it| it["patient"]["full_name"].clone()).collect::<Vec<_>>(), ["Ann Lee", "Bo Lind"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_page_of_the_latest_goes_on_where_it_ended(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let admin = clinic.admin("Sam Keller").await;
    for name in ["Ann Lee", "Bo Lind", "Cy Moss"] {
        clinic.patient(name).await;
    }
    let names = |items: &Value| -> Vec<String> {
        items.as_array().unwrap().iter().map(|user| user["full_name"].as_str().unwrap().to_owned()).collect()
    };
    let first = admin.get("/api/v1/users?sort=-created_at&limit=2").await.expect(200).json();
    assert_eq!(names(&first["items"]), ["Cy Moss", "Bo Lind"]);
    // Who comes meanwhile would be on the first page.
    clinic.patient("Di Noor").await;
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = admin.get(&format!("/api/v1/users?sort=-created_at&limit=2&cursor={cursor}")).await.expect(200).json();
    assert_eq!(names(&second["items"]), ["Ann Lee", "Sam Keller"]);
    assert!(second["next_cursor"].is_null());
    let rising = all(&admin, "users?sort=created_at").await;
    assert_eq!(names(&json!(rising)), ["Sam Keller", "Ann Lee", "Bo Lind", "Cy Moss", "Di Noor"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn another_order_is_refused_and_those_there_are_named(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let admin = clinic.admin("Sam Keller").await;
    for (list, known) in [
        ("appointments", "`sort` is `start_time` or `-start_time`."),
        ("appointments/my-appointments", "`sort` is `start_time` or `-start_time`."),
        ("users", "`sort` is `created_at` or `-created_at`."),
    ] {
        for sort in ["", "name", "--start_time", "start_time,id", "START_TIME", "%2Bcreated_at"] {
            let answer = admin.get(&format!("/api/v1/{list}?sort={sort}")).await.expect_problem(422, "invalid");
            assert_eq!(answer.pointers(), ["/sort"]);
            assert_eq!(answer.json()["errors"][0]["detail"], known);
        }
    }
}
