//! Errors over HTTP: RFC 9457 problem details, made in one place.

use app::error::status;
use axum::{
    Json,
    body::Body,
    extract::Request,
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::{
    api_token::TokenScope,
    appointment::NotBooked,
    error::{ClinicError, FieldError},
    problems::{self, ProblemKind},
    schedule::Slot,
};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

/// Seconds after which a request may come back that was turned away by no use case.
const RETRY_AFTER: u32 = 2;

/// Everything a handler can answer besides success.
#[derive(Debug)]
pub enum ApiError {
    Clinic(ClinicError),
    /// A token that is not, or no longer, good (RFC 6750, section 3.1).
    InvalidToken,
    /// A token that is not for this (RFC 6750, section 3.1), and the scope that is; none where no token is.
    InsufficientScope {
        needed: Option<TokenScope>,
    },
    /// A request that cannot be read at all.
    Malformed {
        detail: String,
    },
    UnsupportedMediaType {
        accepted: &'static str,
    },
    TooLarge,
    CrossSite,
}

impl From<ClinicError> for ApiError {
    fn from(error: ClinicError) -> Self {
        Self::Clinic(error)
    }
}

/// One field of the request, by JSON pointer (RFC 6901).
#[derive(Debug, Clone, Serialize, ToSchema)]
struct FieldProblem {
    pointer: String,
    code: String,
    detail: String,
}

/// Why a request was not carried out (RFC 9457).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Problem {
    #[serde(rename = "type")]
    kind: String,
    title: String,
    status: u16,
    detail: String,
    code: String,
    /// What to name when asking for help.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    request_id: Option<String>,
    /// All that is wrong at once; on every 422.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldProblem>,
    /// The nearest free times, where one was taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    alternatives: Option<Vec<Slot>>,
    /// What stands in the way of a series.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    not_booked: Option<Vec<NotBooked>>,
    /// A header, and no part of the problem.
    #[serde(skip)]
    retry_after_seconds: Option<u32>,
    /// As well.
    #[serde(skip)]
    challenge: Option<String>,
    /// As well: which media types the body may have.
    #[serde(skip)]
    accepted: Option<&'static str>,
}

impl Problem {
    fn new(status: StatusCode, code: &str, detail: impl Into<String>) -> Self {
        debug_assert_eq!(problems::find(code).map(|kind| kind.status), Some(status.as_u16()), "{code} has no page");
        Self {
            kind: format!("/problems/{code}"),
            title: status.canonical_reason().unwrap_or("Error").to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
            code: code.to_owned(),
            request_id: None,
            errors: Vec::new(),
            alternatives: None,
            not_booked: None,
            retry_after_seconds: (status == StatusCode::SERVICE_UNAVAILABLE).then_some(RETRY_AFTER),
            challenge: (status == StatusCode::UNAUTHORIZED).then(|| "Bearer".to_owned()),
            accepted: None,
        }
    }
}

/// How a problem of this kind looks.
pub fn example(kind: &ProblemKind, detail: Option<String>) -> Value {
    let status = StatusCode::from_u16(kind.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut problem = Problem::new(status, kind.code, detail.unwrap_or_else(|| kind.meaning.to_owned()));
    problem.request_id = Some("0b8f9a3e-7d41-4f6e-8a52-5f3c1d2e4b60".to_owned());
    json!(problem)
}

impl From<ApiError> for Problem {
    fn from(error: ApiError) -> Self {
        match error {
            ApiError::Clinic(error) => {
                let mut problem = Self::new(status(error.kind()), error.code(), error.to_string());
                problem.retry_after_seconds = error.retry_after_seconds();
                problem.errors = error.field_errors().into_iter().map(FieldProblem::from).collect();
                match error {
                    ClinicError::SlotTaken { alternatives } => problem.alternatives = Some(alternatives),
                    ClinicError::SeriesNotBookable { not_booked } => problem.not_booked = Some(not_booked),
                    _ => {}
                }
                problem
            }
            ApiError::InvalidToken => Self {
                challenge: Some("Bearer error=\"invalid_token\"".to_owned()),
                ..Self::new(
                    StatusCode::UNAUTHORIZED,
                    "invalid_token",
                    "The access token is not valid or has expired. Sign in again.",
                )
            },
            ApiError::InsufficientScope { needed } => insufficient_scope(needed),
            ApiError::Malformed { detail } => Self::new(StatusCode::BAD_REQUEST, "malformed", detail),
            ApiError::UnsupportedMediaType { accepted } => Self {
                accepted: Some(accepted),
                ..Self::new(
                    StatusCode::UNSUPPORTED_MEDIA_TYPE,
                    "unsupported_media_type",
                    format!("Send the body as {}.", accepted.replace(", ", " or ")),
                )
            },
            ApiError::TooLarge => {
                Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "The body can have at most 64 kB.")
            }
            ApiError::CrossSite => Self::new(
                StatusCode::FORBIDDEN,
                "cross_site_request",
                "This request came from another site and was not carried out.",
            ),
        }
    }
}

