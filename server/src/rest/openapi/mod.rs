//! The API's document (OpenAPI 3.1), made of what the handlers say of themselves.
//!
//! A handler has `#[utoipa::path]`: its name, its summary (the comment), what it takes and what it answers. What follows
//! from its shape is added here, in one place each: the problems any such call can have, the `Idempotency-Key`, what
//! names mean wherever they stand, examples, links from what was made to what can be done with it.

mod aliases;
mod calls;
mod examples;
mod explain;
mod keys;
mod links;
mod names;
mod pages;
mod preconditions;
mod problems;
mod scopes;
mod streams;
mod webhooks;

use std::sync::LazyLock;

use axum::{Router, http::header, response::IntoResponse, routing::get};
use serde_json::{Value, json};
use utoipa::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::error::Problem;
use crate::startup::AppState;

pub use problems::{ACCEPTING, BOOKING, BOOKING_SERIES, EDITING_HOURS, MOVING, SIGNING_IN};

/// What the document begins with; the routes bring the rest.
#[derive(OpenApi)]
#[openapi(
    info(title = "Praxis", description = include_str!("introduction.md"), license(name = "MIT")),
    servers((url = "/api/v1", description = "This server")),
    security(("bearer" = []), ("password" = [])),
    tags(
        (name = "Signing in", description = "Accounts, access tokens and sessions."),
        (name = "Doctors", description = "Finding doctors; for administrators, engaging them."),
        (name = "Free times", description = "What can be booked; for doctors, their hours and time off."),
        (name = "Appointments", description = "Holding a time, booking, moving, cancelling."),
        (name = "Waiting list", description = "Waiting for an earlier time."),
        (name = "Directory", description = "Specialties, locations, departments, and what doctors offer."),
        (name = "Patients", description = "Patients, as the practice sees them and as they see themselves."),
        (name = "Profile", description = "The signed-in person, and whom they book for."),
        (name = "Two-step sign-in", description = "A code of an authenticator app after the password."),
        (name = "Passkeys", description = "Signing in with a device instead of a password (WebAuthn)."),
        (name = "Administration", description = "Accounts, figures and the audit log, for administrators."),
        (name = "API tokens", description = "What other systems ask with instead of a person's password; administrators make them."),
        (name = "Webhooks", description = include_str!("webhooks.md")),
        (name = "System", description = "Whether this server is up, and this document."),
    ),
    components(schemas(Problem))
)]
pub struct Beginning;

/// The document, whole.
pub fn document(described: utoipa::openapi::OpenApi) -> Value {
    // Plain data: it can always be written.
    let mut document = serde_json::to_value(described).unwrap_or_default();
    document["components"]["securitySchemes"] = security_schemes();
    pages::name(&mut document);
    explain::add(&mut document);
    keys::add(&mut document);
    problems::add(&mut document);
    preconditions::add(&mut document);
    examples::add(&mut document);
    links::add(&mut document);
    streams::add(&mut document);
    scopes::add(&mut document);
    aliases::add(&mut document);
    webhooks::add(&mut document);
    document
}

fn security_schemes() -> Value {
    json!({
        "bearer": {
            "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
            "description": "The `access_token` of `POST /auth/login`; or, where a call names a scope, a token that an administrator made \
                            for another system: `praxis_…`."
        },
        "password": {
            "type": "oauth2",
            "description": "The same token, by e-mail address (as `username`) and password.",
            "flows": { "password": { "tokenUrl": "/api/v1/auth/login", "scopes": {} } }
        },
        "refresh_cookie": {
            "type": "apiKey", "in": "cookie", "name": "praxis_refresh",
            "description": "The cookie that signing in sets; over TLS its name begins with `__Host-`."
        }
    })
}

/// Made once: it does not change while the program runs.
static DOCUMENT: LazyLock<String> = LazyLock::new(|| super::document().to_string());

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(openapi))
}

/// The same at the root, where tools look first.
pub fn at_root() -> Router<AppState> {
    Router::new().route("/openapi.json", get(openapi))
}

/// Gives this document.
#[utoipa::path(
    get, path = "/openapi.json", operation_id = "get_openapi_document", tag = "System",
    responses((status = 200, body = Object, example = json!({ "openapi": "3.1.0", "info": { "title": "Praxis" } }))),
    security(()),
)]
async fn openapi() -> impl IntoResponse {
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "public, max-age=300")];
    (headers, DOCUMENT.as_str())
}
