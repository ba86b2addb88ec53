//! Doctors found by when they can be seen.

use domain::{
    directory::Location,
    ids::{LocationId, UserId},
};
use serde_json::json;
use server::{db, db::MIGRATOR};
use sqlx::PgPool;
use uuid::Uuid;

use crate::helpers::{Client, Clinic};

const KASTANIENALLEE: LocationId = LocationId(Uuid::from_u128(3));

impl Clinic {
    /// The names of the doctors a search finds, each with the next free time.
    async fn times(&self, query: &str) -> Vec<(String, String)> {
        let page = self.anonymous().get(&format!("/api/v1/doctors?{query}")).await.expect(200).json();
        let items = page["items"].as_array().unwrap();
        let text = |value: &serde_json::Value| value.as_str().unwrap_or("none").to_owned();
        items.iter().map(|doctor| (text(&doctor["full_name"]), text(&doctor["next_available"]))).collect()
    }

    /// The doctor works in Berlin as well.
    async fn also_in_berlin(&self, doctor: &Client) {
        let mut db = self.pool.acquire().await.unwrap();
        let berlin = Location {
            id: KASTANIENALLEE,
            slug: "kastanienallee".into(),
            name: "Kastanienallee".into(),
            address: "Kastanienallee 21".into(),
            city: "Berlin".into(),
            postal_code: "10435".into(),
            time_zone: "Europe/Berlin".into(),
        };
        db::locations::insert(&mut db, &berlin).await.unwrap();
        let id = UserId(doctor.id.parse().unwrap());
        db::locations::replace_of_doctor(&mut db, id, &[self.location, KASTANIENALLEE]).await.unwrap();
    }
}

