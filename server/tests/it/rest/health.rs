use axum::http::Method;
use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::helpers::Clinic;

#[sqlx::test(migrator = "MIGRATOR")]
async fn health_answers_at_every_address_and_to_head(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let visitor = clinic.anonymous();
    for path in ["/health", "/health/live", "/health/ready", "/api/v1/health", "/api/health"] {
        assert_eq!(visitor.get(path).await.expect(200).json()["status"], "ok", "{path}");
        visitor.with_body(Method::HEAD, path, "text/plain", "").await.expect(200);
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn readiness_fails_without_the_database_and_liveness_does_not(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    clinic.pool.close().await;
    let answer = clinic.anonymous().get("/health/ready").await.expect_problem(503, "overloaded");
    assert!(answer.headers.contains_key("retry-after"));
    clinic.anonymous().get("/health/live").await.expect(200);
}
