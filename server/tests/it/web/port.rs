//! The port of the pages: one server function, reached by a page's render and over HTTP.

use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::helpers::Clinic;

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_server_function_answers_a_page_render_and_a_call(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let page = clinic.anonymous().get("/").await.expect(200);
    assert!(page.text.contains("Cardiology"), "{}", page.text);
    let called = clinic.anonymous().get("/fn/specialties").await.expect(200);
    assert_eq!(called.json()[0]["name"], "Cardiology");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_unknown_page_is_a_page_that_says_so(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let page = clinic.anonymous().get("/nothing-here").await.expect(404);
    assert!(page.text.contains("Page not found") && page.text.contains("<main"), "{}", page.text);
}
