//! Waiting for an earlier time.

use chrono::TimeDelta;
use futures::future::join_all;
use serde_json::{Value, json};
use server::db::MIGRATOR;
use sqlx::PgPool;
use tokio::time::{Duration, sleep};
use uuid::Uuid;

use crate::{
    helpers::{Answer, Browser, Client, Clinic},
    race::{no_deadlock, overlaps},
};

const SOON: &str = "2026-03-04";
const LATE: &str = "2026-03-10";

/// A doctor with an hour next week, booked by Ann and Bo, and an hour the day after tomorrow, booked by Cy and Dee.
struct Full {
    clinic: Clinic,
    doctor: Client,
    ann: Client,
    bo: Client,
    ann_s: Value,
    cy: Client,
    cy_s: Value,
}

async fn full(pool: PgPool) -> Full {
    let clinic = Clinic::open(pool).await;
    let doctor = clinic.doctor("Amara Osei").await;
    doctor.open("2026-03-04T10:00", "2026-03-04T11:00").await.expect(201);
    doctor.open("2026-03-10T10:00", "2026-03-10T11:00").await.expect(201);
    let [ann, bo, cy, dee] = [
        clinic.patient("Ann Lee").await,
        clinic.patient("Bo Berg").await,
        clinic.patient("Cy Dahl").await,
        clinic.patient("Dee Eck").await,
    ];
    let ann_s = ann.book(&doctor, "2026-03-10T10:00", "2026-03-10T10:30").await.expect(201).json();
    bo.book(&doctor, "2026-03-10T10:30", "2026-03-10T11:00").await.expect(201);
    let cy_s = cy.book(&doctor, "2026-03-04T10:00", "2026-03-04T10:30").await.expect(201).json();
    dee.book(&doctor, "2026-03-04T10:30", "2026-03-04T11:00").await.expect(201);
    Full { clinic, doctor, ann, bo, ann_s, cy, cy_s }
}

async fn join(client: &Client, more: Value) -> Answer {
    let mine = client.get("/api/v1/appointments").await.expect(200).json();
    let mut body = json!({ "appointment_id": mine["items"][0]["id"] });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    client.post("/api/v1/waitlist", body).await
}

async fn cancel(client: &Client, appointment: &Value) {
    client.delete(&format!("/api/v1/appointments/{}", appointment["id"].as_str().unwrap())).await.expect(204);
}

/// The start of what somebody is offered.
async fn offered(client: &Client) -> Option<String> {
    let list = client.get("/api/v1/waitlist").await.expect(200).json();
    list["items"][0]["offer"]["start_time"].as_str().map(str::to_owned)
}

async fn answer(client: &Client, verb: &str) -> Answer {
    let list = client.get("/api/v1/waitlist").await.expect(200).json();
    client.post(&format!("/api/v1/waitlist/{}/{verb}", list["items"][0]["id"].as_str().unwrap()), json!({})).await
}

