//! Scripts of other sites.

use axum::{
    body::Body,
    http::{Method, Request, header},
};
use server::{config::Settings, db::MIGRATOR};
use sqlx::PgPool;

use crate::helpers::{Answer, Clinic, settings};

const FRIEND: &str = "https://app.example";

async fn from(clinic: &Clinic, origin: &str, method: Method) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri("/api/v1/auth/login")
        .header(header::ORIGIN, origin)
        .header("sec-fetch-site", "cross-site")
        .header(header::ACCESS_CONTROL_REQUEST_METHOD, "POST")
        .header(header::CONTENT_TYPE, "application/json");
    clinic.anonymous().send(request.body(Body::from("{}")).unwrap()).await
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn only_the_origins_that_were_set_may_read_answers_and_never_with_cookies(pool: PgPool) {
    let settings = Settings { cors_origins: FRIEND.parse().unwrap(), ..settings() };
    let clinic = Clinic::open_with(pool, settings).await;
    let friend = from(&clinic, FRIEND, Method::OPTIONS).await.expect(200);
    assert_eq!(friend.headers[header::ACCESS_CONTROL_ALLOW_ORIGIN], FRIEND);
    assert!(!friend.headers.contains_key(header::ACCESS_CONTROL_ALLOW_CREDENTIALS));
    let friend = from(&clinic, FRIEND, Method::POST).await.expect_problem(401, "invalid_credentials");
    assert_eq!(friend.headers[header::ACCESS_CONTROL_ALLOW_ORIGIN], FRIEND);
    for stranger in ["https://evil.example", "null", "https://app.example.evil.example"] {
        let preflight = from(&clinic, stranger, Method::OPTIONS).await;
        assert!(!preflight.headers.contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN), "{stranger}");
        from(&clinic, stranger, Method::POST).await.expect_problem(403, "cross_site_request");
    }
}
