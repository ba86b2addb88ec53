//! Requests whose length is told twice: whoever stands between reads one of them, we the other, and what is left over would
//! be the next request of somebody else (RFC 9112, sections 6.1 and 11.2).

use axum::{
    extract::Request,
    http::{HeaderValue, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::rest::error::ApiError;

/// Refuses what has a length and is chunked. Of two lengths that differ, and of one after `Transfer-Encoding`, nothing is
/// left to see here: hyper refuses the former and drops the latter. So nothing follows a chunked request.
pub async fn one_length(request: Request, next: Next) -> Response {
    let chunked = request.headers().contains_key(header::TRANSFER_ENCODING);
    let mut response = if chunked && request.headers().contains_key(header::CONTENT_LENGTH) {
        let detail = "The request has a Content-Length and a Transfer-Encoding; only one of them can be right.";
        ApiError::Malformed { detail: detail.to_owned() }.into_response()
    } else {
        next.run(request).await
    };
    if chunked {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}
