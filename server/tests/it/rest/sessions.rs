use axum::http::{Method, Request, header};
use chrono::TimeDelta;
use serde_json::json;
use server::{config::Environment, db::MIGRATOR};
use sqlx::PgPool;

use crate::helpers::{Answer, Browser, Clinic, PASSWORD};

#[sqlx::test(migrator = "MIGRATOR")]
async fn login_takes_an_oauth_password_form_too(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    clinic.patient("Ann Lee").await;
    let form = format!("grant_type=password&username=ann.lee%40example.com&password={}", PASSWORD.replace(' ', "+"));
    let visitor = clinic.anonymous();
    let kind = "application/x-www-form-urlencoded";
    visitor.with_body(Method::POST, "/api/v1/auth/login", kind, form).await.expect(200);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_wrong_password_and_an_unknown_address_get_the_same_answer(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    clinic.patient("Ann Lee").await;
    let try_it = async |email: &str, password: &str| {
        let body = json!({ "email": email, "password": password });
        let answer =
            clinic.anonymous().post("/api/v1/auth/login", body).await.expect_problem(401, "invalid_credentials");
        let mut problem = answer.json();
        problem["request_id"] = json!(null);
        (problem, answer.headers[header::WWW_AUTHENTICATE].clone())
    };
    let wrong = try_it("ann.lee@example.com", "not her password").await;
    assert_eq!(wrong, try_it("nobody@example.com", "not her password").await);
    assert_eq!(wrong, try_it("not an address", "x").await);
    assert_eq!(wrong, try_it("ann.lee@example.com", &"long".repeat(1000)).await);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_demo_password_opens_nothing_in_production(pool: PgPool) {
    let clinic = Clinic::open_as(pool, Environment::Production).await;
    let password = server::services::demo::PASSWORD;
    let body = json!({ "name": "Ann", "email": "ann@example.com", "password": password });
    clinic.anonymous().post("/api/v1/auth/register", body).await.expect(201);
    let body = json!({ "email": "ann@example.com", "password": password });
    clinic.anonymous().post("/api/v1/auth/login", body).await.expect_problem(401, "invalid_credentials");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_token_ends_with_its_time(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let ann = clinic.patient("Ann Lee").await;
    clinic.clock.advance(TimeDelta::minutes(14));
    ann.get("/api/v1/auth/me").await.expect(200);
    clinic.clock.advance(TimeDelta::minutes(1));
    let answer = ann.get("/api/v1/auth/me").await.expect_problem(401, "invalid_token");
    assert_eq!(answer.headers[header::WWW_AUTHENTICATE], "Bearer error=\"invalid_token\"");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn without_a_token_there_is_a_challenge(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let answer = clinic.anonymous().get("/api/v1/auth/me").await.expect_problem(401, "unauthenticated");
    assert_eq!(answer.headers[header::WWW_AUTHENTICATE], "Bearer");
    let mut forger = clinic.anonymous();
    for token in ["", "x", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", &"a".repeat(5000)] {
        forger.token = Some(token.to_owned());
        forger.get("/api/v1/auth/me").await.expect_problem(401, "invalid_token");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_post_from_another_site_is_not_carried_out(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let ann = clinic.patient("Ann Lee").await;
    let request = Request::post("/api/v1/auth/logout")
        .header(header::COOKIE, format!("praxis_access={}", ann.token.clone().unwrap()))
        .header("sec-fetch-site", "cross-site")
        .header(header::ORIGIN, "https://evil.example")
        .body(axum::body::Body::empty())
        .unwrap();
    ann.send(request).await.expect_problem(403, "cross_site_request");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn signing_out_clears_the_cookies_and_ends_the_session_at_once(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let ann = clinic.patient("Ann Lee").await;
    let answer = ann.post("/api/v1/auth/logout", json!({})).await.expect(204);
    let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
    for flag in ["praxis_access=;", "HttpOnly", "SameSite=Lax", "Max-Age=0", "Path=/"] {
        assert!(cookie.contains(flag), "{cookie}");
    }
    ann.get("/api/v1/auth/me").await.expect_problem(401, "invalid_token");
    clinic.anonymous().post("/api/v1/auth/logout", json!({})).await.expect_problem(401, "unauthenticated");
}

/// Ann, with an account, in a browser that has signed in over REST: it holds a refresh token and no access token.
async fn ann(clinic: &Clinic) -> Browser {
    clinic.patient("Ann Lee").await;
    sign_in_again(clinic).await
}

async fn sign_in_again(clinic: &Clinic) -> Browser {
    let mut browser = Browser::new(clinic);
    let body = json!({ "email": "ann.lee@example.com", "password": PASSWORD });
    browser.post_json("/api/v1/auth/login", &body).await.expect(200);
    browser
}

async fn refresh(browser: &mut Browser) -> Answer {
    browser.post_json("/api/v1/auth/refresh", &json!({})).await
}

async fn live_tokens(clinic: &Clinic) -> i64 {
    let count = "select count(*) from refresh_tokens join sessions on id = session_id \
                 where rotated_at is null and ended_at is null and end_reason is null \
                 and id in (select session_id from refresh_tokens where rotated_at is not null)";
    sqlx::query_scalar(count).fetch_one(&clinic.pool).await.unwrap()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_refresh_gives_a_new_access_token_and_a_new_cookie(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let mut browser = ann(&clinic).await;
    let first = browser.cookie("praxis_refresh").unwrap();
    let answer = refresh(&mut browser).await.expect(200);
    assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
    assert_eq!(answer.json()["user"]["email"], "ann.lee@example.com");
    assert!(answer.json()["access_token"].as_str().unwrap().len() > 100);
    assert!(!answer.text.contains(&browser.cookie("praxis_refresh").unwrap()), "never in a body");
    assert_ne!(browser.cookie("praxis_refresh").unwrap(), first);
    let flags = answer.headers[header::SET_COOKIE].to_str().unwrap();
    for flag in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=604800"] {
        assert!(flags.contains(flag), "{flags}");
    }
    assert!(!flags.contains("Domain"), "{flags}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_token_just_used_gives_the_same_child_for_ten_seconds(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let mut browser = ann(&clinic).await;
    let mut other_tab = browser.clone();
    refresh(&mut browser).await.expect(200);
    clinic.clock.advance(TimeDelta::seconds(9));
    refresh(&mut other_tab).await.expect(200);
    assert_eq!(browser.cookie("praxis_refresh"), other_tab.cookie("praxis_refresh"));
    refresh(&mut other_tab).await.expect(200);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_token_replayed_later_ends_its_session_and_no_other(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let mut browser = ann(&clinic).await;
    let mut elsewhere = sign_in_again(&clinic).await;
    let mut thief = browser.clone();
    let access = refresh(&mut browser).await.expect(200).json()["access_token"].as_str().unwrap().to_owned();
    clinic.clock.advance(TimeDelta::seconds(11));
    refresh(&mut thief).await.expect_problem(401, "unauthenticated");
    refresh(&mut browser).await.expect_problem(401, "unauthenticated");
    let mut owner = clinic.anonymous();
    owner.token = Some(access);
    owner.get("/api/v1/auth/me").await.expect_problem(401, "invalid_token");
    refresh(&mut elsewhere).await.expect(200);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_grandparent_is_never_accepted(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let mut browser = ann(&clinic).await;
    let mut grandparent = browser.clone();
    refresh(&mut browser).await.expect(200);
    refresh(&mut browser).await.expect(200);
    refresh(&mut grandparent).await.expect_problem(401, "unauthenticated");
    refresh(&mut browser).await.expect_problem(401, "unauthenticated");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn twenty_refreshes_at_once_are_all_answered_and_leave_one_live_token(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let browser = ann(&clinic).await;
    let tabs = (0..20).map(|_| {
        let mut tab = browser.clone();
        async move {
            refresh(&mut tab).await.expect(200);
            tab.cookie("praxis_refresh").unwrap()
        }
    });
    let mut children = futures::future::join_all(tabs).await;
    children.dedup();
    assert_eq!(children.len(), 1);
    assert_eq!(live_tokens(&clinic).await, 1);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_database_holds_nothing_that_opens_a_session(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let browser = ann(&clinic).await;
    let token = browser.cookie("praxis_refresh").unwrap();
    let rows: Vec<String> = sqlx::query_scalar(
        "select translate(encode(hash, 'base64'), '+/', '-_') || encode(hash, 'hex') from refresh_tokens \
         union all select sessions::text from sessions",
    )
    .fetch_all(&clinic.pool)
    .await
    .unwrap();
    assert!(rows.len() >= 2 && rows.iter().all(|row| !row.contains(&token[..20])), "{rows:?}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_sign_in_that_is_not_used_for_a_week_is_over(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let mut browser = ann(&clinic).await;
    clinic.clock.advance(TimeDelta::days(6));
    refresh(&mut browser).await.expect(200);
    clinic.clock.advance(TimeDelta::days(6));
    refresh(&mut browser).await.expect(200);
    clinic.clock.advance(TimeDelta::days(7));
    refresh(&mut browser).await.expect_problem(401, "unauthenticated");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_refresh_from_another_site_is_refused_and_uses_nothing(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let mut browser = ann(&clinic).await;
    let request = Request::post("/api/v1/auth/refresh")
        .header(header::COOKIE, browser.cookies())
        .header("sec-fetch-site", "cross-site")
        .header(header::ORIGIN, "https://evil.example")
        .body(axum::body::Body::empty())
        .unwrap();
    clinic.anonymous().send(request).await.expect_problem(403, "cross_site_request");
    refresh(&mut browser).await.expect(200);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_access_token_and_a_refresh_token_cannot_stand_for_each_other(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let mut browser = ann(&clinic).await;
    let mut client = clinic.anonymous();
    client.token = browser.cookie("praxis_refresh");
    client.get("/api/v1/auth/me").await.expect_problem(401, "invalid_token");
    let access = refresh(&mut browser).await.expect(200).json()["access_token"].as_str().unwrap().to_owned();
    browser.set_cookie("praxis_refresh", &access);
    refresh(&mut browser).await.expect_problem(401, "unauthenticated");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_person_sees_where_they_are_signed_in_and_ends_one(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let here = clinic.patient("Ann Lee").await;
    let there = clinic.sign_in("ann.lee@example.com").await;
    let bo = clinic.patient("Bo Berg").await;
    let sessions = here.get("/api/v1/auth/sessions").await.expect(200).json();
    let sessions = sessions.as_array().unwrap();
    assert_eq!(sessions.len(), 2);
    let other = sessions.iter().find(|session| session["current"] == false).unwrap();
    let path = format!("/api/v1/auth/sessions/{}", other["id"].as_str().unwrap());
    bo.delete(&path).await.expect_problem(404, "not_found");
    there.get("/api/v1/auth/me").await.expect(200);
    here.delete(&path).await.expect(204);
    there.get("/api/v1/auth/me").await.expect_problem(401, "invalid_token");
    here.delete(&path).await.expect_problem(404, "not_found");
    here.delete("/api/v1/auth/sessions/nonsense").await.expect_problem(404, "not_found");
    clinic.anonymous().get("/api/v1/auth/sessions").await.expect_problem(401, "unauthenticated");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_person_signs_out_every_device_but_the_one_at_hand(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let here = clinic.patient("Ann Lee").await;
    let (there, elsewhere) = (clinic.again(&here).await, clinic.again(&here).await);
    let bo = clinic.patient("Bo Berg").await;
    here.delete("/api/v1/auth/sessions").await.expect(204);
    for gone in [there, elsewhere] {
        gone.get("/api/v1/auth/me").await.expect_problem(401, "invalid_token");
    }
    for still in [&here, &bo] {
        still.get("/api/v1/auth/me").await.expect(200);
    }
    here.delete("/api/v1/auth/sessions").await.expect(204);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_changed_password_signs_out_every_other_device(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let here = clinic.patient("Ann Lee").await;
    let there = clinic.sign_in("ann.lee@example.com").await;
    let change = async |current: &str, new: &str| {
        let body = json!({ "current_password": current, "new_password": new });
        here.post("/api/v1/auth/change-password", body).await
    };
    let wrong = change("not her password", "another long password").await.expect_problem(422, "invalid");
    assert_eq!(wrong.pointers(), ["/current_password"]);
    let weak = change(PASSWORD, "short").await.expect_problem(422, "invalid");
    assert_eq!(weak.pointers(), ["/new_password"]);
    there.get("/api/v1/auth/me").await.expect(200);
    change(PASSWORD, "another long password").await.expect(204);
    here.get("/api/v1/auth/me").await.expect(200);
    there.get("/api/v1/auth/me").await.expect_problem(401, "invalid_token");
    let body = json!({ "email": "ann.lee@example.com", "password": PASSWORD });
    clinic.anonymous().post("/api/v1/auth/login", body).await.expect_problem(401, "invalid_credentials");
    let body = json!({ "email": "ann.lee@example.com", "password": "another long password" });
    clinic.anonymous().post("/api/v1/auth/login", body).await.expect(200);
}
