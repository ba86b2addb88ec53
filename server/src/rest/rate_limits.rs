//! The layer around every door that turns floods away, and tells clients how near they are to a limit
//! (draft-ietf-httpapi-ratelimit-headers-10).

use std::net::{IpAddr, SocketAddr};

use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::{error::ClinicError, session::Device};

use super::error::ApiError;
use crate::{
    address, flood,
    services::rate_limits::{self, Budget},
    startup::AppState,
};

const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const LEFT: HeaderName = HeaderName::from_static("ratelimit");

/// Puts the [`Device`] into the request's extensions, unless its network sends too much.
pub async fn limit(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    let address = peer.map(|peer| address::client(peer, request.headers(), &state.trusted_proxies));
    if let Some(wait) = address.and_then(|address| state.flood.wait(address)) {
        let seconds = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1);
        let error = ApiError::from(ClinicError::RateLimited { retry_after_seconds: seconds });
        let mut response = error.into_response();
        let window = flood::BURST.get() / flood::PER_SECOND.get();
        say(response.headers_mut(), "requests", (flood::BURST.get(), window), (0, seconds));
        return response;
    }
    let device = device(&request, address);
    request.extensions_mut().insert(device);
    let (mut response, budget) = rate_limits::noting(next.run(request)).await;
    if let Some(Budget { limit, remaining, next_seconds }) = budget {
        let policy = (limit.burst, limit.window_seconds());
        say(response.headers_mut(), limit.name, policy, (remaining, next_seconds));
    }
    response
}

fn device(request: &Request, address: Option<IpAddr>) -> Device {
    let user_agent = request.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    Device::new(user_agent, address.map(|address| address.to_string()))
}

/// The policy is a quota in a window of seconds; what is left, with the seconds until there is more.
fn say(headers: &mut HeaderMap, name: &str, (quota, window): (u32, u32), (remaining, seconds): (u32, u32)) {
    let values =
        [(POLICY, format!("\"{name}\";q={quota};w={window}")), (LEFT, format!("\"{name}\";r={remaining};t={seconds}"))];
    for (header, value) in values {
        // Names of limits are plain ASCII, so this cannot fail.
        headers.extend(HeaderValue::from_str(&value).map(|value| (header, value)));
    }
}
