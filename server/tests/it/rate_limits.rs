//! How often something may be tried, through both doors, for all nodes.

use axum::{
    body::Body,
    http::{HeaderMap, Request, header},
};
use chrono::TimeDelta;
use serde_json::json;
use server::{
    config::{Environment, Settings},
    db::MIGRATOR,
};
use sqlx::PgPool;

use crate::helpers::{Answer, Browser, Client, Clinic, PASSWORD, settings};

const ANN: &str = "ann.lee@example.com";

async fn login(client: &Client, email: &str, password: &str) -> Answer {
    client.post("/api/v1/auth/login", json!({ "email": email, "password": password })).await
}

async fn wrong(client: &Client, email: &str) -> u16 {
    login(client, email, "not the password").await.status.as_u16()
}

/// As many wrong passwords as are allowed at once.
async fn use_up(client: &Client, email: &str) {
    for _ in 0..10 {
        assert_eq!(wrong(client, email).await, 401);
    }
}

fn told(headers: &HeaderMap) -> (&str, &str) {
    (headers["ratelimit-policy"].to_str().unwrap(), headers["ratelimit"].to_str().unwrap())
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn ten_wrong_passwords_and_then_one_in_thirty_seconds(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    clinic.patient("Ann Lee").await;
    let visitor = clinic.visitor("203.0.113.1");
    let first = login(&visitor, ANN, "not the password").await.expect_problem(401, "invalid_credentials");
    assert_eq!(told(&first.headers), ("\"login\";q=10;w=300", "\"login\";r=9;t=30"));
    for _ in 1..10 {
        assert_eq!(wrong(&visitor, ANN).await, 401);
    }
    // Not even the right one, or it could be guessed on.
    let answer = login(&visitor, ANN, PASSWORD).await.expect_problem(429, "rate_limited");
    assert_eq!(answer.headers[header::RETRY_AFTER], "30");
    assert_eq!(told(&answer.headers).1, "\"login\";r=0;t=30");
    assert_eq!(answer.json()["detail"], "Too many tries. Try again in 30 seconds.");
    clinic.clock.advance(TimeDelta::seconds(29));
    let answer = login(&visitor, ANN, PASSWORD).await.expect_problem(429, "rate_limited");
    assert_eq!(answer.headers[header::RETRY_AFTER], "1");
    clinic.clock.advance(TimeDelta::seconds(1));
    assert_eq!(wrong(&visitor, ANN).await, 401);
    assert_eq!(wrong(&visitor, ANN).await, 429);
    clinic.clock.advance(TimeDelta::seconds(30));
    login(&visitor, ANN, PASSWORD).await.expect(200);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_right_password_does_not_count(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    clinic.patient("Ann Lee").await;
    let visitor = clinic.visitor("203.0.113.1");
    for _ in 0..30 {
        let answer = login(&visitor, ANN, PASSWORD).await.expect(200);
        assert_eq!(told(&answer.headers).1, "\"login\";r=10;t=30");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn unknown_addresses_are_limited_as_known_ones_are(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    clinic.patient("Ann Lee").await;
    let mut seen = Vec::new();
    for (peer, email) in [("203.0.113.1", ANN), ("203.0.113.2", "nobody@example.com"), ("203.0.113.3", "nonsense")] {
        let visitor = clinic.visitor(peer);
        let mut answers = Vec::new();
        for _ in 0..12 {
            let answer = login(&visitor, email, "not the password").await;
            let limits = told(&answer.headers);
            answers.push((answer.status, answer.code(), limits.0.to_owned(), limits.1.to_owned()));
        }
        seen.push(answers);
    }
    assert_eq!(seen[0], seen[1]);
    assert_eq!(seen[0], seen[2]);
    // However it is written.
    assert_eq!(wrong(&clinic.visitor("203.0.113.2"), " Nobody@Example.com").await, 429);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn guesses_from_elsewhere_keep_nobody_out_where_they_use_their_account(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    clinic.patient("Ann Lee").await;
    let (home, away) = (clinic.visitor("2001:db8::1"), clinic.visitor("198.51.100.1"));
    login(&home, ANN, PASSWORD).await.expect(200);
    for thief in 1..=10 {
        use_up(&clinic.visitor(&format!("203.0.113.{thief}")), ANN).await;
    }
    // A hundred from everywhere: nobody else is let try, and where Ann has never been she waits a moment as well.
    assert_eq!(wrong(&clinic.visitor("203.0.113.11"), ANN).await, 429);
    let answer = login(&away, ANN, PASSWORD).await.expect_problem(429, "rate_limited");
    assert_eq!(answer.headers[header::RETRY_AFTER], "20");
    login(&home, ANN, PASSWORD).await.expect(200);
    login(&clinic.visitor("2001:db8::2:3:4"), ANN, PASSWORD).await.expect(200);
    clinic.clock.advance(TimeDelta::seconds(20));
    login(&away, ANN, PASSWORD).await.expect(200);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn one_password_tried_on_everybody_stops_its_network_alone(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    clinic.patient("Ann Lee").await;
    for number in 0..100u32 {
        // Addresses of one subscriber.
        let visitor = clinic.visitor(&format!("2001:db8::{number:x}"));
        assert_eq!(wrong(&visitor, &format!("somebody{number}@example.com")).await, 401);
    }
    let answer = login(&clinic.visitor("2001:db8::1"), ANN, PASSWORD).await.expect_problem(429, "rate_limited");
    assert_eq!(told(&answer.headers), ("\"login-network\";q=100;w=600", "\"login-network\";r=0;t=6"));
    // Who was stopped there took nothing from Ann.
    login(&clinic.visitor("2001:db8:0:1::1"), ANN, PASSWORD).await.expect(200);
    clinic.clock.advance(TimeDelta::seconds(6));
    login(&clinic.visitor("2001:db8::1"), ANN, PASSWORD).await.expect(200);
}

async fn wrong_by_way_of(client: &Client, forwarded_for: &str) -> u16 {
    let body = json!({ "email": "nobody@example.com", "password": "not the password" });
    let request = Request::post("/api/v1/auth/login")
        .header(header::CONTENT_TYPE, "application/json")
        .header("x-forwarded-for", forwarded_for)
        .header("forwarded", format!("for={forwarded_for}"))
        .header("x-real-ip", forwarded_for)
        .body(Body::from(body.to_string()))
        .unwrap();
    client.send(request).await.status.as_u16()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_forged_x_forwarded_for_changes_nothing(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let visitor = clinic.visitor("203.0.113.1");
    for number in 0..10 {
        assert_eq!(wrong_by_way_of(&visitor, &format!("198.51.100.{number}")).await, 401);
    }
    assert_eq!(wrong_by_way_of(&visitor, "198.51.100.200").await, 429);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_trusted_proxy_says_whom_it_heard_from(pool: PgPool) {
    let settings = Settings { trusted_proxies: "10.0.0.0/8".parse().unwrap(), ..settings() };
    let clinic = Clinic::open_with(pool, settings).await;
    let proxy = clinic.visitor("10.0.0.1");
    for number in 0..10 {
        // What the client wrote itself stands first.
        assert_eq!(wrong_by_way_of(&proxy, &format!("192.0.2.{number}, 203.0.113.1")).await, 401);
    }
    assert_eq!(wrong_by_way_of(&proxy, "192.0.2.99, 203.0.113.1").await, 429);
    assert_eq!(wrong_by_way_of(&proxy, "203.0.113.1, 203.0.113.2").await, 401);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn two_nodes_count_together(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let here = clinic.anonymous();
    let there = clinic.at_another_node(&settings());
    for _ in 0..5 {
        assert_eq!((wrong(&here, ANN).await, wrong(&there, ANN).await), (401, 401));
    }
    assert_eq!((wrong(&here, ANN).await, wrong(&there, ANN).await), (429, 429));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn many_at_once_are_no_way_around(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let visitor = clinic.visitor("203.0.113.1");
    let answers = futures::future::join_all((0..40).map(|_| wrong(&visitor, ANN))).await;
    // Some may have waited too long for their turn, and were not counted.
    assert!(answers.iter().filter(|status| **status == 401).count() <= 10, "{answers:?}");
    assert!(answers.iter().all(|status| [401, 429, 503].contains(status)), "{answers:?}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_form_comes_back_with_a_sentence_and_what_was_typed(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let mut browser = Browser::new(&clinic);
    let fields = [("email", ANN), ("password", "hunter2 hunter2")];
    for _ in 0..10 {
        browser.post("/fn/login", &fields).await.expect(302);
    }
    let answer = browser.post("/fn/login", &fields).await.expect(302);
    assert_eq!(told(&answer.headers).1, "\"login\";r=0;t=30");
    let path = answer.location().to_owned();
    assert!(path.starts_with("/login"), "{path}");
    let page = browser.get(&path).await.expect(200).text;
    assert!(page.contains("There is a problem"), "{page}");
    assert!(page.contains("Too many tries. Try again in 30 seconds."), "{page}");
    assert!(page.contains(ANN) && !page.contains("hunter2"), "{page}");
    // A program gets what REST would answer.
    let form = "email=ann.lee%40example.com&password=x";
    let kind = "application/x-www-form-urlencoded";
    let answer = clinic.anonymous().with_body(axum::http::Method::POST, "/fn/login", kind, form).await.expect(429);
    assert_eq!(answer.headers[header::RETRY_AFTER], "30");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn registrations_are_limited_by_address_and_by_network(pool: PgPool) {
    let clinic = Clinic::open_as(pool, Environment::Production).await;
    let register = async |peer: &str, email: &str| {
        let body = json!({ "name": "Ann", "email": email, "password": PASSWORD });
        clinic.visitor(peer).post("/api/v1/auth/register", body).await
    };
    register("203.0.113.1", ANN).await.expect(201);
    for _ in 1..5 {
        register("203.0.113.1", ANN).await.expect(409);
    }
    // One person, wherever they are; and what cannot be registered does not count.
    register("203.0.113.2", ANN).await.expect_problem(429, "rate_limited");
    for _ in 0..70 {
        register("203.0.113.3", "nonsense").await.expect(422);
    }
    for number in 5..60 {
        register("203.0.113.1", &format!("ann{number}@example.com")).await.expect(201);
    }
    let answer = register("203.0.113.1", "one.more@example.com").await.expect_problem(429, "rate_limited");
    assert_eq!(answer.headers[header::RETRY_AFTER], "60");
    register("203.0.113.3", "one.more@example.com").await.expect(201);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_borrowed_session_cannot_guess_the_password(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let ann = clinic.patient("Ann Lee").await;
    let change = async |current: &str| {
        let body = json!({ "current_password": current, "new_password": "another long password" });
        ann.post("/api/v1/auth/change-password", body).await
    };
    for _ in 0..10 {
        change("a guess").await.expect_problem(422, "invalid");
    }
    change(PASSWORD).await.expect_problem(429, "rate_limited");
    // Its owner still signs in.
    clinic.sign_in(ANN).await;
    clinic.clock.advance(TimeDelta::seconds(30));
    clinic.sign_in(ANN).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_is_counted_is_neither_readable_nor_kept(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let counted =
        async || sqlx::query_scalar::<_, i64>("select count(*) from rate_limits").fetch_one(&clinic.pool).await;
    for number in 0..40 {
        wrong(&clinic.visitor(&format!("203.0.113.{number}")), &format!("somebody{number}@example.com")).await;
    }
    assert_eq!(counted().await.unwrap(), 120);
    let rows: Vec<String> =
        sqlx::query_scalar("select key::text from rate_limits").fetch_all(&clinic.pool).await.unwrap();
    assert!(rows.iter().all(|row| row.len() == 66), "{rows:?}");
    // Full again, and forgotten while somebody else tries.
    clinic.clock.advance(TimeDelta::minutes(10));
    let visitor = clinic.visitor("198.51.100.1");
    for _ in 0..32 {
        wrong(&visitor, ANN).await;
    }
    assert_eq!(counted().await.unwrap(), 3);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_flood_of_one_network_is_turned_away_at_both_doors(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let visitor = clinic.visitor("203.0.113.1");
    for _ in 0..1000 {
        visitor.get("/api/v1/nowhere").await.expect(404);
    }
    for path in ["/api/v1/nowhere", "/login", "/health"] {
        let answer = visitor.get(path).await.expect_problem(429, "rate_limited");
        assert_eq!(answer.headers[header::RETRY_AFTER], "1");
        assert_eq!(told(&answer.headers), ("\"requests\";q=1000;w=10", "\"requests\";r=0;t=1"));
    }
    clinic.visitor("203.0.113.2").get("/login").await.expect(200);
    clinic.clock.advance(TimeDelta::seconds(1));
    visitor.get("/login").await.expect(200);
}
