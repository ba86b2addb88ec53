//! The layer that tells clients which path to use instead of the one they know (RFC 9745).

use axum::{
    extract::Request,
    http::{HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

use super::route;

/// The other names that older clients know, each with what it is another name of.
pub const ALIASES: [(&str, &str); 4] = [
    ("/appointments/my-appointments", "/appointments"),
    ("/doctors/my-appointments", "/doctors/me/appointments"),
    ("/users/", "/users"),
    ("/admin/stats", "/admin/dashboard/stats"),
];
const DEPRECATION: HeaderName = HeaderName::from_static("deprecation");
/// Since 28 November 2026.
const SINCE: HeaderValue = HeaderValue::from_static("@1795824000");

pub async fn say_so(request: Request, next: Next) -> Response {
    let path = route::of(&request);
    let successor = ALIASES.iter().find(|(alias, _)| *alias == path).map(|(_, name)| *name);
    let mut response = next.run(request).await;
    if let Some(name) = successor {
        let link = format!("</api/v1{name}>; rel=\"successor-version\"");
        response.headers_mut().insert(DEPRECATION, SINCE);
        // The names are plain ASCII, so this cannot fail.
        response.headers_mut().extend(HeaderValue::from_str(&link).map(|link| (header::LINK, link)));
    }
    response
}
