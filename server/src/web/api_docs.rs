//! The API's document for people: Swagger UI, where calls can be tried, and ReDoc, for reading.
//!
//! Everything comes from the program itself; neither page asks another host for anything.

use std::sync::Arc;

use askama::Template;
use axum::{
    Router,
    http::{StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use leptos::nonce::Nonce;
use utoipa_swagger_ui::Config;

use crate::{headers, startup::AppState};

const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";
/// The files change with the program alone, but their names do not.
const A_DAY: &str = "public, max-age=86400";

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/docs", get(docs))
        .route("/docs/swagger-ui.css", get(|| async { swagger_ui("swagger-ui.css", STYLE) }))
        .route("/docs/swagger-ui-bundle.js", get(|| async { swagger_ui("swagger-ui-bundle.js", SCRIPT) }))
        .route("/docs/page.css", get(|| async { file(STYLE, include_str!("../../assets/docs/page.css")) }))
        .route("/docs/start.js", get(|| async { file(SCRIPT, include_str!("../../assets/docs/start.js")) }))
        .route("/redoc", get(redoc))
        .route("/redoc/page.css", get(|| async { file(STYLE, include_str!("../../assets/redoc/page.css")) }))
        .route("/redoc/start.js", get(|| async { file(SCRIPT, include_str!("../../assets/redoc/start.js")) }))
        .route(
            "/redoc/redoc.standalone.js",
            get(|| async { file(SCRIPT, include_str!("../../assets/redoc/redoc.standalone.js")) }),
        )
}

async fn docs() -> impl IntoResponse {
    ([(header::CONTENT_SECURITY_POLICY, headers::SWAGGER_UI)], Html(include_str!("../../assets/docs/page.html")))
}

#[derive(Template)]
#[template(path = "redoc.html")]
struct Redoc<'a> {
    nonce: &'a str,
}

async fn redoc() -> Response {
    let nonce = Nonce::new();
    match (Redoc { nonce: &nonce }).render() {
        Ok(page) => ([(header::CONTENT_SECURITY_POLICY, headers::redoc(&nonce))], Html(page)).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn file(kind: &'static str, text: &'static str) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, A_DAY)], text)
}

/// A file of the crate that brings Swagger UI along.
fn swagger_ui(name: &'static str, kind: &'static str) -> Response {
    match utoipa_swagger_ui::serve(name, Arc::new(Config::from("/openapi.json"))) {
        Ok(Some(file)) => {
            ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, A_DAY)], file.bytes.into_owned()).into_response()
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}