fn insufficient_scope(needed: Option<TokenScope>) -> Problem {
    let challenge = "Bearer error=\"insufficient_scope\"";
    let (challenge, detail) = match needed.map(TokenScope::as_str) {
        Some(scope) => {
            (format!("{challenge}, scope=\"{scope}\""), format!("This token is not for this: it needs `{scope}`."))
        }
        None => (challenge.to_owned(), "No API token does this; it takes somebody who signs in.".to_owned()),
    };
    Problem { challenge: Some(challenge), ..Problem::new(StatusCode::FORBIDDEN, "insufficient_scope", detail) }
}

impl From<FieldError> for FieldProblem {
    fn from(error: FieldError) -> Self {
        // The empty pointer is the whole document.
        let pointer = if error.field.is_empty() { String::new() } else { format!("/{}", error.field) };
        Self { pointer, code: error.code, detail: error.detail }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        respond(Problem::from(self), None)
    }
}

/// The answer; the problem also travels beside it, for [`render`] to add the request's id.
fn respond(mut problem: Problem, request_id: Option<String>) -> Response {
    problem.request_id = request_id;
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, Json(&problem)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    // Of plain ASCII, so this cannot fail.
    if let Some(challenge) = problem.challenge.as_deref().and_then(|text| HeaderValue::from_str(text).ok()) {
        headers.insert(header::WWW_AUTHENTICATE, challenge);
    }
    if let Some(seconds) = problem.retry_after_seconds {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if let Some(accepted) = problem.accepted {
        headers.insert(header::ACCEPT, HeaderValue::from_static(accepted));
    }
    response.extensions_mut().insert(problem);
    response
}

/// The answer of a layer around this one.
pub fn refuse(error: ApiError, request: &Request) -> Response {
    respond(error.into(), request_id(request))
}

fn request_id(request: &Request) -> Option<String> {
    request.headers().get("x-request-id").and_then(|id| id.to_str().ok()).map(str::to_owned)
}

/// The layer around all of REST: every error is a problem with the request's id, whoever made it.
pub async fn render(request: Request, next: Next) -> Response {
    let request_id = request_id(&request);
    let takes_body = match *request.method() {
        Method::POST => Some(HeaderName::from_static("accept-post")),
        Method::PATCH => Some(HeaderName::from_static("accept-patch")),
        _ => None,
    };
    let mut response = next.run(request).await;
    let status = response.status();
    let problem = match response.extensions_mut().remove::<Problem>() {
        Some(problem) => problem,
        None if status.is_client_error() || status.is_server_error() => bare(status),
        None => return response,
    };
    let allow = response.headers().get(header::ALLOW).cloned();
    let mut response = respond(problem, request_id);
    if let Some(allow) = allow {
        response.headers_mut().insert(header::ALLOW, allow);
    }
    // As RFC 5789 (section 2.2) and the Linked Data Platform call it, besides RFC 9110.
    if let (Some(name), Some(accepted)) = (takes_body, response.headers().get(header::ACCEPT).cloned()) {
        response.headers_mut().insert(name, accepted);
    }
    response
}

/// What the framework answers without words of its own.
fn bare(status: StatusCode) -> Problem {
    match status {
        StatusCode::METHOD_NOT_ALLOWED => Problem::new(
            status,
            "method_not_allowed",
            "This path does not answer this method; `Allow` says which it does.",
        ),
        StatusCode::PAYLOAD_TOO_LARGE => ApiError::TooLarge.into(),
        status if status.is_server_error() => ApiError::Clinic(ClinicError::Internal).into(),
        status => Problem::new(status, "bad_request", "The request could not be understood."),
    }
}

/// The layer around every door: an address with a NUL in it names nothing, and the database could not look it up.
pub async fn refuse_nul(request: Request, next: Next) -> Response {
    if request.uri().to_string().contains("%00") {
        return ApiError::Malformed { detail: "The address holds a NUL character.".to_owned() }.into_response();
    }
    next.run(request).await
}

/// The layer around whatever may give up on a request: 503 always says when to come back.
pub async fn say_when(mut response: Response) -> Response {
    if response.status() == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().entry(header::RETRY_AFTER).or_insert_with(|| HeaderValue::from(RETRY_AFTER));
    }
    response
}

pub async fn no_such_path() -> ApiError {
    ClinicError::not_found("path").into()
}

/// What the cross-site layer answers.
pub fn cross_site() -> Response<Body> {
    ApiError::CrossSite.into_response()
}