fn one(name: &str, time: &str) -> Vec<(String, String)> {
    vec![(name.to_owned(), time.to_owned())]
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_date_finds_who_can_be_seen_on_that_day(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let osei = clinic.doctor("Amara Osei").await;
    osei.open("2026-03-05T10:00", "2026-03-05T11:00").await.expect(201);
    osei.open("2026-03-09T10:00", "2026-03-09T11:00").await.expect(201);
    clinic.doctor("Zoë Laurent").await.open("2026-03-06T09:00", "2026-03-06T10:00").await.expect(201);
    clinic.doctor("Never There").await;
    assert_eq!(clinic.times("date=2026-03-05").await, one("Amara Osei", "2026-03-05T10:00:00Z"));
    assert_eq!(clinic.times("date=2026-03-06").await, one("Zoë Laurent", "2026-03-06T09:00:00Z"));
    assert_eq!(clinic.times("date=2026-03-09").await, one("Amara Osei", "2026-03-09T10:00:00Z"));
    for nobody in ["2026-03-07", "2026-03-01", "2027-03-05", "1970-01-01", "2200-12-31"] {
        assert_eq!(clinic.times(&format!("date={nobody}")).await, [], "{nobody}");
    }
    // Without a time, everybody is shown.
    assert_eq!(clinic.times("").await.len(), 3);
    // Once the day is booked out, it finds nobody.
    let patient = clinic.patient("Ann Lee").await;
    patient.book(&osei, "2026-03-05T10:00", "2026-03-05T11:00").await.expect(201);
    assert_eq!(clinic.times("date=2026-03-05").await, []);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_part_of_the_day_is_that_of_the_places_clock(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let osei = clinic.doctor("Amara Osei").await;
    osei.open("2026-03-05T11:00", "2026-03-05T12:30").await.expect(201);
    osei.open("2026-03-06T16:00", "2026-03-06T17:30").await.expect(201);
    let next = async |query: &str| clinic.times(query).await.pop().map(|(_, time)| time);
    assert_eq!(next("part_of_day=morning").await.as_deref(), Some("2026-03-05T11:00:00Z"));
    assert_eq!(next("part_of_day=afternoon").await.as_deref(), Some("2026-03-05T12:00:00Z"));
    assert_eq!(next("part_of_day=evening").await.as_deref(), Some("2026-03-06T17:00:00Z"));
    assert_eq!(next("part_of_day=evening&date=2026-03-05").await, None);
    assert_eq!(next("part_of_day=afternoon&date=2026-03-06").await.as_deref(), Some("2026-03-06T16:00:00Z"));
    // Noon in Berlin is eleven in London.
    clinic.also_in_berlin(&osei).await;
    let there = json!({ "start_time": "2026-03-10T11:00:00Z", "end_time": "2026-03-10T12:00:00Z", "location_id": "kastanienallee" });
    osei.post("/api/v1/doctors/availability", there).await.expect(201);
    assert_eq!(next("date=2026-03-10&part_of_day=morning").await, None);
    assert_eq!(next("date=2026-03-10&part_of_day=afternoon").await.as_deref(), Some("2026-03-10T11:00:00Z"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_day_is_that_of_the_places_clock(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let osei = clinic.doctor("Amara Osei").await;
    clinic.also_in_berlin(&osei).await;
    // From 23:00 to 24:00 in London is from 0:00 on the next day in Berlin.
    let night = json!({ "start_time": "2026-03-05T23:00:00Z", "end_time": "2026-03-06T00:00:00Z", "location_id": "kastanienallee" });
    osei.post("/api/v1/doctors/availability", night).await.expect(201);
    assert_eq!(clinic.times("date=2026-03-05").await, []);
    assert_eq!(clinic.times("date=2026-03-06").await, one("Amara Osei", "2026-03-05T23:00:00Z"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn times_shown_are_those_at_the_place_and_of_the_visit_that_are_searched_for(pool: PgPool) {
    let clinic = Clinic::open(pool.clone()).await;
    let osei = clinic.doctor("Amara Osei").await;
    clinic.also_in_berlin(&osei).await;
    osei.open("2026-03-03T10:00", "2026-03-03T10:30").await.expect(201);
    let berlin = json!({ "start_time": "2026-03-04T10:00:00Z", "end_time": "2026-03-04T11:00:00Z", "location_id": "kastanienallee" });
    osei.post("/api/v1/doctors/availability", berlin).await.expect(201);
    let sql = "insert into visit_types select doctor_id, gen_random_uuid(), 'check-up', 'Check-up', 60, 0, 0, true, 1 from doctors";
    sqlx::query(sql).execute(&pool).await.unwrap();

    assert_eq!(clinic.times("").await, one("Amara Osei", "2026-03-03T10:00:00Z"));
    assert_eq!(clinic.times("location=kastanienallee").await, one("Amara Osei", "2026-03-04T10:00:00Z"));
    assert_eq!(clinic.times(&format!("location={KASTANIENALLEE}")).await, one("Amara Osei", "2026-03-04T10:00:00Z"));
    // An hour is free in Berlin alone.
    assert_eq!(clinic.times("visit_type=check-up").await, one("Amara Osei", "2026-03-04T10:00:00Z"));
    assert_eq!(clinic.times("visit_type=check-up&location=riverside").await, one("Amara Osei", "none"));
    assert_eq!(clinic.times("visit_type=check-up&location=riverside&date=2026-03-03").await, []);
    assert_eq!(clinic.times("date=2026-03-03&location=kastanienallee").await, []);
    assert_eq!(clinic.times("date=2026-03-04&location=kastanienallee&visit_type=check-up&q=osei").await.len(), 1);
    assert_eq!(clinic.times("date=2026-03-04&specialty=cardiology").await, []);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn weekly_hours_are_found_on_the_days_they_hold(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let osei = clinic.doctor("Amara Osei").await;
    // Thursdays from 12 March on; the clocks go forward on Sunday the 29th.
    let weekly =
        json!([{ "weekday": 4, "start": "09:00", "end": "10:00" }, { "weekday": 7, "start": "00:30", "end": "02:30" }]);
    let hours = json!({ "location_id": clinic.location.to_string(), "effective_from": "2026-03-12", "weekly": weekly });
    osei.put("/api/v1/doctors/me/schedule", hours).await.expect(200);
    for (date, next) in [
        ("2026-03-05", None),
        ("2026-03-11", None),
        ("2026-03-12", Some("2026-03-12T09:00:00Z")),
        ("2026-03-29", Some("2026-03-29T00:30:00Z")),
        ("2026-04-02", Some("2026-04-02T08:00:00Z")),
    ] {
        let found = clinic.times(&format!("date={date}")).await.pop().map(|(_, time)| time);
        assert_eq!(found.as_deref(), next, "{date}");
        let afternoon = clinic.times(&format!("date={date}&part_of_day=afternoon")).await;
        assert_eq!(afternoon, [], "{date}");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_range_and_a_day_are_both_kept_to(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    clinic.doctor("Amara Osei").await.open("2026-03-05T10:00", "2026-03-05T12:00").await.expect(201);
    let query = "available_from=2026-03-05T10:45:00Z&available_to=2026-03-06";
    assert_eq!(clinic.times(query).await, one("Amara Osei", "2026-03-05T11:00:00Z"));
    assert_eq!(clinic.times(&format!("{query}&date=2026-03-05")).await, one("Amara Osei", "2026-03-05T11:00:00Z"));
    assert_eq!(clinic.times("available_from=2026-03-05T11:45:00Z&date=2026-03-05").await, []);
    assert_eq!(clinic.times("available_to=2026-03-05&date=2026-03-05").await, []);
    assert_eq!(clinic.times("available_from=2026-03-06&available_to=2026-03-05").await, []);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn times_that_cannot_be_read_are_refused_with_what_is_accepted(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let query = "date=nonsense&part_of_day=night&available_from=soon&available_to=later";
    let refused = clinic.anonymous().get(&format!("/api/v1/doctors?{query}")).await.expect_problem(422, "invalid");
    assert_eq!(refused.pointers(), ["/date", "/part_of_day", "/available_from", "/available_to"]);
    for accepted in ["Write the date as 2026-03-05.", "morning, afternoon or evening"] {
        assert!(refused.text.contains(accepted), "{}", refused.text);
    }
    for wrong in ["date=2026-02-29", "date=", "date=9999-01-01", "part_of_day=Morning%20"] {
        clinic.anonymous().get(&format!("/api/v1/doctors?{wrong}")).await.expect_problem(422, "invalid");
    }
    clinic.anonymous().get("/api/v1/doctors?date=2026-03-05&date=2026-03-06").await.expect_problem(400, "malformed");
}
