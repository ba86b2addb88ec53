//! What was begun is finished, even if whoever asked for it goes away.

use axum::{
    extract::Request,
    http::StatusCode,
    middleware::Next,
    response::{IntoResponse, Response},
};

/// The outermost layer: answers each request in a task of its own. A closed browser or a lost connection drops the
/// request where it stands; it would be carried out in part, as far as that is no transaction, and told to nobody.
pub async fn finish(request: Request, next: Next) -> Response {
    // Panics are caught further in.
    tokio::spawn(next.run(request)).await.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}
