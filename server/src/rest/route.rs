//! Which route answers a request, whatever base it was asked under.

use axum::extract::{MatchedPath, Request};

/// Its path as it is written in the routes, as `/specialties/{id}`; empty where none answers.
pub fn of(request: &Request) -> &str {
    let path = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str).unwrap_or_default();
    path.strip_prefix("/api/v1").or_else(|| path.strip_prefix("/api")).unwrap_or(path)
}
