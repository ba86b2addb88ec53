use chrono::TimeDelta;
use serde_json::{Value, json};
use server::{config::Environment, db::MIGRATOR};
use sqlx::PgPool;
use tokio::task::JoinSet;

use crate::helpers::{Answer, Authenticator, Client, Clinic, PASSWORD};

const LOGIN: &str = "/api/v1/auth/login";
const TWO_STEP: &str = "/api/v1/auth/two-step";

async fn login(clinic: &Clinic, email: &str, code: Option<&str>) -> Answer {
    let body = json!({ "email": email, "password": PASSWORD, "code": code });
    clinic.anonymous().post(LOGIN, body).await
}

async fn post(person: &Client, what: &str, body: Value) -> Answer {
    person.post(&format!("{TWO_STEP}/{what}"), body).await
}

/// Ann, with two-step sign-in; the code her app shows was not used yet.
async fn ann(clinic: &Clinic) -> (Client, Authenticator, Vec<String>) {
    let ann = clinic.patient("Ann Lee").await;
    let (app, codes) = Authenticator::set_up(clinic, &ann).await;
    clinic.clock.advance(TimeDelta::seconds(30));
    (ann, app, codes)
}

const ANN: &str = "ann.lee@example.com";

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_confirmed_app_is_asked_for_at_every_sign_in(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let ann = clinic.patient("Ann Lee").await;
    let status = ann.get(TWO_STEP).await.expect(200).json();
    assert_eq!(status, json!({ "enabled_at": null, "recovery_codes_left": 0, "required": false }));

    let setup = post(&ann, "start", json!({})).await.expect(201).json();
    let uri = setup["otpauth_uri"].as_str().unwrap();
    assert!(uri.starts_with("otpauth://totp/Praxis:ann.lee%40example.com?"), "{uri}");
    assert!(uri.contains(setup["secret"].as_str().unwrap()), "{uri}");
    // Until it is confirmed nothing changes.
    login(&clinic, ANN, None).await.expect(200);

    let app = Authenticator::new(&clinic, setup["secret"].as_str().unwrap());
    let confirmed = post(&ann, "confirm", json!({ "code": app.code() })).await.expect(200).json();
    assert_eq!(confirmed["recovery_codes"].as_array().unwrap().len(), 10);
    let status = ann.get(TWO_STEP).await.expect(200).json();
    assert_eq!(status["enabled_at"], "2026-03-02T08:00:00Z");
    assert_eq!(status["recovery_codes_left"], 10);

    let asked = login(&clinic, ANN, None).await.expect_problem(401, "two_step_required");
    assert!(asked.json()["detail"].as_str().unwrap().contains("authenticator app"));
    assert!(!asked.headers.contains_key("set-cookie"));
    login(&clinic, ANN, Some("  ")).await.expect_problem(401, "two_step_required");
    login(&clinic, ANN, Some(&app.wrong_code())).await.expect_problem(401, "invalid_code");
    clinic.clock.advance(TimeDelta::seconds(30));
    login(&clinic, ANN, Some(&app.code())).await.expect(200);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_wrong_password_is_answered_alike_with_and_without_two_step_sign_in(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (_, app, _) = ann(&clinic).await;
    for code in [None, Some(app.code())] {
        let body = json!({ "email": ANN, "password": "not her password", "code": code });
        clinic.anonymous().post(LOGIN, body).await.expect_problem(401, "invalid_credentials");
    }
    // The code was not used up by that.
    login(&clinic, ANN, Some(&app.code())).await.expect(200);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_code_is_taken_once_and_for_a_minute_and_a_half(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let ann = clinic.patient("Ann Lee").await;
    let (app, _) = Authenticator::set_up(&clinic, &ann).await;
    // Confirming was its one use.
    login(&clinic, ANN, Some(&app.code())).await.expect_problem(401, "invalid_code");
    clinic.clock.advance(TimeDelta::seconds(30));
    let code = app.code();
    login(&clinic, ANN, Some(&code)).await.expect(200);
    login(&clinic, ANN, Some(&code)).await.expect_problem(401, "invalid_code");

    clinic.clock.advance(TimeDelta::seconds(30));
    let late = app.code();
    clinic.clock.advance(TimeDelta::seconds(30));
    let spaced = format!("{} {}", &late[..3], &late[3..]);
    login(&clinic, ANN, Some(&spaced)).await.expect(200);
    let too_late = app.code();
    clinic.clock.advance(TimeDelta::seconds(60));
    login(&clinic, ANN, Some(&too_late)).await.expect_problem(401, "invalid_code");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn of_many_sign_ins_with_one_code_one_succeeds(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (_, app, recovery_codes) = ann(&clinic).await;
    for code in [app.code(), recovery_codes[0].clone()] {
        let mut racers = JoinSet::new();
        for _ in 0..4 {
            let (visitor, body) = (clinic.anonymous(), json!({ "email": ANN, "password": PASSWORD, "code": code }));
            racers.spawn(async move { visitor.post(LOGIN, body).await.status.as_u16() });
        }
        let mut statuses = racers.join_all().await;
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 401, 401, 401]);
        clinic.clock.advance(TimeDelta::minutes(15));
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_recovery_code_signs_in_once(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (ann, _, codes) = ann(&clinic).await;
    login(&clinic, ANN, Some(&codes[0])).await.expect(200);
    login(&clinic, ANN, Some(&codes[0])).await.expect_problem(401, "invalid_code");
    login(&clinic, ANN, Some(&codes[1].to_lowercase().replace('-', " "))).await.expect(200);
    assert_eq!(ann.get(TWO_STEP).await.json()["recovery_codes_left"], 8);

    // New ones replace all of them.
    let wrong = post(&ann, "recovery-codes", json!({ "password": "wrong" })).await.expect_problem(422, "invalid");
    assert_eq!(wrong.pointers(), ["/password"]);
    let renewed = post(&ann, "recovery-codes", json!({ "password": PASSWORD })).await.expect(200).json();
    login(&clinic, ANN, Some(&codes[2])).await.expect_problem(401, "invalid_code");
    login(&clinic, ANN, renewed["recovery_codes"][0].as_str()).await.expect(200);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn after_five_wrong_codes_none_is_taken_for_a_while(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (_, app, codes) = ann(&clinic).await;
    let wrong = app.wrong_code();
    let mut guesses = JoinSet::new();
    // As many as the limit on passwords lets in at once.
    for _ in 0..10 {
        let (visitor, body) = (clinic.anonymous(), json!({ "email": ANN, "password": PASSWORD, "code": wrong }));
        guesses.spawn(async move { visitor.post(LOGIN, body).await.expect(401).code() });
    }
    let answers = guesses.join_all().await;
    assert_eq!(answers.iter().filter(|code| *code == "invalid_code").count(), 5, "{answers:?}");
    assert_eq!(answers.iter().filter(|code| *code == "too_many_codes").count(), 5, "{answers:?}");
    for right in [&app.code(), &codes[0]] {
        login(&clinic, ANN, Some(right)).await.expect_problem(401, "too_many_codes");
    }
    clinic.clock.advance(TimeDelta::minutes(15));
    login(&clinic, ANN, Some(&app.code())).await.expect(200);
    // A right one starts the count anew.
    for _ in 0..4 {
        login(&clinic, ANN, Some(&wrong)).await.expect_problem(401, "invalid_code");
    }
    login(&clinic, ANN, Some(&codes[0])).await.expect(200);
    login(&clinic, ANN, Some(&wrong)).await.expect_problem(401, "invalid_code");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn steps_out_of_order_and_bad_input_are_refused(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let ann = clinic.patient("Ann Lee").await;
    post(&ann, "confirm", json!({ "code": "123456" })).await.expect_problem(409, "two_step_not_started");
    post(&ann, "turn-off", json!({ "password": PASSWORD })).await.expect_problem(409, "two_step_off");
    post(&ann, "recovery-codes", json!({ "password": PASSWORD })).await.expect_problem(409, "two_step_off");

    let first = post(&ann, "start", json!({})).await.expect(201).json();
    let second = post(&ann, "start", json!({})).await.expect(201).json();
    assert_ne!(first["secret"], second["secret"]);
    let forgotten = Authenticator::new(&clinic, first["secret"].as_str().unwrap());
    let app = Authenticator::new(&clinic, second["secret"].as_str().unwrap());
    for code in [forgotten.code(), app.wrong_code(), String::new(), "x".repeat(5000)] {
        let wrong = post(&ann, "confirm", json!({ "code": code })).await.expect_problem(422, "invalid");
        assert_eq!(wrong.pointers(), ["/code"]);
    }
    post(&ann, "confirm", json!({ "code": app.code() })).await.expect(200);
    post(&ann, "confirm", json!({ "code": app.code() })).await.expect_problem(409, "two_step_not_started");
    post(&ann, "start", json!({})).await.expect_problem(409, "two_step_on");

    let wrong = post(&ann, "turn-off", json!({ "password": "wrong" })).await.expect_problem(422, "invalid");
    assert_eq!(wrong.pointers(), ["/password"]);
    login(&clinic, ANN, None).await.expect_problem(401, "two_step_required");
    post(&ann, "turn-off", json!({ "password": PASSWORD })).await.expect(204);
    post(&ann, "turn-off", json!({ "password": PASSWORD })).await.expect_problem(409, "two_step_off");
    login(&clinic, ANN, None).await.expect(200);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn two_step_sign_in_is_ones_own(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (_, app, codes) = ann(&clinic).await;
    let bo = clinic.patient("Bo Berg").await;
    login(&clinic, "bo.berg@example.com", None).await.expect(200);
    let (bos_app, _) = Authenticator::set_up(&clinic, &bo).await;
    clinic.clock.advance(TimeDelta::seconds(30));
    login(&clinic, "bo.berg@example.com", Some(&codes[0])).await.expect_problem(401, "invalid_code");
    login(&clinic, "bo.berg@example.com", Some(&app.code())).await.expect_problem(401, "invalid_code");
    login(&clinic, "bo.berg@example.com", Some(&bos_app.code())).await.expect(200);
    let visitor = clinic.anonymous();
    visitor.get(TWO_STEP).await.expect_problem(401, "unauthenticated");
    for what in ["start", "confirm", "recovery-codes", "turn-off"] {
        post(&visitor, what, json!({ "password": PASSWORD })).await.expect_problem(401, "unauthenticated");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_database_holds_no_secret_in_the_clear(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let ann = clinic.patient("Ann Lee").await;
    let setup = post(&ann, "start", json!({})).await.expect(201).json();
    let secret = setup["secret"].as_str().unwrap();
    let app = Authenticator::new(&clinic, secret);
    let confirmed = post(&ann, "confirm", json!({ "code": app.code() })).await.expect(200).json();
    let rows: String = sqlx::query_scalar(
        "select (select string_agg(two_step::text, ' ') from two_step) \
         || (select string_agg(recovery_codes::text, ' ') from recovery_codes)",
    )
    .fetch_one(&clinic.pool)
    .await
    .unwrap();
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
    let raw = totp_rs::Secret::try_from_base32(secret).unwrap();
    let mut forms = vec![secret.to_owned(), hex(secret.as_bytes()), hex(raw.as_bytes())];
    for code in confirmed["recovery_codes"].as_array().unwrap() {
        let code = code.as_str().unwrap();
        let plain = code.replace('-', "");
        let raw = totp_rs::Secret::try_from_base32(&plain).unwrap();
        forms.extend([code.to_owned(), hex(code.as_bytes()), hex(plain.as_bytes()), hex(raw.as_bytes()), plain]);
    }
    assert!(rows.contains(&ann.id) && rows.len() > 1000, "{rows}");
    for form in forms {
        assert!(!rows.contains(&form), "{form} is in {rows}");
    }
}

async fn administrator(clinic: &Clinic) -> Client {
    let admin = clinic.patient("Sam Keller").await;
    sqlx::query("update users set role = 'admin' where email = 'sam.keller@example.com'")
        .execute(&clinic.pool)
        .await
        .unwrap();
    admin
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn in_production_an_administrator_can_only_set_up_a_second_factor_first(pool: PgPool) {
    let clinic = Clinic::open_as(pool, Environment::Production).await;
    let (admin, ann) = (administrator(&clinic).await, clinic.patient("Ann Lee").await);
    for path in ["/api/v1/auth/me", "/api/v1/appointments", "/api/auth/sessions", "/api/v1/doctors"] {
        admin.get(path).await.expect_problem(403, "two_step_setup_required");
        ann.get(path).await.expect(200);
    }
    assert_eq!(admin.get(TWO_STEP).await.expect(200).json()["required"], true);
    let (app, _) = Authenticator::set_up(&clinic, &admin).await;
    admin.get("/api/v1/auth/me").await.expect(200);
    assert_eq!(admin.get(TWO_STEP).await.expect(200).json()["required"], false);
    clinic.clock.advance(TimeDelta::seconds(30));
    login(&clinic, "sam.keller@example.com", None).await.expect_problem(401, "two_step_required");
    login(&clinic, "sam.keller@example.com", Some(&app.code())).await.expect(200);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn in_development_an_administrator_needs_no_second_factor(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    administrator(&clinic).await.get("/api/v1/auth/me").await.expect(200);
}
