//! The layer that tells clients which state of a resource they have read, and lets them change that one alone
//! (RFC 9110, section 13).

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{Extensions, HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Version, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::error::ClinicError;

use super::{error::ApiError, idempotency_keys::shows_a_secret, route};
use crate::precondition::{Precondition, Tags, tag};

/// What can be read and changed, each at one path.
pub const RESOURCES: [&str; 12] = [
    "/specialties/{id}",
    "/locations/{id}",
    "/departments/{id}",
    "/doctors/{id}",
    "/patients/{id}",
    "/visit-types/{id}",
    "/appointments/{id}",
    "/users/{id}",
    "/users/me",
    "/auth/me",
    "/doctors/me/schedule",
    "/admin/webhooks/{id}",
];

/// Answers a read with a tag, and carries a change out only where what it names is still there.
pub async fn conditional(request: Request, next: Next) -> Response {
    answer(request, next).await.unwrap_or_else(IntoResponse::into_response)
}

async fn answer(request: Request, next: Next) -> Result<Response, ApiError> {
    let method = request.method().clone();
    let has_tag = has_tag(&request);
    let shows_a_secret = shows_a_secret(route::of(&request));
    match method {
        Method::GET | Method::HEAD if has_tag => {
            let precondition = precondition(request.headers())?;
            read(next.run(request).await, &precondition).await
        }
        Method::PATCH | Method::PUT | Method::DELETE => {
            let precondition = precondition(request.headers())?;
            if !has_tag {
                // It never had one that could be known.
                let is_known = precondition.is_known("");
                return if is_known {
                    Ok(next.run(request).await)
                } else {
                    Err(ClinicError::PreconditionFailed.into())
                };
            }
            let response = precondition.scope(next.run(request)).await;
            // Not of a PUT: what was sent is not kept as it was sent (RFC 9110, section 9.3.4).
            if method == Method::PATCH && response.status() == StatusCode::OK {
                tagged(response).await
            } else {
                Ok(response)
            }
        }
        _ => {
            let response = next.run(request).await;
            let made = response.status() == StatusCode::CREATED && response.headers().contains_key(header::LOCATION);
            // What is shown once is no part of what can be read.
            if made && !shows_a_secret { tagged(response).await } else { Ok(response) }
        }
    }
}

async fn read(response: Response, precondition: &Precondition) -> Result<Response, ApiError> {
    if response.status() != StatusCode::OK {
        return Ok(response);
    }
    let mut response = tagged(response).await?;
    let tag = response.headers().get(header::ETAG).and_then(|tag| tag.to_str().ok()).unwrap_or_default();
    if !precondition.is_known(tag) {
        return Err(ClinicError::PreconditionFailed.into());
    }
    if precondition.if_none_match.as_ref().is_some_and(|tags| tags.weakly(tag)) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        *response.body_mut() = Body::empty();
        response.headers_mut().remove(header::CONTENT_TYPE);
        response.headers_mut().remove(header::CONTENT_LENGTH);
    }
    Ok(response)
}

async fn tagged(response: Response) -> Result<Response, ApiError> {
    let (mut parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.map_err(|_| ApiError::Clinic(ClinicError::Internal))?;
    // Tags are plain ASCII, so this cannot fail.
    parts.headers.extend(HeaderValue::from_str(&tag(&bytes)).map(|tag| (header::ETAG, tag)));
    Ok(Response::from_parts(parts, Body::from(bytes)))
}

fn has_tag(request: &Request) -> bool {
    RESOURCES.contains(&route::of(request))
}

fn precondition(headers: &HeaderMap) -> Result<Precondition, ApiError> {
    Ok(Precondition {
        if_match: tags(headers, &header::IF_MATCH)?,
        if_none_match: tags(headers, &header::IF_NONE_MATCH)?,
    })
}

fn tags(headers: &HeaderMap, name: &HeaderName) -> Result<Option<Tags>, ApiError> {
    // A list may come in several lines (RFC 9110, section 5.3).
    let lines: Option<Vec<&str>> = headers.get_all(name).iter().map(|line| line.to_str().ok()).collect();
    if lines.as_ref().is_some_and(Vec::is_empty) {
        return Ok(None);
    }
    let read = lines.and_then(|lines| Tags::read(&lines.join(",")));
    read.map(Some).ok_or_else(|| ApiError::Malformed {
        detail: format!("`{name}` is `*`, or tags in quotes with commas between them, as `ETag` told them."),
    })
}

/// What has a tag is told as it is: compressed, it would be other bytes under the same tag.
pub fn may_be_compressed(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    !headers.contains_key(header::ETAG)
        || headers.get(header::CONTENT_TYPE).is_none_or(|kind| kind != "application/json")
}
