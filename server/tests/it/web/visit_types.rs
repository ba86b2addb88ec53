//! The pages of what doctors offer, for administrators and for doctors themselves.

use serde_json::{Value, json};
use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::helpers::{Browser, Client, Clinic, PASSWORD};

async fn signed_in(clinic: &Clinic, email: &str) -> Browser {
    let mut browser = Browser::new(clinic);
    browser.post("/fn/login", &[("email", email), ("password", PASSWORD), ("next", "/")]).await;
    browser
}

/// A doctor, and a browser in which they are signed in.
async fn doctor(clinic: &Clinic) -> (Client, Browser) {
    (clinic.doctor("Amara Osei").await, signed_in(clinic, "amara.osei@example.com").await)
}

async fn post(browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> String {
    let answer = browser.post(path, fields).await;
    assert!(answer.status.is_redirection(), "{} {}", answer.status, answer.text);
    browser.get(answer.location()).await.expect(200).text
}

async fn offered(clinic: &Clinic) -> Vec<Value> {
    let page = clinic.anonymous().get("/api/v1/visit-types?doctor_id=amara-osei").await.expect(200).json();
    page["items"].as_array().unwrap().clone()
}

fn id(visit_type: &Value) -> &str {
    visit_type["id"].as_str().unwrap()
}

#[track_caller]
fn shows(page: &str, texts: &[&str]) {
    for text in texts {
        assert!(page.contains(text), "no {text:?} in {page}");
    }
}

/// Every rule, as the form of this visit type sends it.
fn rules(id: &str) -> Vec<(&str, &str)> {
    vec![
        ("id", id),
        ("name", "Back school"),
        ("duration_minutes", "60"),
        ("buffer_before_minutes", "5"),
        ("buffer_after_minutes", "10"),
        ("slot_step_minutes", "30"),
        ("minimum_notice_minutes", "120"),
        ("horizon_days", "90"),
        ("cancellation_notice_minutes", "1440"),
        ("no_show_after_minutes", "20"),
        ("per_day_limit", "2"),
        ("seats", "8"),
        ("known_patients", "on"),
        ("needs_confirmation", "on"),
    ]
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_doctor_adds_a_visit_type_sets_every_rule_of_it_and_retires_another(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (_, mut browser) = doctor(&clinic).await;
    let page = browser.get("/doctor/visit-types").await.expect(200).text;
    shows(&page, &["My visit types", "Consultation", "<td data-label=\"Takes\">30 minutes</td>"]);
    let page = post(&mut browser, "/fn/add-visit-type", &[("name", "Course"), ("duration_minutes", "45")]).await;
    shows(&page, &["Course is added, and can be booked.", "<h1>Course</h1>", "value=\"45\""]);

    let all = offered(&clinic).await;
    let [consultation, course] = [id(&all[0]), id(&all[1])];
    let page = post(&mut browser, "/fn/change-visit-type", &rules(course)).await;
    shows(&page, &["The rules are saved.", "<h1>Back school</h1>", "value=\"1440\""]);
    let changed = offered(&clinic).await[1].clone();
    let expected = json!({
        "name": "Back school", "duration_minutes": 60, "buffer_before_minutes": 5, "buffer_after_minutes": 10,
        "slot_step_minutes": 30, "minimum_notice_minutes": 120, "horizon_days": 90,
        "cancellation_notice_minutes": 1440, "no_show_after_minutes": 20, "per_day_limit": 2, "seats": 8,
        "new_patients": false, "known_patients": true, "needs_confirmation": true, "location_ids": [],
    });
    for (rule, value) in expected.as_object().unwrap() {
        assert_eq!(&changed[rule], value, "{rule}");
    }

    // Rules that can be left out are gone when their fields are empty.
    let without = ["slot_step_minutes", "no_show_after_minutes", "per_day_limit"];
    let emptied =
        rules(course).into_iter().map(|(name, value)| (name, if without.contains(&name) { "" } else { value }));
    post(&mut browser, "/fn/change-visit-type", &emptied.collect::<Vec<_>>()).await;
    for rule in without {
        assert_eq!(offered(&clinic).await[1][rule], json!(null), "{rule}");
    }

    let page = post(&mut browser, "/fn/retire-visit-type", &[("id", consultation)]).await;
    shows(&page, &["My visit types", "The visit type is retired.", "up to 8 at once"]);
    let page = post(&mut browser, "/fn/retire-visit-type", &[("id", course)]).await;
    shows(&page, &["There is a problem", "A doctor offers at least one kind of visit.", "<h1>Back school</h1>"]);
    assert_eq!(offered(&clinic).await.len(), 1);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn rules_that_make_no_sense_come_back_as_they_were_typed(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (_, mut browser) = doctor(&clinic).await;
    let page = post(&mut browser, "/fn/add-visit-type", &[("name", " "), ("duration_minutes", "an hour")]).await;
    shows(&page, &["id=\"name-error\"", "id=\"duration_minutes-error\"", "value=\"an hour\""]);

    let all = offered(&clinic).await;
    let wrong = [("duration_minutes", "long"), ("horizon_days", ""), ("seats", "201")];
    let replaced = |name: &str| wrong.iter().find(|(it, _)| *it == name).map(|(_, value)| *value);
    let fields = rules(id(&all[0])).into_iter().map(|(name, value)| (name, replaced(name).unwrap_or(value)));
    let fields = fields.filter(|(name, _)| *name != "known_patients");
    let page = post(&mut browser, "/fn/change-visit-type", &fields.collect::<Vec<_>>()).await;
    for field in ["duration_minutes", "horizon_days", "seats", "known_patients"] {
        shows(&page, &[&format!("id=\"{field}-error\""), &format!("href=\"#{field}\"")]);
    }
    shows(
        &page,
        &["This is a whole number from 5 to 480.", "value=\"long\"", "value=\"201\"", "value=\"Back school\""],
    );
    // A box that was ticked stays so, and one that was not does not come back.
    let box_of = |name: &str| page.split(&format!("id=\"{name}\"")).nth(1).unwrap().split("</label>").next().unwrap();
    assert!(box_of("needs_confirmation").contains("checked") && !box_of("new_patients").contains("checked"), "{page}");
    assert_eq!(offered(&clinic).await, all);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_administrator_finds_a_doctor_and_changes_what_they_offer(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (doctor, _) = doctor(&clinic).await;
    clinic.doctor("Jonas Weber").await;
    clinic.admin("Sam Keller").await;
    let mut browser = signed_in(&clinic, "sam.keller@example.com").await;
    let page = browser.get("/admin/visit-types?q=osei").await.expect(200).text;
    shows(&page, &["href=\"/admin/visit-types?doctor=amara-osei\"", "value=\"osei\""]);
    assert!(!page.contains("Jonas Weber"), "{page}");
    let page = browser.get(&format!("/admin/visit-types?q={}", "x".repeat(101))).await.expect(422).text;
    shows(&page, &["id=\"q-error\"", "The text can have at most 100 characters.", &"x".repeat(101)]);
    browser.get("/admin/visit-types?doctor=nobody").await.expect(404);

    let page = browser.get("/admin/visit-types?doctor=amara-osei").await.expect(200).text;
    shows(&page, &["Visit types of Amara Osei", "Consultation"]);
    let fields = [("doctor_id", doctor.id.as_str()), ("name", "Follow-up"), ("duration_minutes", "15")];
    let page = post(&mut browser, "/fn/add-visit-type", &fields).await;
    shows(&page, &["Follow-up is added", "With Amara Osei"]);
    let all = offered(&clinic).await;
    let page = post(&mut browser, "/fn/change-visit-type", &rules(id(&all[1]))).await;
    shows(&page, &["The rules are saved.", "With Amara Osei"]);
    let page = post(&mut browser, "/fn/retire-visit-type", &[("id", id(&all[1])), ("doctor_id", &doctor.id)]).await;
    shows(&page, &["The visit type is retired.", "Visit types of Amara Osei"]);
    assert_eq!(offered(&clinic).await.len(), 1);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_visit_type_is_offered_at_the_locations_that_are_ticked(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (doctor, mut browser) = doctor(&clinic).await;
    let admin = clinic.admin("Sam Keller").await;
    let garden = json!({
        "name": "Garden", "address": "3 Garden Square", "city": "Berlin", "postal_code": "10435",
        "time_zone": "Europe/Berlin",
    });
    let garden = admin.post("/api/v1/locations", garden).await.expect(201).json();
    let garden = id(&garden);
    let all = offered(&clinic).await;
    let page = browser.get(&format!("/doctor/visit-types/{}", id(&all[0]))).await.expect(200).text;
    assert!(!page.contains("Where it is offered"), "with one location there is nothing to choose: {page}");
    let works_at = json!({ "location_ids": [clinic.location, garden] });
    admin.patch(&format!("/api/v1/doctors/{}", doctor.id), works_at).await.expect(200);
    let page = browser.get(&format!("/doctor/visit-types/{}", id(&all[0]))).await.expect(200).text;
    shows(&page, &["Where it is offered", "name=\"location_ids[1]\""]);

    let mut fields = rules(id(&all[0]));
    fields.push(("location_ids[1]", garden));
    let page = post(&mut browser, "/fn/change-visit-type", &fields).await;
    assert!(page.contains(&format!("value=\"{garden}\" checked>")), "{page}");
    assert_eq!(offered(&clinic).await[0]["location_ids"], json!([garden]));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn doctors_see_their_own_visit_types_alone(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (_, mut browser) = doctor(&clinic).await;
    let other = clinic.doctor("Jonas Weber").await;
    let theirs = clinic.anonymous().get(&format!("/api/v1/visit-types?doctor_id={}", other.id)).await.json();
    let theirs = id(&theirs["items"][0]).to_owned();
    browser.get(&format!("/doctor/visit-types/{theirs}")).await.expect(404);
    browser.get(&format!("/admin/visit-types/{theirs}")).await.expect(403);
    let answer = browser.post("/fn/change-visit-type", &rules(&theirs)).await;
    browser.get(answer.location()).await.expect(404);
    let fields = [("doctor_id", other.id.as_str()), ("name", "Mine"), ("duration_minutes", "15")];
    let page = post(&mut browser, "/fn/add-visit-type", &fields).await;
    shows(&page, &["There is a problem", "Only the doctor and administrators change what a doctor offers."]);
    let still = clinic.anonymous().get(&format!("/api/v1/visit-types?doctor_id={}", other.id)).await.json();
    assert_eq!((still["items"].as_array().unwrap().len(), &still["items"][0]["name"]), (1, &json!("Consultation")));
}
