//! What the tokens of external systems open. Whatever is not in the list here is closed to every one of them: a new route,
//! a page, a server function. (What they may do there is the policy's business, as for everybody.)

use axum::{
    extract::{MatchedPath, Request},
    http::Method,
};
use domain::api_token::{
    TokenBearer,
    TokenScope::{self, AppointmentsWrite, DirectoryRead, SlotsRead},
};

use crate::rest::error::ApiError;

/// What is asked below `/api/v1` and `/api`, and the scope it takes.
const OPENS: [(&str, &str, TokenScope); 18] = [
    ("GET", "/specialties", DirectoryRead),
    ("GET", "/specialties/{id}", DirectoryRead),
    ("GET", "/locations", DirectoryRead),
    ("GET", "/locations/{id}", DirectoryRead),
    ("GET", "/departments", DirectoryRead),
    ("GET", "/departments/{id}", DirectoryRead),
    ("GET", "/visit-types", DirectoryRead),
    ("GET", "/visit-types/{id}", DirectoryRead),
    ("GET", "/doctors", DirectoryRead),
    ("GET", "/doctors/{id}", DirectoryRead),
    ("GET", "/doctors/{id}/availability", SlotsRead),
    ("GET", "/doctors/{id}/slots", SlotsRead),
    ("GET", "/doctors/{id}/slots/live", SlotsRead),
    ("GET", "/appointments", AppointmentsWrite),
    ("POST", "/appointments", AppointmentsWrite),
    ("GET", "/appointments/{id}", AppointmentsWrite),
    ("PATCH", "/appointments/{id}", AppointmentsWrite),
    ("DELETE", "/appointments/{id}", AppointmentsWrite),
];

/// Whether the program is well, what it answers and what its errors mean is nobody's secret.
const OPEN_TO_ALL: [&str; 6] =
    ["/health", "/health/live", "/health/ready", "/openapi.json", "/problems", "/problems/{code}"];

/// Whether a token opens what is asked for.
///
/// # Errors
/// [`ApiError::InsufficientScope`], with the scope that would; none where no token does.
pub fn check(bearer: &TokenBearer, request: &Request) -> Result<(), ApiError> {
    let path = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let rest = path.strip_prefix("/api/v1").or_else(|| path.strip_prefix("/api"));
    if OPEN_TO_ALL.contains(&rest.unwrap_or(path)) && is_read(request.method()) {
        return Ok(());
    }
    let method = if is_read(request.method()) { "GET" } else { request.method().as_str() };
    match rest.and_then(|rest| of(method, rest)) {
        Some(scope) if bearer.may(scope) => Ok(()),
        needed => Err(ApiError::InsufficientScope { needed }),
    }
}

/// The scope that opens a call; none where no token does.
pub fn of(method: &str, path: &str) -> Option<TokenScope> {
    OPENS.iter().find(|(asked, known, _)| (*asked, *known) == (method, path)).map(|(_, _, scope)| *scope)
}

fn is_read(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD)
}
