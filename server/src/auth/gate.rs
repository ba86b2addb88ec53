//! Administrators without a second factor get no further than to setting one up (in production).

use axum::{
    extract::Request,
    http::header,
    response::{IntoResponse, Redirect, Response},
};
use domain::error::ClinicError;

use crate::rest::error::ApiError;

/// Where one sets it up, and the way out.
const OPEN: [&str; 8] = [
    "/account/two-step",
    "/account/passkeys",
    "/fn/two-step",
    "/fn/passkey",
    "/fn/logout",
    "/auth/two-step",
    "/auth/passkeys",
    "/auth/logout",
];

/// What to do with a request of somebody who may only set up a second factor.
pub enum Gate {
    Open,
    Closed(Box<Response>),
    /// Files and the like: what anybody gets.
    AsNobody,
}

pub fn gate(request: &Request) -> Gate {
    let path = request.uri().path();
    let rest = path.strip_prefix("/api/v1").or_else(|| path.strip_prefix("/api"));
    let within = |open: &&str| rest.unwrap_or(path).starts_with(open);
    if OPEN.iter().any(within) {
        Gate::Open
    } else if rest.is_some() {
        Gate::Closed(Box::new(ApiError::from(ClinicError::TwoStepSetupRequired).into_response()))
    } else if wants_a_page(request) {
        Gate::Closed(Box::new(Redirect::to(app::paths::TWO_STEP).into_response()))
    } else {
        Gate::AsNobody
    }
}

fn wants_a_page(request: &Request) -> bool {
    let accept = request.headers().get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/html"))
}
