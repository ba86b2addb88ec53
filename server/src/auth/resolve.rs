//! The middleware that finds out who is asking: once, for REST and pages alike.

use app::{backend::CurrentUser, flash::Flash};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::{rest::error::ApiError, startup::AppState};

/// An `Authorization` header or cookie that is not, or no longer, good for anything.
#[derive(Debug, Clone, Copy)]
pub struct InvalidToken;

/// Puts [`CurrentUser`], [`InvalidToken`] or nothing into the request's extensions, and the [`Flash`] of a page.
///
/// What is answered to somebody in particular is nobody else's, and no cache's.
pub async fn resolve(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let bearer = bearer(request.headers());
    let token = bearer.clone().or_else(|| state.cookies.access(request.headers()));
    if let Some(token) = token {
        match state.services.user_of_token(&token).await {
            Ok(Some(user)) => {
                request.extensions_mut().insert(CurrentUser(user));
            }
            Ok(None) => {
                request.extensions_mut().insert(InvalidToken);
            }
            Err(error) => return ApiError::from(error).into_response(),
        }
    }
    let flash = is_page_load(&request)
        .then(|| state.cookies.flash(request.headers()))
        .flatten()
        .and_then(|text| serde_json::from_str::<Flash>(&text).ok());
    let used = flash.is_some();
    if let Some(flash) = flash {
        request.extensions_mut().insert(flash);
    }
    let personal = request.extensions().get::<CurrentUser>().is_some();
    let mut response = next.run(request).await;
    if personal {
        let cache = response.headers_mut().entry(header::CACHE_CONTROL);
        cache.or_insert(HeaderValue::from_static("no-store"));
    }
    if used && let Ok(value) = HeaderValue::from_str(&state.cookies.clear_flash()) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

fn bearer(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
}

/// A browser that goes to a page, as opposed to fetching a part of one.
fn is_page_load(request: &Request) -> bool {
    request.method() == Method::GET
        && request
            .headers()
            .get(header::ACCEPT)
            .and_then(|accept| accept.to_str().ok())
            .is_some_and(|accept| accept.contains("text/html"))
}
