//! Two-step sign-in in a browser without JavaScript.

use chrono::TimeDelta;
use serde_json::json;
use server::{config::Environment, db::MIGRATOR};
use sqlx::PgPool;

use crate::helpers::{Answer, Authenticator, Browser, Client, Clinic, PASSWORD};

const HALF: &str = "praxis_second_step";

/// The text between two marks.
fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    text.split_once(start).and_then(|(_, rest)| rest.split_once(end)).map(|(found, _)| found).expect(start)
}

async fn give_password(browser: &mut Browser, next: &str) -> Answer {
    browser.post("/fn/login", &[("email", "ann.lee@example.com"), ("password", PASSWORD), ("next", next)]).await
}

async fn ann(clinic: &Clinic) -> (Client, Authenticator, Vec<String>) {
    let ann = clinic.patient("Ann Lee").await;
    let (app, codes) = Authenticator::set_up(clinic, &ann).await;
    clinic.clock.advance(TimeDelta::seconds(30));
    (ann, app, codes)
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn somebody_sets_up_two_step_sign_in_with_forms_alone(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    clinic.patient("Ann Lee").await;
    let mut browser = Browser::new(&clinic);
    give_password(&mut browser, "/").await;
    let page = browser.get("/account/two-step").await.expect(200).text;
    assert!(page.contains("Set up two-step sign-in") && !page.contains("class=\"qr\""), "{page}");

    let answer = browser.post("/fn/two-step-start", &[]).await;
    assert_eq!(answer.location(), "/account/two-step");
    let page = browser.get("/account/two-step").await.expect(200).text;
    assert!(page.contains("class=\"qr\"") && page.contains("otpauth://totp/Praxis:ann.lee%40"), "{page}");
    let app = Authenticator::new(&clinic, between(&page, "<code class=\"secret\">", "</code>"));

    browser.post("/fn/two-step-confirm", &[("code", &app.wrong_code())]).await;
    let page = browser.get("/account/two-step").await.expect(200).text;
    assert!(page.contains("There is a problem") && page.contains("not the code your app shows"), "{page}");
    let answer = browser.post("/fn/two-step-confirm", &[("code", &app.code())]).await;
    assert_eq!(answer.location(), "/account/two-step");
    let page = browser.get("/account/two-step").await.expect(200).text;
    let first = between(&page, "<ul class=\"codes\"><li><code>", "</code>").to_owned();
    assert!(page.contains("data:text/plain") && page.contains("You have 10 recovery codes left."), "{page}");
    // Neither they nor the secret are shown again.
    let page = browser.get("/account/two-step").await.expect(200).text;
    assert!(!page.contains(&first) && !page.contains("otpauth:"), "{page}");

    browser.post("/fn/two-step-recovery-codes", &[("password", "wrong")]).await;
    assert!(browser.get("/account/two-step").await.text.contains("This is not your password."));
    browser.post("/fn/two-step-recovery-codes", &[("password", PASSWORD)]).await;
    let page = browser.get("/account/two-step").await.expect(200).text;
    assert_ne!(between(&page, "<ul class=\"codes\"><li><code>", "</code>"), first);

    browser.post("/fn/two-step-turn-off", &[("password", PASSWORD)]).await;
    assert!(browser.get("/account/two-step").await.text.contains("Two-step sign-in is off."));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn after_the_password_a_browser_is_asked_for_the_code_and_goes_on_to_where_it_wanted(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (_, app, _) = ann(&clinic).await;
    let mut browser = Browser::new(&clinic);
    let answer = give_password(&mut browser, "/doctors?q=x").await;
    assert_eq!(answer.location(), "/login/two-step?next=%2Fdoctors%3Fq%3Dx");
    assert_eq!(browser.cookie("praxis_access"), None);
    // Half is nothing yet.
    assert!(browser.get("/account").await.location().starts_with("/login"));
    let path = answer.location().to_owned();
    let page = browser.get(&path).await.expect(200).text;
    assert!(page.contains("autocomplete=\"one-time-code\"") && page.contains("inputmode=\"numeric\""), "{page}");
    assert!(page.contains("value=\"/doctors?q=x\""), "{page}");

    let wrong = [("code", app.wrong_code()), ("next", "/doctors?q=x".to_owned())];
    let answer =
        browser.post("/fn/login-two-step", &wrong.each_ref().map(|(name, value)| (*name, value.as_str()))).await;
    assert_eq!(answer.location(), path);
    let page = browser.get(&path).await.expect(200).text;
    assert!(page.contains("id=\"code-error\"") && page.contains("This code is not right"), "{page}");

    let answer = browser.post("/fn/login-two-step", &[("code", &app.code()), ("next", "/doctors?q=x")]).await;
    assert_eq!(answer.location(), "/doctors?q=x");
    assert_eq!(browser.cookie(HALF), None);
    browser.get("/account").await.expect(200);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_recovery_code_is_a_second_step_too(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (_, _, codes) = ann(&clinic).await;
    let mut browser = Browser::new(&clinic);
    give_password(&mut browser, "").await;
    browser.post("/fn/login-two-step", &[("recovery_code", "nonsense"), ("next", "")]).await;
    let page = browser.get("/login/two-step").await.expect(200).text;
    assert!(page.contains("id=\"recovery_code-error\"") && page.contains("<details open"), "{page}");
    let answer = browser.post("/fn/login-two-step", &[("recovery_code", &codes[0]), ("next", "")]).await;
    assert_eq!(answer.location(), "/appointments");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_first_step_is_over_after_five_minutes_a_new_password_or_five_wrong_codes(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (person, app, _) = ann(&clinic).await;
    let mut browser = Browser::new(&clinic);
    give_password(&mut browser, "/doctors").await;
    clinic.clock.advance(TimeDelta::minutes(5));
    assert_eq!(browser.get("/login/two-step?next=%2Fdoctors").await.location(), "/login?next=%2Fdoctors");
    let answer = browser.post("/fn/login-two-step", &[("code", &app.code()), ("next", "/doctors")]).await;
    assert_eq!(answer.location(), "/login?next=%2Fdoctors");
    assert_eq!((browser.cookie(HALF), browser.cookie("praxis_access")), (None, None));

    give_password(&mut browser, "").await;
    for _ in 0..5 {
        let answer = browser.post("/fn/login-two-step", &[("code", &app.wrong_code()), ("next", "")]).await;
        assert_eq!(answer.location(), "/login/two-step");
    }
    let answer = browser.post("/fn/login-two-step", &[("code", &app.code()), ("next", "")]).await;
    assert_eq!((answer.location(), browser.cookie(HALF)), ("/login", None));
    assert!(browser.get("/login").await.expect(200).text.contains("Too many wrong codes."));

    clinic.clock.advance(TimeDelta::minutes(15));
    let mut browser = Browser::new(&clinic);
    give_password(&mut browser, "").await;
    let fresh = clinic.sign_in_with("ann.lee@example.com", PASSWORD, Some(&app.code())).await;
    let body = json!({ "current_password": PASSWORD, "new_password": "another long password" });
    fresh.post("/api/v1/auth/change-password", body).await.expect(204);
    clinic.clock.advance(TimeDelta::seconds(30));
    let answer = browser.post("/fn/login-two-step", &[("code", &app.code()), ("next", "")]).await;
    assert_eq!((answer.location(), browser.cookie("praxis_access")), ("/login", None));
    drop(person);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn no_other_sealed_cookie_stands_in_for_the_first_step(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (_, app, _) = ann(&clinic).await;
    let mut browser = Browser::new(&clinic);
    browser.post("/fn/login", &[("email", "x"), ("password", "y"), ("next", "")]).await;
    for value in [browser.cookie("praxis_flash").unwrap(), "nonsense".to_owned()] {
        browser.set_cookie(HALF, &value);
        let answer = browser.post("/fn/login-two-step", &[("code", &app.code()), ("next", "")]).await;
        assert_eq!((answer.location(), browser.cookie("praxis_access")), ("/login", None));
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn in_production_an_administrators_browser_is_led_to_the_set_up(pool: PgPool) {
    let clinic = Clinic::open_as(pool, Environment::Production).await;
    clinic.patient("Ann Lee").await;
    sqlx::query("update users set role = 'admin'").execute(&clinic.pool).await.unwrap();
    let mut browser = Browser::new(&clinic);
    give_password(&mut browser, "").await;
    for path in ["/", "/account", "/doctors"] {
        assert_eq!(browser.get(path).await.location(), "/account/two-step", "{path}");
    }
    let answer = browser.post("/fn/change-password", &[("current_password", PASSWORD), ("new_password", "x")]).await;
    assert_eq!(answer.location(), "/account/two-step");
    let page = browser.get("/account/two-step").await.expect(200).text;
    assert!(page.contains("Administrators sign in with a second step"), "{page}");
    browser.post("/fn/two-step-start", &[]).await;
    let page = browser.get("/account/two-step").await.expect(200).text;
    let app = Authenticator::new(&clinic, between(&page, "<code class=\"secret\">", "</code>"));
    browser.post("/fn/two-step-confirm", &[("code", &app.code())]).await;
    browser.get("/account").await.expect(200);
}