async fn look(clinic: &Clinic) {
    clinic.state.services.offer_times(None).await.unwrap();
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn who_asked_first_is_offered_what_opens_and_nobody_else_can_have_it(pool: PgPool) {
    let Full { clinic, doctor, ann, bo, ann_s, cy, cy_s } = full(pool).await;
    join(&ann, json!({})).await.expect(201);
    join(&bo, json!({})).await.expect(201);
    look(&clinic).await;
    assert_eq!((offered(&ann).await, offered(&bo).await), (None, None), "nothing is free");
    cancel(&cy, &cy_s).await;
    look(&clinic).await;
    assert_eq!(offered(&ann).await.as_deref(), Some("2026-03-04T10:00:00Z"));
    assert_eq!(offered(&bo).await, None);
    assert!(bo.free(&doctor, SOON, "2026-03-05").await.is_empty(), "it is kept");
    bo.book(&doctor, "2026-03-04T10:00", "2026-03-04T10:30").await.expect_problem(409, "slot_taken");
    look(&clinic).await;
    assert_eq!(offered(&bo).await, None, "there is only one");
    let mail = clinic.mail_to("ann.lee@example.com", "An earlier time for you").await;
    assert!(
        mail.text.contains("Wednesday 4 March 2026, 10:00") && mail.text.contains("2 March 2026, 09:00"),
        "{}",
        mail.text
    );
    assert!(!mail.text.contains("Osei") && !mail.text.contains("Lee"), "{}", mail.text);

    let moved = answer(&ann, "accept").await.expect(200).json();
    assert_eq!((&moved["id"], &moved["start_time"]), (&ann_s["id"], &json!("2026-03-04T10:00:00Z")));
    assert_eq!(ann.get("/api/v1/waitlist").await.json()["items"], json!([]), "she waits no more");
    assert_eq!(cy.free(&doctor, LATE, "2026-03-11").await, ["2026-03-10T10:00:00Z"], "the old time is free");
    look(&clinic).await;
    assert_eq!(offered(&bo).await, None, "half an hour earlier is not worth moving for");
    assert_eq!(overlaps(&clinic.pool).await, 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_offer_that_runs_out_or_is_declined_goes_to_the_next(pool: PgPool) {
    let Full { clinic, doctor, ann, bo, cy, cy_s, .. } = full(pool).await;
    join(&ann, json!({})).await.expect(201);
    join(&bo, json!({})).await.expect(201);
    cancel(&cy, &cy_s).await;
    look(&clinic).await;
    clinic.clock.advance(TimeDelta::minutes(60));
    let (ann, bo) = (clinic.again(&ann).await, clinic.again(&bo).await);
    answer(&ann, "accept").await.expect_problem(409, "no_offer");
    look(&clinic).await;
    assert_eq!((offered(&ann).await, offered(&bo).await.is_some()), (None, true));
    answer(&bo, "decline").await.expect(204);
    look(&clinic).await;
    assert_eq!((offered(&ann).await, offered(&bo).await), (None, None), "nobody is asked twice about one time");
    assert_eq!(cy.free(&doctor, SOON, "2026-03-05").await, ["2026-03-04T10:00:00Z"]);
    assert_eq!(
        ann.get("/api/v1/waitlist").await.json()["items"].as_array().unwrap().len(),
        1,
        "they are still on the list"
    );
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn only_what_suits_is_offered(pool: PgPool) {
    let Full { clinic, ann, bo, cy, cy_s, .. } = full(pool).await;
    join(&ann, json!({ "weekdays": [1, 2], "parts_of_day": ["morning"] })).await.expect(201);
    // The day after tomorrow is 50 hours away.
    join(&bo, json!({ "notice_minutes": 51 * 60 })).await.expect(201);
    cancel(&cy, &cy_s).await;
    look(&clinic).await;
    assert_eq!((offered(&ann).await, offered(&bo).await), (None, None));
    // For another visit, beside the one that is booked.
    bo.post("/api/v1/waitlist", json!({ "doctor_id": "amara-osei" })).await.expect_problem(409, "already_waiting");
    let cy_waits = json!({ "doctor_id": "amara-osei", "weekdays": [3], "parts_of_day": ["morning", "evening"] });
    let entry = cy.post("/api/v1/waitlist", cy_waits).await.expect(201).json();
    assert_eq!(entry["parts_of_day"], json!(["morning", "evening"]));
    look(&clinic).await;
    assert_eq!(
        offered(&cy).await.as_deref(),
        Some("2026-03-04T10:00:00Z"),
        "without an appointment: the first that suits"
    );
    let booked = answer(&cy, "accept").await.expect(200).json();
    assert_eq!((&booked["status"], &booked["start_time"]), (&json!("confirmed"), &json!("2026-03-04T10:00:00Z")));
    assert_eq!(cy.get("/api/v1/waitlist").await.json()["items"], json!([]));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn whatever_opens_a_time_wakes_the_list_by_itself(pool: PgPool) {
    let Full { clinic, doctor, ann, .. } = full(pool).await;
    let (changes, pool) = (clinic.state.services.changes().clone(), clinic.pool.clone());
    let node = tokio::spawn(async move { changes.run(&pool, std::future::pending()).await });
    join(&ann, json!({})).await.expect(201);
    doctor.open("2026-03-05T15:00", "2026-03-05T15:30").await.expect(201);
    let mut tries = 0;
    while offered(&ann).await.is_none() {
        tries += 1;
        assert!(tries < 50, "nobody looked");
        sleep(Duration::from_millis(100)).await;
        // The queue's work, as a running server does it.
        clinic.mails_to("ann.lee@example.com").await;
    }
    assert_eq!(offered(&ann).await.as_deref(), Some("2026-03-05T15:00:00Z"));
    node.abort();
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_link_of_the_mail_takes_the_time_without_signing_in(pool: PgPool) {
    let Full { clinic, ann, cy, cy_s, .. } = full(pool).await;
    join(&ann, json!({})).await.expect(201);
    cancel(&cy, &cy_s).await;
    look(&clinic).await;
    let token = clinic.mailed_token("ann.lee@example.com", "waitlist/offer").await;
    let mut browser = Browser::new(&clinic);
    let page = browser.get(&format!("/waitlist/offer?token={token}")).await.expect(200);
    assert!(
        page.text.contains("Wednesday 4 March 2026, 10:00 to 10:30") && page.text.contains("Amara Osei"),
        "{}",
        page.text
    );
    assert!(page.text.contains("It takes the place of your appointment on Tuesday 10 March 2026"), "{}", page.text);
    assert_eq!(page.headers["referrer-policy"], "no-referrer");
    let taken = browser.post("/fn/accept-mailed-offer", &[("token", &token)]).await;
    let home = browser.get(taken.location()).await.expect(200).text;
    assert!(home.contains("The time is yours: Wednesday 4 March 2026, 10:00 to 10:30."), "{home}");
    let mine = ann.get("/api/v1/appointments").await.json();
    assert_eq!(mine["items"][0]["start_time"], "2026-03-04T10:00:00Z");
    // Once.
    let again = browser.post("/fn/accept-mailed-offer", &[("token", &token)]).await;
    let page = browser.get(again.location()).await.text;
    assert!(page.contains("This link is not good any more"), "{page}");
    let page = browser.get("/waitlist/offer?token=nonsense").await.expect(422).text;
    assert!(page.contains("This link is not good any more"), "{page}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_old_mail_does_not_answer_a_newer_offer(pool: PgPool) {
    let Full { clinic, doctor, ann, cy, cy_s, .. } = full(pool).await;
    join(&ann, json!({})).await.expect(201);
    cancel(&cy, &cy_s).await;
    look(&clinic).await;
    let old = clinic.mailed_token("ann.lee@example.com", "waitlist/offer").await;
    clinic.clock.advance(TimeDelta::minutes(61));
    let (doctor, ann) = (clinic.again(&doctor).await, clinic.again(&ann).await);
    doctor.open("2026-03-05T15:00", "2026-03-05T15:30").await.expect(201);
    look(&clinic).await;
    assert_eq!(offered(&ann).await.as_deref(), Some("2026-03-05T15:00:00Z"));
    let mut browser = Browser::new(&clinic);
    let page = browser.get(&format!("/waitlist/offer?token={old}")).await.expect(200).text;
    assert!(page.contains("This offer has run out") && !page.contains("15:00"), "{page}");
    browser.post("/fn/accept-mailed-offer", &[("token", &old)]).await;
    assert_eq!(offered(&ann).await.as_deref(), Some("2026-03-05T15:00:00Z"), "the newer one still waits for an answer");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn who_leaves_the_list_or_has_no_appointment_any_more_gives_the_offer_back(pool: PgPool) {
    let Full { clinic, doctor, ann, bo, ann_s, cy, cy_s } = full(pool).await;
    let entry = join(&ann, json!({})).await.expect(201).json();
    cancel(&cy, &cy_s).await;
    look(&clinic).await;
    bo.delete(&format!("/api/v1/waitlist/{}", entry["id"].as_str().unwrap())).await.expect(404);
    ann.delete(&format!("/api/v1/waitlist/{}", entry["id"].as_str().unwrap())).await.expect(204);
    assert_eq!(cy.free(&doctor, SOON, "2026-03-05").await, ["2026-03-04T10:00:00Z"]);
    join(&ann, json!({})).await.expect(201);
    cancel(&ann, &ann_s).await;
    look(&clinic).await;
    assert_eq!(ann.get("/api/v1/waitlist").await.json()["items"], json!([]), "there is nothing to be earlier");
    assert_eq!(cy.free(&doctor, SOON, "2026-03-05").await, ["2026-03-04T10:00:00Z"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn one_waits_once_for_a_doctor_and_for_oneself(pool: PgPool) {
    let Full { doctor, ann, bo, ann_s, .. } = full(pool).await;
    join(&ann, json!({})).await.expect(201);
    join(&ann, json!({})).await.expect_problem(409, "already_waiting");
    let of_ann = json!({ "appointment_id": ann_s["id"] });
    bo.post("/api/v1/waitlist", of_ann.clone()).await.expect_problem(404, "not_found");
    doctor.post("/api/v1/waitlist", of_ann).await.expect_problem(403, "forbidden");
    bo.post("/api/v1/waitlist", json!({ "doctor_id": "nobody" })).await.expect_problem(404, "not_found");
    let nonsense =
        json!({ "doctor_id": "amara-osei", "weekdays": [8], "parts_of_day": ["night"], "notice_minutes": -5 });
    let refused = bo.post("/api/v1/waitlist", nonsense).await.expect_problem(422, "invalid");
    assert_eq!(refused.pointers(), ["/weekdays", "/parts_of_day", "/notice_minutes"]);
    let unknown = json!({ "doctor_id": "amara-osei", "visit_type_id": "surgery" });
    assert_eq!(bo.post("/api/v1/waitlist", unknown).await.expect(422).pointers(), ["/visit_type_id"]);
    answer(&ann, "accept").await.expect_problem(409, "no_offer");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn nodes_that_look_at_once_offer_each_time_once(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let doctor = clinic.doctor("Amara Osei").await;
    doctor.open("2026-03-20T08:00", "2026-03-20T12:00").await.expect(201);
    let mut patients = Vec::new();
    for number in 0..8 {
        let patient = clinic.patient(&format!("Patient {number}")).await;
        patient.post("/api/v1/waitlist", json!({ "doctor_id": "amara-osei", "notice_minutes": 0 })).await.expect(201);
        patients.push(patient);
    }
    doctor.open("2026-03-05T08:00", "2026-03-05T10:00").await.expect(201);
    let other = clinic.another_node().state;
    let looks = (0..6).map(|number| {
        let services = if number % 2 == 0 { clinic.state.services.clone() } else { other.services.clone() };
        async move { services.offer_times(None).await.unwrap() }
    });
    join_all(looks).await;
    let mut starts = Vec::new();
    for patient in &patients {
        starts.push(offered(patient).await.expect("there is a time for everybody"));
    }
    let mut told_apart = starts.clone();
    told_apart.sort();
    told_apart.dedup();
    assert_eq!(told_apart.len(), 8, "{starts:?}");
    assert_eq!(overlaps(&clinic.pool).await, 0);
    no_deadlock(&clinic.pool).await;
    let mails: i64 = sqlx::query_scalar("select count(*) from waitlist_offers").fetch_one(&clinic.pool).await.unwrap();
    assert_eq!(mails, 8);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_is_for_a_child_is_offered_when_the_child_can_come(pool: PgPool) {
    let Full { clinic, doctor, cy, cy_s, .. } = full(pool).await;
    let (other, eve) = (clinic.doctor("Jonas Weber").await, clinic.patient("Eve Fox").await);
    other.open("2026-03-04T10:00", "2026-03-04T11:00").await.expect(201);
    doctor.open("2026-03-11T10:00", "2026-03-11T11:00").await.expect(201);
    let child = eve.post("/api/v1/users/me/dependants", json!({ "full_name": "Tom Fox" })).await.expect(201).json();
    let of_child = json!({ "doctor_id": doctor.id, "start_time": "2026-03-11T10:00", "dependant_id": child["id"] });
    eve.post("/api/v1/appointments", of_child).await.expect(201);
    join(&eve, json!({})).await.expect(201);
    // The mother is at another doctor then; the child is not.
    eve.book(&other, "2026-03-04T10:00", "2026-03-04T10:30").await.expect(201);
    cancel(&cy, &cy_s).await;
    look(&clinic).await;
    assert_eq!(offered(&eve).await.as_deref(), Some("2026-03-04T10:00:00Z"));
    let moved = answer(&eve, "accept").await.expect(200).json();
    assert_eq!((&moved["start_time"], &moved["dependant"]["id"]), (&json!("2026-03-04T10:00:00Z"), &child["id"]));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_long_list_of_people_whom_nothing_suits_keeps_nobody_from_an_offer(pool: PgPool) {
    let Full { clinic, doctor, bo, cy, cy_s, .. } = full(pool).await;
    let sql = "
        with people as (
            insert into users (id, email, full_name, role, password_hash, created_at, updated_at)
            select gen_random_uuid(), 'sunday' || n || '@example.com', 'Sunday', 'patient', '', now(), now()
            from generate_series(1, 120) as n
            returning id
        )
        insert into waitlist_entries (doctor_id, id, patient_id, visit_type_id, weekdays, parts_of_day, notice_minutes, created_at)
        select doctor_id, gen_random_uuid(), people.id, visit_types.id, '{7}', '{morning}', 0, '2026-01-01'
        from people, visit_types where doctor_id = $1";
    sqlx::query(sql).bind(Uuid::parse_str(&doctor.id).unwrap()).execute(&clinic.pool).await.unwrap();
    join(&bo, json!({})).await.expect(201);
    cancel(&cy, &cy_s).await;
    look(&clinic).await;
    assert_eq!(offered(&bo).await.as_deref(), Some("2026-03-04T10:00:00Z"));
}
