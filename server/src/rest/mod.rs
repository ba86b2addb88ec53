//! The REST door: `/api/v1`, and the same under `/api` for older clients.
//!
//! A handler parses, calls one service, and maps the answer. Bodies and errors are shaped here and nowhere else.

mod accounts;
mod answer;
mod api_tokens;
mod appointments;
mod audit;
mod availability;
mod body;
mod closures;
mod departments;
mod dependants;
mod deprecated;
mod directory;
mod doctors;
pub mod error;
pub mod etags;
mod health;
mod holds;
mod idempotency_keys;
mod json;
mod list;
mod live;
mod locations;
mod openapi;
mod passkeys;
mod passwords;
mod patients;
mod profile;
pub mod rate_limits;
mod route;
mod series;
mod sessions;
mod specialties;
mod statistics;
mod time_off;
mod two_step;
mod users;
mod visit_types;
mod waitlist;
mod webhooks;

use axum::{Router, extract::DefaultBodyLimit, middleware};
use serde_json::Value;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::startup::AppState;

/// Larger than any request we know.
const MAX_BODY_BYTES: usize = 64 * 1024;

/// The routes below `/api/v1`.
pub fn router() -> Router<AppState> {
    described().split_for_parts().0
}

/// What the routes say of themselves (OpenAPI 3.1).
pub fn document() -> Value {
    openapi::document(described().into_openapi())
}

fn described() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(openapi::Beginning::openapi())
        .merge(accounts::routes())
        .merge(profile::routes())
        .merge(dependants::routes())
        .merge(sessions::routes())
        .merge(passwords::routes())
        .merge(two_step::routes())
        .merge(passkeys::routes())
        .merge(directory::routes())
        .merge(specialties::routes())
        .merge(locations::routes())
        .merge(departments::routes())
        .merge(doctors::routes())
        .merge(patients::routes())
        .merge(visit_types::routes())
        .merge(availability::routes())
        .merge(live::routes())
        .merge(time_off::routes())
        .merge(closures::routes())
        .merge(holds::routes())
        .merge(waitlist::routes())
        .merge(appointments::routes())
        .merge(series::routes())
        .merge(users::routes())
        .merge(audit::routes())
        .merge(api_tokens::routes())
        .merge(statistics::routes())
        .merge(webhooks::routes())
        .merge(health::routes())
        .merge(openapi::routes())
}

/// The routes, with what surrounds each of them.
pub fn door(state: &AppState) -> Router<AppState> {
    router()
        .fallback(error::no_such_path)
        .layer(middleware::from_fn_with_state(state.clone(), idempotency_keys::once))
        .layer(middleware::from_fn(etags::conditional))
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(middleware::from_fn(error::render))
        .layer(middleware::from_fn(deprecated::say_so))
}

/// `/health` and the document at the root, for load balancers and tools.
pub fn at_root() -> Router<AppState> {
    health::routes().split_for_parts().0.merge(openapi::at_root()).layer(middleware::from_fn(error::render))
}
