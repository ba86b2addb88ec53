//! The administrator's pages of what the practice has and offers, as a browser without JavaScript uses them.

use serde_json::{Value, json};
use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::helpers::{Answer, Browser, Clinic, PASSWORD};

/// A browser in which somebody is signed in.
async fn signed_in(clinic: &Clinic, email: &str) -> Browser {
    let mut browser = Browser::new(clinic);
    browser.post("/fn/login", &[("email", email), ("password", PASSWORD), ("next", "/")]).await;
    browser
}

async fn administrator(clinic: &Clinic) -> Browser {
    clinic.admin("Sam Keller").await;
    signed_in(clinic, "sam.keller@example.com").await
}

/// The page to which a posted form leads.
async fn follow(browser: &mut Browser, answer: Answer) -> String {
    assert!(answer.status.is_redirection(), "{} {}", answer.status, answer.text);
    browser.get(answer.location()).await.expect(200).text
}

async fn post(browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> String {
    let answer = browser.post(path, fields).await;
    follow(browser, answer).await
}

/// The entry of that name in a list of the directory.
async fn listed(clinic: &Clinic, list: &str, name: &str) -> Option<Value> {
    let page = clinic.anonymous().get(&format!("/api/v1/{list}")).await.expect(200).json();
    page["items"].as_array().unwrap().iter().find(|item| item["name"] == name).cloned()
}

async fn id_of(clinic: &Clinic, list: &str, name: &str) -> String {
    listed(clinic, list, name).await.unwrap()["id"].as_str().unwrap().to_owned()
}

#[track_caller]
fn shows(page: &str, texts: &[&str]) {
    for text in texts {
        assert!(page.contains(text), "no {text:?} in {page}");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_specialty_is_added_renamed_and_retired_with_forms_alone(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let mut browser = administrator(&clinic).await;
    let page = browser.get("/admin/specialties").await.expect(200).text;
    shows(&page, &["<caption", "<th scope=\"row\"><a href=\"/admin/specialties/", "Cardiology", "Add a specialty"]);

    let page = post(&mut browser, "/fn/add-specialty", &[("name", "Neurology")]).await;
    shows(&page, &["Neurology is added. Doctors can have it now.", ">Neurology</a>"]);
    let id = id_of(&clinic, "specialties", "Neurology").await;
    let page = post(&mut browser, "/fn/change-specialty", &[("id", &id), ("name", "Brains & nerves")]).await;
    shows(&page, &["The name is saved.", "<h1>Brains &amp; nerves</h1>", "Retire Brains &amp; nerves</button>"]);
    // Its address stays.
    assert_eq!(listed(&clinic, "specialties", "Brains & nerves").await.unwrap()["slug"], "neurology");
    let page = post(&mut browser, "/fn/retire-specialty", &[("id", &id)]).await;
    shows(&page, &["The specialty is retired."]);
    assert_eq!(listed(&clinic, "specialties", "Brains & nerves").await, None);
    browser.get(&format!("/admin/specialties/{id}")).await.expect(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_refused_specialty_keeps_what_was_typed_and_says_what_is_wrong_beside_it(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let mut browser = administrator(&clinic).await;
    let long = "Cardiology ".repeat(9);
    let page = post(&mut browser, "/fn/add-specialty", &[("name", &long)]).await;
    shows(&page, &["There is a problem", "The name can have at most 80 characters.", "id=\"name-error\"", long.trim()]);
    let id = id_of(&clinic, "specialties", "Cardiology").await;
    let page = post(&mut browser, "/fn/change-specialty", &[("id", &id), ("name", " ")]).await;
    shows(&page, &["The name is missing.", "<h1>Cardiology</h1>", "aria-invalid=\"true\""]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_stands_in_the_way_of_retiring_is_said_and_named(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (mut browser, doctor) = (administrator(&clinic).await, clinic.doctor("Amara Osei").await);
    let admin = clinic.sign_in("sam.keller@example.com").await;
    let department = json!({ "name": "Surgery", "location_id": clinic.location });
    let department = admin.post("/api/v1/departments", department).await.expect(201).json();
    let place = json!({ "specialty_id": clinic.specialty, "department_id": department["id"] });
    admin.patch(&format!("/api/v1/doctors/{}", doctor.id), place).await.expect(200);
    let link = format!("<a href=\"/admin/doctors/{}\">Amara Osei</a>", doctor.id);
    for (function, list, name, why) in [
        (
            "/fn/retire-specialty",
            "specialties",
            "Cardiology",
            "Doctors have this specialty. Give them another one first.",
        ),
        ("/fn/retire-department", "departments", "Surgery", "Doctors belong to this department."),
        (
            "/fn/retire-location",
            "locations",
            "Riverside",
            "Doctors work at this location, or patients are expected there.",
        ),
    ] {
        let id = id_of(&clinic, list, name).await;
        let page = post(&mut browser, function, &[("id", &id)]).await;
        shows(&page, &["There is a problem", why, &link, &format!("<h1>{name}</h1>")]);
        assert!(listed(&clinic, list, name).await.is_some(), "{name}");
        // Only while it was just asked.
        assert!(!browser.get(&format!("/admin/{list}/{id}")).await.expect(200).text.contains(&link), "{name}");
    }
}

const GARDEN: [(&str, &str); 5] = [
    ("name", "Garden"),
    ("address", "3 Garden Square"),
    ("city", "Berlin"),
    ("postal_code", "10435"),
    ("time_zone", "Europe/Berlin"),
];

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_location_is_added_changed_and_retired_with_forms_alone(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let mut browser = administrator(&clinic).await;
    let page = browser.get("/admin/locations").await.expect(200).text;
    shows(&page, &["Riverside", "14 Wharf Street, London SE1 9PX", "Europe/London", "href=\"/admin/locations/new\""]);
    let page = browser.get("/admin/locations/new").await.expect(200).text;
    shows(&page, &["list=\"time-zones\"", "<option value=\"Pacific/Auckland\">"]);

    let page = post(&mut browser, "/fn/add-location", &GARDEN).await;
    shows(&page, &["Garden is added.", "<h1>Garden</h1>", "value=\"Europe/Berlin\""]);
    let id = id_of(&clinic, "locations", "Garden").await;
    let mut changed = GARDEN.to_vec();
    changed[1].1 = "4 Garden Square";
    changed.push(("id", &id));
    let page = post(&mut browser, "/fn/change-location", &changed).await;
    shows(&page, &["The location is saved.", "value=\"4 Garden Square\""]);
    let page = post(&mut browser, "/fn/retire-location", &[("id", &id)]).await;
    shows(&page, &["The location is retired, with its departments."]);
    assert_eq!(listed(&clinic, "locations", "Garden").await, None);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_location_on_no_known_clock_comes_back_as_it_was_typed(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let mut browser = administrator(&clinic).await;
    let mut mars = GARDEN.to_vec();
    (mars[2].1, mars[4].1) = ("", "Mars/Olympus");
    let answer = browser.post("/fn/add-location", &mars).await;
    assert_eq!(answer.location(), "/admin/locations/new");
    let page = follow(&mut browser, answer).await;
    shows(&page, &["id=\"time_zone-error\"", "The time zone is an IANA name such as Europe/London.", "Mars/Olympus"]);
    shows(&page, &["id=\"city-error\"", "The city is missing.", "value=\"3 Garden Square\""]);
    assert_eq!(listed(&clinic, "locations", "Garden").await, None);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn another_clock_under_somebody_who_is_booked_is_refused_on_the_page(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (mut browser, doctor) = (administrator(&clinic).await, clinic.doctor("Amara Osei").await);
    let weekly = json!({ "weekly": [{ "weekday": 2, "start": "09:00", "end": "10:00" }] });
    doctor.put("/api/v1/doctors/me/schedule", weekly).await.expect(200);
    clinic.patient("Ann Lee").await.book(&doctor, "2026-03-03T09:00", "2026-03-03T09:30").await.expect(201);
    let id = clinic.location.to_string();
    let mut moved = GARDEN.to_vec();
    moved.push(("id", &id));
    let page = post(&mut browser, "/fn/change-location", &moved).await;
    shows(&page, &["There is a problem", "1 booked appointment would fall outside", "value=\"Europe/Berlin\""]);
    assert_eq!(listed(&clinic, "locations", "Riverside").await.unwrap()["time_zone"], "Europe/London");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_location_is_closed_for_some_days_and_opened_again(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (mut browser, doctor) = (administrator(&clinic).await, clinic.doctor("Amara Osei").await);
    doctor.open("2026-04-03T10:00", "2026-04-03T11:00").await.expect(201);
    let location = clinic.location.to_string();
    let free = || async { clinic.anonymous().free(&doctor, "2026-04-03", "2026-04-04").await.len() };
    let mut days = [
        ("location_id", location.as_str()),
        ("first_day", "2026-04-03"),
        ("last_day", "2026-04-01"),
        ("reason", "Easter"),
    ];
    let page = post(&mut browser, "/fn/close-location", &days).await;
    shows(&page, &["id=\"last_day-error\"", "value=\"2026-04-01\"", "value=\"Easter\""]);
    assert_eq!(free().await, 2);
    days[2].1 = "2026-04-06";
    let page = post(&mut browser, "/fn/close-location", &days).await;
    let closed = "Friday 3 April 2026 to Monday 6 April 2026";
    shows(&page, &[&format!("Closed: {closed}."), &format!("aria-label=\"Remove the closure: {closed}\""), "Easter"]);
    assert_eq!(free().await, 0);
    // Without a last day: for one.
    days[2].1 = "";
    shows(&post(&mut browser, "/fn/close-location", &days).await, &["Closed: Friday 3 April 2026."]);

    let list = clinic.anonymous().get(&format!("/api/v1/locations/{location}/closures")).await.json();
    for closure in list["items"].as_array().unwrap() {
        let closure = [("location_id", location.as_str()), ("id", closure["id"].as_str().unwrap())];
        shows(&post(&mut browser, "/fn/reopen-location", &closure).await, &["The closure is removed."]);
        shows(&post(&mut browser, "/fn/reopen-location", &closure).await, &["There is no such closure."]);
    }
    assert_eq!(free().await, 2);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_department_is_added_moved_and_retired_with_forms_alone(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let mut browser = administrator(&clinic).await;
    shows(
        &browser.get("/admin/departments").await.expect(200).text,
        &["There are no departments yet.", "Riverside, London"],
    );
    let page = post(&mut browser, "/fn/add-department", &[("name", "Surgery"), ("location_id", "")]).await;
    shows(&page, &["id=\"location_id-error\"", "Choose a location from the list.", "value=\"Surgery\""]);
    let riverside = clinic.location.to_string();
    let page = post(&mut browser, "/fn/add-department", &[("name", "Surgery"), ("location_id", &riverside)]).await;
    shows(&page, &["Surgery is added.", ">Surgery</a>", "<td data-label=\"Location\">Riverside</td>"]);

    post(&mut browser, "/fn/add-location", &GARDEN).await;
    let (id, garden) = (id_of(&clinic, "departments", "Surgery").await, id_of(&clinic, "locations", "Garden").await);
    let moved = [("id", id.as_str()), ("name", "Day surgery"), ("location_id", &garden)];
    let page = post(&mut browser, "/fn/change-department", &moved).await;
    shows(&page, &["The department is saved.", &format!("<option value=\"{garden}\" selected")]);
    let page = post(&mut browser, "/fn/retire-department", &[("id", &id)]).await;
    shows(&page, &["The department is retired.", "There are no departments yet."]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn nobody_else_can_use_the_administrators_forms(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    clinic.doctor("Amara Osei").await;
    let mut browser = signed_in(&clinic, "amara.osei@example.com").await;
    let riverside = clinic.location.to_string();
    let cardiology = clinic.specialty.to_string();
    for (function, fields) in [
        ("/fn/add-specialty", vec![("name", "Mine")]),
        ("/fn/change-specialty", vec![("id", cardiology.as_str()), ("name", "Mine")]),
        ("/fn/add-department", vec![("name", "Mine"), ("location_id", &riverside)]),
        ("/fn/add-location", GARDEN.to_vec()),
        ("/fn/close-location", vec![("location_id", riverside.as_str()), ("first_day", "2026-04-03")]),
    ] {
        let answer = browser.post(function, &fields).await;
        let page = browser.get(answer.location()).await.expect(403).text;
        shows(&page, &["This page is not for your account", "Only administrators can do this."]);
    }
    assert_eq!(listed(&clinic, "specialties", "Mine").await, None);
    assert!(listed(&clinic, "specialties", "Cardiology").await.is_some());
}
