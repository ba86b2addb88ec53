//! What every answer tells browsers about its safety, errors and files included.

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};
use leptos::nonce::Nonce;

/// For whatever is not a page: nothing of it is run or shown in a frame.
const NOTHING: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const HEADERS: [(HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, NOTHING),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

/// Browsers that came over TLS once come over TLS for a year (RFC 6797).
const TLS_ONLY: (HeaderName, &str) = (header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains");

/// For Swagger UI: its files are ours, its icons are written into its styles.
pub const SWAGGER_UI: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
     connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/// The styles of ReDoc's scroll bars, which it adds before it knows the nonce: an element that is empty at first, then
/// filled.
const SCROLL_BARS: &str = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' \
     'sha256-QMIg+bpjm3JdElJ388KYke01izlUW0UoNOeKjpMxdgc='";

/// For ReDoc: it makes its styles as it goes, and marks them with the nonce; its search runs in a worker made of its own
/// text.
pub fn redoc(nonce: &Nonce) -> String {
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}' {SCROLL_BARS}; \
         worker-src blob:; img-src 'self' data:; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    )
}

/// Lets a page run its own scripts and nothing else (Content Security Policy Level 3). Its nonce, new each time, waits in
/// the request's extensions for the page to mark its scripts with.
pub async fn allow_own_scripts(mut request: Request, next: Next) -> Response {
    let nonce = Nonce::new();
    let policy = HeaderValue::from_str(&format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ));
    request.extensions_mut().insert(nonce);
    let mut response = next.run(request).await;
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if let (true, Ok(policy)) = (kind.starts_with("text/html"), policy) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// The language of everything people read, whatever `Accept-Language` asks for.
const ENGLISH: HeaderValue = HeaderValue::from_static("en");

/// Pages, and problems with their sentences.
fn is_for_people(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.starts_with("text/html") || kind == "application/problem+json"
}

/// Adds them, where the answer does not say otherwise.
pub async fn add(https: bool, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in HEADERS.into_iter().chain(https.then_some(TLS_ONLY)) {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    if is_for_people(response.headers()) {
        response.headers_mut().entry(header::CONTENT_LANGUAGE).or_insert(ENGLISH);
    }
    response
}
