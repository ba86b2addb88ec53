//! The middleware that finds out who is asking: once, for REST and pages alike.

use app::{
    backend::{CurrentSession, CurrentUser},
    flash::Flash,
};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::{api_token::TokenBearer, error::ClinicError, session::Device};

use super::{
    gate::{Gate, gate},
    origin::Origin,
    scopes,
};
use crate::{
    rest::error::{ApiError, refuse},
    services::api_tokens,
    startup::AppState,
};

/// An `Authorization` header or cookie that is not, or no longer, good for anything.
#[derive(Debug, Clone, Copy)]
pub struct InvalidToken;

/// The external system that asks, by its token. It is no person: there is no [`CurrentUser`] then.
#[derive(Debug, Clone)]
pub struct CurrentToken(pub TokenBearer);

/// Puts [`CurrentUser`] and [`CurrentSession`], or [`CurrentToken`], or [`InvalidToken`], or nothing into the request's
/// extensions, besides the [`Flash`] of a page.
///
/// A browser whose access token has run out is given a new one on the way, and notices nothing. What is answered to
/// somebody in particular is nobody else's, and no cache's.
pub async fn resolve(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let address = request.extensions().get::<Device>().and_then(|device| device.address.clone());
    let request_id = request.headers().get("x-request-id").and_then(|id| id.to_str().ok()).map(str::to_owned);
    let origin = Origin { address, request_id };
    origin.scope(answer(state, request, next)).await
}

async fn answer(state: AppState, mut request: Request, next: Next) -> Response {
    if let Some(secret) = bearer(request.headers()).filter(|token| token.starts_with(api_tokens::PREFIX)) {
        return answer_token(&state, &secret, request, next).await;
    }
    let renewed = match sign_in(&state, &mut request).await {
        Ok(renewed) => renewed,
        Err(error) => return ApiError::from(error).into_response(),
    };
    if let Some(half) = state.cookies.half_sign_in(request.headers()) {
        request.extensions_mut().insert(half);
    }
    let closed = match close(&state, &mut request).await {
        Ok(closed) => closed,
        Err(error) => return ApiError::from(error).into_response(),
    };
    let flash = (closed.is_none() && is_page_load(&request))
        .then(|| state.cookies.flash(request.headers()))
        .flatten()
        .and_then(|text| serde_json::from_str::<Flash>(&text).ok());
    let used = flash.is_some();
    if let Some(flash) = flash {
        request.extensions_mut().insert(flash);
    }
    let personal = request.extensions().get::<CurrentUser>().is_some();
    let mut response = match closed {
        Some(response) => response,
        None => next.run(request).await,
    };
    if personal {
        keep_out_of_caches(&mut response);
    }
    let flash = used.then(|| state.cookies.clear_flash());
    set_cookies_first(response.headers_mut(), renewed.into_iter().flatten().chain(flash));
    response
}

/// The answer to an external system: what its token is for, and nothing else. Its cookies do not matter.
async fn answer_token(state: &AppState, secret: &str, mut request: Request, next: Next) -> Response {
    let address = request.extensions().get::<Device>().and_then(|device| device.address.clone());
    let bearer = match state.services.bearer_of(secret, address.as_deref()).await {
        Ok(Some(bearer)) => bearer,
        Ok(None) => return refuse(ApiError::InvalidToken, &request),
        Err(error) => return refuse(error.into(), &request),
    };
    if let Err(error) = scopes::check(&bearer, &request) {
        return refuse(error, &request);
    }
    request.extensions_mut().insert(CurrentToken(bearer));
    let mut response = next.run(request).await;
    keep_out_of_caches(&mut response);
    response
}

fn keep_out_of_caches(response: &mut Response) {
    let cache = response.headers_mut().entry(header::CACHE_CONTROL);
    cache.or_insert(HeaderValue::from_static("no-store"));
}

/// Before those of the answer itself: a sign-out has the last word.
fn set_cookies_first(headers: &mut HeaderMap, cookies: impl Iterator<Item = String>) {
    let ours: Vec<HeaderValue> = cookies.filter_map(|cookie| HeaderValue::from_str(&cookie).ok()).collect();
    if ours.is_empty() {
        return;
    }
    let theirs: Vec<HeaderValue> = headers.get_all(header::SET_COOKIE).iter().cloned().collect();
    headers.remove(header::SET_COOKIE);
    for value in ours.into_iter().chain(theirs) {
        headers.append(header::SET_COOKIE, value);
    }
}

/// Notes who is asking. A browser's cookies are renewed where they have to be, and returned.
async fn sign_in(state: &AppState, request: &mut Request) -> Result<Option<[String; 2]>, ClinicError> {
    let bearer = bearer(request.headers());
    let by_cookie = bearer.is_none();
    let token = bearer.or_else(|| state.cookies.access(request.headers()));
    if let Some(token) = &token
        && let Some((user, session)) = state.services.session_of_token(token).await?
    {
        request.extensions_mut().insert(CurrentUser(user));
        request.extensions_mut().insert(CurrentSession(session));
        return Ok(None);
    }
    let refresh = state.cookies.refresh(request.headers()).filter(|_| by_cookie && !is_refresh(request));
    if let Some(refresh) = refresh {
        match state.services.refresh(&refresh).await {
            Ok(pair) => {
                let cookies = state.cookies.sign_in(&pair);
                request.extensions_mut().insert(CurrentUser(pair.user));
                request.extensions_mut().insert(CurrentSession(pair.session_id));
                return Ok(Some(cookies));
            }
            Err(ClinicError::Unauthenticated) => {
                request.extensions_mut().insert(InvalidToken);
                return Ok(Some(state.cookies.sign_out()));
            }
            Err(error) => return Err(error),
        }
    }
    if token.is_some() {
        request.extensions_mut().insert(InvalidToken);
    }
    Ok(None)
}

/// The answer to somebody who has to set up a second factor first, unless that is what they are at.
async fn close(state: &AppState, request: &mut Request) -> Result<Option<Response>, ClinicError> {
    let Some(CurrentUser(user)) = request.extensions().get() else { return Ok(None) };
    let actor = user.actor();
    if !state.services.must_set_up_two_step(&actor).await? {
        return Ok(None);
    }
    match gate(request) {
        Gate::Open => Ok(None),
        Gate::Closed(response) => Ok(Some(*response)),
        Gate::AsNobody => {
            request.extensions_mut().remove::<CurrentUser>();
            request.extensions_mut().remove::<CurrentSession>();
            Ok(None)
        }
    }
}

fn bearer(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
}

/// The call that takes the refresh token itself.
fn is_refresh(request: &Request) -> bool {
    request.uri().path().ends_with("/auth/refresh")
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
