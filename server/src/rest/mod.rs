//! The REST door: `/api/v1`, and the same under `/api` for older clients.
//!
//! A handler parses, calls one service, and maps the answer. Bodies and errors are shaped here and nowhere else.

mod accounts;
mod appointments;
mod audit;
mod availability;
mod body;
mod directory;
pub mod error;
mod health;
mod list;
mod passkeys;
mod passwords;
mod profile;
pub mod rate_limits;
mod sessions;
mod two_step;
mod users;

use axum::{Router, extract::DefaultBodyLimit, middleware};

use crate::startup::AppState;

/// Larger than any request we know.
const MAX_BODY_BYTES: usize = 64 * 1024;

/// The routes below `/api/v1`.
pub fn router() -> Router<AppState> {
    Router::new()
        .merge(accounts::routes())
        .merge(profile::routes())
        .merge(sessions::routes())
        .merge(passwords::routes())
        .merge(two_step::routes())
        .merge(passkeys::routes())
        .merge(directory::routes())
        .merge(availability::routes())
        .merge(appointments::routes())
        .merge(users::routes())
        .merge(audit::routes())
        .merge(health::routes())
        .fallback(error::no_such_path)
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(middleware::from_fn(error::render))
}

/// `/health` at the root, for load balancers.
pub fn health() -> Router<AppState> {
    health::routes().layer(middleware::from_fn(error::render))
}
