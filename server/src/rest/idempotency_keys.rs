//! The layer that lets a client send the same request twice (draft-ietf-httpapi-idempotency-key-header-07).

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{FromRequest, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{api_tokens, body::unreadable, error::ApiError};
use crate::{
    auth::extract::who,
    services::{Begun, KeptAnswer, OnceRequest},
    startup::AppState,
};

const KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// Says that an answer was given before.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
const REGISTER: &str = "/auth/register";
pub const MAX_KEY_CHARS: usize = 255;

/// Carries a POST with an `Idempotency-Key` out once. What is sent again is answered as it was the first time.
pub async fn once(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    // Strangers can do nothing else with a POST, and are told so whatever their key was used for.
    let has_effect = path == REGISTER || who(request.extensions()).is_some();
    let repeatable = request.method() == Method::POST && !shows_a_secret(path) && has_effect;
    let key = if repeatable { key(request.headers()) } else { Ok(None) };
    match key {
        Ok(None) => next.run(request).await,
        Ok(Some(key)) => carry_out(&state, &key, request, next).await.unwrap_or_else(IntoResponse::into_response),
        Err(error) => error.into_response(),
    }
}

async fn carry_out(state: &AppState, key: &str, request: Request, next: Next) -> Result<Response, ApiError> {
    let who = who(request.extensions());
    let target = request.uri().to_string();
    let (parts, body) = request.into_parts();
    let body = Bytes::from_request(Request::from_parts(parts.clone(), body), state).await.map_err(unreadable)?;
    let ticket = match state.services.begin_once(&OnceRequest { who, key, target: &target, body: &body }).await? {
        Begun::First(ticket) => ticket,
        Begun::Before(answer) => return Ok(again(answer)),
    };
    let response = next.run(Request::from_parts(parts, Body::from(body))).await;
    if !response.status().is_success() {
        // Its reason is in the log; the answer is the same.
        state.services.forget_request(&ticket).await.ok();
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.map_err(|_| ApiError::Clinic(domain::error::ClinicError::Internal))?;
    let text = |name: HeaderName| parts.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let answer = KeptAnswer {
        status: parts.status.as_u16(),
        content_type: text(header::CONTENT_TYPE),
        location: text(header::LOCATION),
        body: body.to_vec(),
    };
    state.services.keep_answer(&ticket, &answer).await.ok();
    Ok(Response::from_parts(parts, Body::from(body)))
}

fn again(answer: KeptAnswer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    let mut response = (status, answer.body).into_response();
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_TYPE);
    for (name, text) in [(header::CONTENT_TYPE, answer.content_type), (header::LOCATION, answer.location)] {
        headers.extend(text.and_then(|text| HeaderValue::from_str(&text).ok()).map(|value| (name, value)));
    }
    headers.insert(REPLAYED, HeaderValue::from_static("true"));
    response
}

/// Whether the answer to a POST here holds tokens or other secrets: it is not kept then.
pub fn shows_a_secret(path: &str) -> bool {
    (path.starts_with("/auth/") && path != REGISTER)
        || path == api_tokens::PATH
        || path == "/admin/webhooks"
        || (path.starts_with("/admin/webhooks/") && path.ends_with("/secret"))
}

fn key(headers: &HeaderMap) -> Result<Option<String>, ApiError> {
    let mut keys = headers.get_all(KEY).iter();
    let (first, second) = (keys.next(), keys.next());
    let Some(first) = first else { return Ok(None) };
    let text = first.to_str().ok().map(str::trim).filter(|text| (1..=MAX_KEY_CHARS).contains(&text.len()));
    if let (Some(text), None) = (text, second) {
        return Ok(Some(text.to_owned()));
    }
    let detail = format!("The Idempotency-Key is one text of 1 to {MAX_KEY_CHARS} printable ASCII characters.");
    Err(ApiError::Malformed { detail })
}
