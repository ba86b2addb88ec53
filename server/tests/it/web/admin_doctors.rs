//! The administrator's pages of doctors, as a browser without JavaScript uses them.

use serde_json::json;
use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::helpers::{Browser, Client, Clinic};

const DOCTORS: &str = "/admin/doctors";

/// A doctor who waits for approval.
async fn newcomer(clinic: &Clinic, admin: &Client, name: &str) -> Client {
    let doctor = clinic.doctor(name).await;
    admin.patch(&format!("/api/v1/users/{}", doctor.id), json!({ "verified": false })).await.expect(200);
    doctor
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_doctor_who_waits_is_approved_or_refused_with_one_button(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (mut browser, admin) = Browser::of_admin(&clinic, "Sam Keller").await;
    let page = browser.get(DOCTORS).await.expect(200).text;
    assert!(page.contains("Nobody waits for approval."), "{page}");
    let (amara, jonas) =
        (newcomer(&clinic, &admin, "Amara Osei").await, newcomer(&clinic, &admin, "Jonas Weber").await);
    let page = browser.get(DOCTORS).await.expect(200).text;
    for button in ["Approve Amara Osei", "Refuse Amara Osei", "Approve Jonas Weber"] {
        assert!(page.contains(&format!("aria-label=\"{button}\"")), "{button}: {page}");
    }
    assert_eq!(clinic.found("").await, Vec::<String>::new());

    let fields = [("id", amara.id.as_str()), ("verified", "true"), ("next", DOCTORS)];
    assert_eq!(browser.post("/fn/change-user", &fields).await.location(), DOCTORS);
    let fields = [("id", jonas.id.as_str()), ("active", "false"), ("next", DOCTORS)];
    let page = browser.get(DOCTORS).await.expect(200).text;
    assert!(page.contains("Amara Osei is approved.") && page.contains("Patients see them"), "{page}");
    assert_eq!(clinic.found("").await, ["Amara Osei"]);
    clinic.mail_to("amara.osei@example.com", "Patients can find you now").await;

    assert_eq!(browser.post("/fn/change-user", &fields).await.location(), DOCTORS);
    let page = browser.get(DOCTORS).await.expect(200).text;
    assert!(page.contains("Disabled, never approved") && !page.contains("Approve Jonas Weber"), "{page}");
    jonas.get("/api/v1/auth/me").await.expect_problem(401, "invalid_token");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_doctor_whom_patients_expect_is_not_disabled_and_the_page_says_why(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (mut browser, _) = Browser::of_admin(&clinic, "Sam Keller").await;
    let (doctor, ann) = (clinic.doctor("Amara Osei").await, clinic.patient("Ann Lee").await);
    doctor.open("2026-03-03T09:00", "2026-03-03T12:00").await.expect(201);
    ann.book(&doctor, "2026-03-03T09:00", "2026-03-03T09:30").await.expect(201);
    let path = format!("{DOCTORS}/{}", doctor.id);
    assert!(browser.get(&path).await.expect(200).text.contains("aria-label=\"Disable account of Amara Osei\""));
    let fields = [("id", doctor.id.as_str()), ("active", "false"), ("next", path.as_str())];
    assert_eq!(browser.post("/fn/change-user", &fields).await.location(), path);
    let page = browser.get(&path).await.expect(200).text;
    assert!(
        page.contains("Patients have appointments with this doctor.") && page.contains("Patients see them"),
        "{page}"
    );
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_new_doctor_is_mailed_a_link_and_a_refused_form_keeps_what_was_chosen(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (mut browser, _) = Browser::of_admin(&clinic, "Sam Keller").await;
    let new = format!("{DOCTORS}/new");
    let form = browser.get(&new).await.expect(200).text;
    assert!(form.contains("Cardiology") && form.contains("Riverside, London"), "{form}");
    let (specialty, location) = (clinic.specialty.to_string(), clinic.location.to_string());
    let with = |email: &'static str| {
        [
            ("full_name", "Mina Park"),
            ("email", email),
            ("phone", ""),
            ("bio", "Hearts & minds"),
            ("specialty_id", specialty.as_str()),
            ("location_ids[0]", location.as_str()),
            ("department_id", ""),
        ]
    };
    assert_eq!(browser.post("/fn/engage-doctor", &with("nonsense")).await.location(), new);
    let page = browser.get(&new).await.expect(200).text;
    assert!(page.contains("Enter an e-mail address like name@example.com."), "{page}");
    assert!(page.contains("value=\"nonsense\"") && page.contains("Hearts &amp; minds"), "{page}");
    assert!(page.contains(&format!("<option value=\"{specialty}\" selected>")), "{page}");
    assert!(page.contains(&format!("value=\"{location}\" checked")), "{page}");

    let answer = browser.post("/fn/engage-doctor", &with("mina@example.com")).await;
    assert!(answer.location().starts_with("/admin/doctors/"), "{}", answer.location());
    let path = answer.location().to_owned();
    let page = browser.get(&path).await.expect(200).text;
    assert!(page.contains("Mina Park has an account") && page.contains("mina@example.com"), "{page}");
    assert_eq!(clinic.found("specialty=cardiology").await, ["Mina Park"]);
    clinic.mailed_token("mina@example.com", "reset-password").await;
    // Once more is somebody else's address.
    assert_eq!(browser.post("/fn/engage-doctor", &with("mina@example.com")).await.location(), new);
    assert!(browser.get(&new).await.expect(200).text.contains("There is already an account with this e-mail address."));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_doctor_is_changed_and_the_first_location_stays_the_first(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (mut browser, admin) = Browser::of_admin(&clinic, "Sam Keller").await;
    let doctor = clinic.doctor("Amara Osei").await;
    let place = json!({
        "name": "Abbey", "address": "1 Abbey Road", "city": "London", "postal_code": "NW8", "time_zone": "Europe/London",
    });
    let abbey = admin.post("/api/v1/locations", place).await.expect(201).json()["id"].clone();
    let ward = json!({ "name": "Heart ward", "location_id": abbey });
    let ward = admin.post("/api/v1/departments", ward).await.expect(201).json()["id"].clone();
    let (abbey, ward, riverside) = (abbey.as_str().unwrap(), ward.as_str().unwrap(), clinic.location.to_string());
    let api = format!("/api/v1/doctors/{}", doctor.id);
    admin.patch(&api, json!({ "location_ids": [riverside, abbey] })).await.expect(200);

    let path = format!("{DOCTORS}/{}", doctor.id);
    let page = browser.get(&path).await.expect(200).text;
    let place_of = |id: &str| page.find(&format!("value=\"{id}\" checked")).unwrap();
    assert!(place_of(&riverside) < place_of(abbey), "Abbey comes first in the alphabet alone");
    let with = |department: &'static str, places: &[&str]| {
        let mut fields = vec![
            ("id".to_owned(), doctor.id.clone()),
            ("full_name".to_owned(), "Amara Osei-Berg".to_owned()),
            ("phone".to_owned(), String::new()),
            ("bio".to_owned(), "Likes tea".to_owned()),
            ("specialty_id".to_owned(), String::new()),
            ("department_id".to_owned(), department.replace("ward", ward)),
        ];
        let places = places.iter().enumerate();
        fields.extend(places.map(|(index, id)| (format!("location_ids[{index}]"), (*id).to_owned())));
        fields
    };
    for (fields, complaint) in [
        (with("ward", &[&riverside]), "The department is at a location where the doctor does not work."),
        (with("", &[]), "A doctor works at one location at least."),
    ] {
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(browser.post("/fn/change-doctor", &fields).await.location(), path);
        let page = browser.get(&path).await.expect(200).text;
        assert!(page.contains(complaint) && page.contains("value=\"Amara Osei-Berg\""), "{complaint}: {page}");
        assert!(!page.contains(&format!("value=\"{abbey}\" checked")), "{page}");
    }
    let fields = with("ward", &[&riverside, abbey]);
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.post("/fn/change-doctor", &fields).await;
    assert!(browser.get(&path).await.expect(200).text.contains("The details of Amara Osei-Berg are saved."));
    let changed = clinic.anonymous().get(&api).await.expect(200).json();
    let names: Vec<_> = changed["locations"].as_array().unwrap().iter().map(|it| it["name"].clone()).collect();
    assert_eq!(
        (names, &changed["department"]["name"]),
        (vec![json!("Riverside"), json!("Abbey")], &json!("Heart ward"))
    );
    let list = browser.get(DOCTORS).await.expect(200).text;
    assert!(list.contains("Riverside, Abbey") && list.contains("Heart ward"), "{list}");
}
