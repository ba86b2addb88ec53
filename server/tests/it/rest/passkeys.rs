use chrono::TimeDelta;
use serde_json::{Value, json};
use server::{
    config::{Environment, Settings},
    db::MIGRATOR,
};
use sqlx::PgPool;

use crate::helpers::{Authenticator, Browser, Clinic, Device, PASSWORD, settings};

const PASSKEYS: &str = "/api/v1/auth/passkeys";
const START: &str = "/api/v1/auth/passkeys/start-registration";
const START_SIGN_IN: &str = "/api/v1/auth/passkeys/start-sign-in";
const SIGN_IN: &str = "/api/v1/auth/passkeys/sign-in";

/// A clinic that browsers reach by a name.
async fn open_as(pool: PgPool, environment: Environment) -> Clinic {
    Clinic::open_with(pool, Settings { environment, public_url: "http://localhost:3000".to_owned(), ..settings() })
        .await
}

async fn open(pool: PgPool) -> Clinic {
    open_as(pool, Environment::Development).await
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn somebody_adds_a_passkey_signs_in_with_it_and_removes_it(pool: PgPool) {
    let clinic = open(pool).await;
    let ann = clinic.patient("Ann Lee").await;
    assert_eq!(ann.get(PASSKEYS).await.expect(200).json(), json!([]));
    let options =
        ann.post(START, json!({ "password": PASSWORD })).await.expect(200).json()["options"]["publicKey"].clone();
    assert_eq!(options["rp"], json!({ "name": "Praxis", "id": "localhost" }));
    assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
    assert_eq!(options["authenticatorSelection"]["residentKey"], "required");

    let mut device = Device::new(7);
    let added = device.add(&ann, " My phone ").await.expect(201).json();
    assert_eq!((&added["name"], &added["last_used_at"]), (&json!("My phone"), &json!(null)));
    clinic.clock.advance(TimeDelta::minutes(1));
    let answer = device.sign_in(&clinic.anonymous()).await.expect(200);
    assert!(answer.cookies().iter().any(|cookie| cookie.starts_with("praxis_refresh=")));
    assert_eq!(answer.json()["user"]["id"], ann.id.as_str());
    assert_eq!(answer.json()["token_type"], "bearer");
    let list = ann.get(PASSKEYS).await.expect(200).json();
    assert_eq!(list[0]["last_used_at"], "2026-03-02T08:01:00Z");
    device.sign_in(&clinic.anonymous()).await.expect(200);

    let path = format!("{PASSKEYS}/{}", added["id"].as_str().unwrap());
    ann.delete(&path).await.expect(204);
    ann.delete(&path).await.expect_problem(404, "not_found");
    device.sign_in(&clinic.anonymous()).await.expect_problem(401, "passkey_not_accepted");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_answer_is_good_once_and_for_five_minutes(pool: PgPool) {
    let clinic = open(pool).await;
    let (ann, visitor, mut device) = (clinic.patient("Ann Lee").await, clinic.anonymous(), Device::new(7));
    let challenge = ann.post(START, json!({ "password": PASSWORD })).await.expect(200).json();
    let made = device.made(&challenge, "Phone");
    ann.post(PASSKEYS, made.clone()).await.expect(201);
    let again = ann.post(PASSKEYS, made).await.expect_problem(422, "invalid");
    assert_eq!(again.pointers(), ["/challenge_id"]);
    // The device should not have made a second one.
    device.add(&ann, "The same").await.expect_problem(422, "invalid");

    let challenge = visitor.post(START_SIGN_IN, json!({})).await.expect(200).json();
    let signed = device.signed(&challenge);
    visitor.post(SIGN_IN, signed.clone()).await.expect(200);
    visitor.post(SIGN_IN, signed).await.expect_problem(401, "passkey_not_accepted");
    // Nor for another challenge.
    let (first, mut second) =
        (visitor.post(START_SIGN_IN, json!({})).await.json(), visitor.post(START_SIGN_IN, json!({})).await.json());
    second["options"] = first["options"].clone();
    visitor.post(SIGN_IN, device.signed(&second)).await.expect_problem(401, "passkey_not_accepted");

    let challenge = visitor.post(START_SIGN_IN, json!({})).await.expect(200).json();
    let late = ann.post(START, json!({ "password": PASSWORD })).await.expect(200).json();
    clinic.clock.advance(TimeDelta::minutes(5));
    visitor.post(SIGN_IN, device.signed(&challenge)).await.expect_problem(401, "passkey_not_accepted");
    let refused = ann.post(PASSKEYS, Device::new(8).made(&late, "Late")).await.expect_problem(422, "invalid");
    assert_eq!(refused.pointers(), ["/challenge_id"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_is_not_the_devices_own_answer_is_refused(pool: PgPool) {
    let clinic = open(pool).await;
    let (ann, visitor, mut device) = (clinic.patient("Ann Lee").await, clinic.anonymous(), Device::new(7));
    device.add(&ann, "Phone").await.expect(201);
    let copy = device.clone();
    device.sign_in(&visitor).await.expect(200);
    device.sign_in(&visitor).await.expect(200);

    let mut unverified = device.clone();
    unverified.verified = false;
    unverified.sign_in(&visitor).await.expect_problem(401, "passkey_not_accepted");
    let mut phished = device.clone();
    phished.origin = "http://localhost.evil.example:3000".to_owned();
    phished.sign_in(&visitor).await.expect_problem(401, "passkey_not_accepted");
    Device::new(9).sign_in(&visitor).await.expect_problem(401, "passkey_not_accepted");
    // A copy is behind in its count.
    copy.clone().sign_in(&visitor).await.expect_problem(401, "passkey_not_accepted");
    let challenge = visitor.post(START_SIGN_IN, json!({})).await.expect(200).json();
    let mut forged = device.signed(&challenge);
    forged["credential"]["response"]["signature"] = json!("MEUCIQ");
    visitor.post(SIGN_IN, forged).await.expect_problem(401, "passkey_not_accepted");
    for body in [json!({}), json!({ "challenge_id": "x", "credential": { "id": 1 } }), json!({ "credential": null })] {
        visitor.post(SIGN_IN, body).await.expect_problem(401, "passkey_not_accepted");
    }

    let mut unverified = Device::new(8);
    unverified.verified = false;
    let refused = unverified.add(&ann, "Phone").await.expect_problem(422, "invalid");
    assert_eq!(refused.pointers(), ["/credential"]);
    for name in [" ", &"x".repeat(61), "a\0b"] {
        let refused = Device::new(8).add(&ann, name).await.expect_problem(422, "invalid");
        assert_eq!(refused.pointers(), ["/name"]);
    }
    let challenge = ann.post(START, json!({ "password": PASSWORD })).await.expect(200).json();
    let body = json!({ "name": "x", "challenge_id": challenge["challenge_id"], "credential": { "id": [] } });
    assert_eq!(ann.post(PASSKEYS, body).await.expect_problem(422, "invalid").pointers(), ["/credential"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn passkeys_are_ones_own(pool: PgPool) {
    let clinic = open(pool).await;
    let (ann, bo) = (clinic.patient("Ann Lee").await, clinic.patient("Bo Berg").await);
    let (mut device, visitor) = (Device::new(7), clinic.anonymous());
    let added = device.add(&ann, "Phone").await.expect(201).json();
    let path = format!("{PASSKEYS}/{}", added["id"].as_str().unwrap());
    assert_eq!(bo.get(PASSKEYS).await.expect(200).json(), json!([]));
    bo.delete(&path).await.expect_problem(404, "not_found");
    bo.delete(&format!("{PASSKEYS}/nonsense")).await.expect_problem(404, "not_found");
    device.clone().add(&bo, "Mine").await.expect_problem(409, "passkey_known");
    // A challenge is its person's.
    let challenge = ann.post(START, json!({ "password": PASSWORD })).await.expect(200).json();
    let refused = bo.post(PASSKEYS, Device::new(8).made(&challenge, "x")).await.expect_problem(422, "invalid");
    assert_eq!(refused.pointers(), ["/challenge_id"]);

    for (answer, code) in [
        (visitor.get(PASSKEYS).await, "unauthenticated"),
        (visitor.post(START, json!({})).await, "unauthenticated"),
        (visitor.post(PASSKEYS, json!({})).await, "unauthenticated"),
        (visitor.delete(&path).await, "unauthenticated"),
    ] {
        answer.expect_problem(401, code);
    }
    assert_eq!(device.sign_in(&visitor).await.expect(200).json()["user"]["id"], ann.id.as_str());
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_passkey_is_two_factors(pool: PgPool) {
    let clinic = open_as(pool, Environment::Production).await;
    let (admin, ann) = (clinic.patient("Sam Keller").await, clinic.patient("Ann Lee").await);
    Authenticator::set_up(&clinic, &ann).await;
    let mut device = Device::new(7);
    device.add(&ann, "Phone").await.expect(201);
    device.sign_in(&clinic.anonymous()).await.expect(200);

    let promote = "update users set role = 'admin' where email = 'sam.keller@example.com'";
    sqlx::query(promote).execute(&clinic.pool).await.unwrap();
    admin.get("/api/v1/auth/me").await.expect_problem(403, "two_step_setup_required");
    let mut laptop = Device::new(8);
    laptop.add(&admin, "Laptop").await.expect(201);
    admin.get("/api/v1/auth/me").await.expect(200);
    // From now on the password alone opens nothing, at either door.
    let password = json!({ "email": "sam.keller@example.com", "password": PASSWORD });
    clinic.anonymous().post("/api/v1/auth/login", password).await.expect_problem(401, "passkey_required");
    let fields = [("email", "sam.keller@example.com"), ("password", PASSWORD), ("next", "/doctors")];
    assert!(Browser::new(&clinic).post("/fn/login", &fields).await.location().starts_with("/login"));
    laptop.sign_in(&clinic.anonymous()).await.expect(200);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn at_an_address_without_a_name_there_are_no_passkeys(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let ann = clinic.patient("Ann Lee").await;
    ann.post(START, json!({ "password": PASSWORD })).await.expect_problem(409, "passkeys_unavailable");
    clinic.anonymous().post(START_SIGN_IN, json!({})).await.expect_problem(409, "passkeys_unavailable");
    assert!(!clinic.anonymous().get("/login").await.text.contains("passkey"));
    let mut browser = Browser::new(&clinic);
    browser.post("/fn/login", &[("email", "ann.lee@example.com"), ("password", PASSWORD), ("next", "")]).await;
    let page = browser.get("/account/passkeys").await.expect(200).text;
    assert!(page.contains("Passkeys cannot be used at this address") && !page.contains("/passkeys.js"), "{page}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_forms_take_what_the_script_fills_in(pool: PgPool) {
    let clinic = open(pool).await;
    let ann = clinic.patient("Ann Lee").await;
    let (mut browser, mut device) = (Browser::new(&clinic), Device::new(7));
    browser.post("/fn/login", &[("email", "ann.lee@example.com"), ("password", PASSWORD), ("next", "")]).await;
    let page = browser.get("/account/passkeys").await.expect(200).text;
    assert!(page.contains("data-passkey=\"start-registration\" hidden"), "{page}");
    let text = |value: &Value| value.to_string();
    for (name, said) in [("", "Give the passkey a name"), ("My phone", "“My phone” is added")] {
        let answer = device.made(&ann.post(START, json!({ "password": PASSWORD })).await.json(), "");
        let (id, credential) = (answer["challenge_id"].as_str().unwrap(), text(&answer["credential"]));
        let fields = [("name", name), ("challenge_id", id), ("credential", &credential)];
        assert_eq!(browser.post("/fn/passkey-add", &fields).await.location(), "/account/passkeys");
        let page = browser.get("/account/passkeys").await.expect(200).text;
        assert!(page.contains(said), "{page}");
    }
    let id = ann.get(PASSKEYS).await.json()[0]["id"].as_str().unwrap().to_owned();

    let mut elsewhere = Browser::new(&clinic);
    assert!(elsewhere.get("/login").await.expect(200).text.contains("data-passkey=\"start-sign-in\""));
    for (credential, next) in [(None, "/login?next=%2Fdoctors"), (Some(()), "/doctors")] {
        let answer = device.signed(&clinic.anonymous().post(START_SIGN_IN, json!({})).await.json());
        let challenge = answer["challenge_id"].as_str().unwrap();
        let credential = credential.map_or("nonsense".to_owned(), |()| text(&answer["credential"]));
        let fields = [("challenge_id", challenge), ("credential", &credential), ("next", "/doctors")];
        assert_eq!(elsewhere.post("/fn/login-passkey", &fields).await.location(), next);
    }
    elsewhere.get("/account").await.expect(200);
    browser.post("/fn/passkey-remove", &[("id", &id)]).await;
    assert!(browser.get("/account/passkeys").await.text.contains("The passkey is removed."));
    assert_eq!(ann.get(PASSKEYS).await.json(), json!([]));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_new_way_to_sign_in_asks_for_the_password_and_is_announced(pool: PgPool) {
    let clinic = open(pool).await;
    let ann = clinic.patient("Ann Lee").await;
    for body in [json!({}), json!({ "password": "not the password" })] {
        assert_eq!(ann.post(START, body).await.expect_problem(422, "invalid").pointers(), ["/password"]);
    }
    let subjects = async || {
        let mails = clinic.mails_to("ann.lee@example.com").await;
        mails.into_iter().map(|mail| mail.subject).collect::<Vec<_>>()
    };
    assert!(!subjects().await.contains(&"A passkey was added".to_owned()));
    Device::new(7).add(&ann, "Phone").await.expect(201);
    assert!(subjects().await.contains(&"A passkey was added".to_owned()));

    Authenticator::set_up(&clinic, &ann).await;
    ann.post("/api/v1/auth/two-step/turn-off", json!({ "password": PASSWORD })).await.expect(204);
    assert!(subjects().await.contains(&"Two-step sign-in is off".to_owned()));
    let actions: Vec<String> = sqlx::query_scalar("select action from audit_log where person_id = $1::uuid")
        .bind(&ann.id)
        .fetch_all(&clinic.pool)
        .await
        .unwrap();
    for action in ["passkey_added", "two_step_turned_on", "two_step_turned_off"] {
        assert!(actions.iter().any(|written| written == action), "{action} in {actions:?}");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_erased_account_keeps_no_passkey(pool: PgPool) {
    let clinic = open(pool).await;
    let ann = clinic.patient("Ann Lee").await;
    let mut device = Device::new(7);
    device.add(&ann, "Phone").await.expect(201);
    let body = json!({ "password": PASSWORD }).to_string();
    ann.with_body(axum::http::Method::DELETE, "/api/v1/users/me", "application/json", body).await.expect(204);
    device.sign_in(&clinic.anonymous()).await.expect_problem(401, "passkey_not_accepted");
    let kept: i64 = sqlx::query_scalar("select count(*) from passkeys").fetch_one(&clinic.pool).await.unwrap();
    assert_eq!(kept, 0);
}
