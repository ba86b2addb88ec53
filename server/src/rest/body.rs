//! Reading requests, so that whatever is wrong with one is answered in our own words.

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request, rejection::BytesRejection},
    http::{StatusCode, header, request::Parts},
    response::IntoResponse,
};
use domain::error::ClinicError;
use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::error::Category;

use super::{error::ApiError, json::NothingTwice};

const JSON: &str = "application/json";
const JSON_OR_FORM: &str = "application/json, application/x-www-form-urlencoded";

/// A JSON body. Unknown fields are ignored; doubled ones are refused.
pub struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let json = media_type(&request).is_some_and(|kind| kind == "application/json" || kind.ends_with("+json"));
        if !json {
            return Err(ApiError::UnsupportedMediaType { accepted: JSON });
        }
        let bytes = Bytes::from_request(request, state).await.map_err(unreadable)?;
        parse_json(&bytes).map(Self)
    }
}

/// A JSON body or, as OAuth 2 password clients send it, a form (RFC 6749, section 4.3.2).
pub struct BodyOrForm<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for BodyOrForm<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        if media_type(&request).as_deref() == Some("application/x-www-form-urlencoded") {
            let axum::Form(form) =
                axum::Form::from_request(request, state).await.map_err(|_| malformed("The form could not be read."))?;
            return Ok(Self(form));
        }
        match Body::from_request(request, state).await {
            Err(ApiError::UnsupportedMediaType { .. }) => {
                Err(ApiError::UnsupportedMediaType { accepted: JSON_OR_FORM })
            }
            body => body.map(|Body(body)| Self(body)),
        }
    }
}

/// The query string. Doubled parameters are refused, unknown ones ignored.
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        axum::extract::Query::from_request_parts(parts, state)
            .await
            .map(|axum::extract::Query(query)| Self(query))
            .map_err(|_| ApiError::Malformed {
                detail: "The query string could not be read, or names a parameter twice.".to_owned(),
            })
    }
}

fn media_type(request: &Request) -> Option<String> {
    let value = request.headers().get(header::CONTENT_TYPE)?.to_str().ok()?;
    Some(value.split(';').next()?.trim().to_ascii_lowercase())
}

pub fn unreadable(rejection: BytesRejection) -> ApiError {
    if rejection.into_response().status() == StatusCode::PAYLOAD_TOO_LARGE {
        ApiError::TooLarge
    } else {
        malformed("The body could not be read.")
    }
}

fn parse_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    let text = std::str::from_utf8(bytes).map_err(|_| malformed("The body is not UTF-8."))?;
    // First whether it is JSON at all: what is cut off should not be told about a wrong type.
    serde_json::from_str::<NothingTwice>(text)
        .map_err(|error| malformed(&format!("The body is not JSON: {error}.")))?;
    // Serde would take a list for an object's values in their order.
    if !text.trim_start().starts_with('{') {
        return Err(ClinicError::invalid("", "wrong_type", "The body is a JSON object.").into());
    }
    serde_path_to_error::deserialize(&mut serde_json::Deserializer::from_str(text)).map_err(|error| {
        let field = error.path().to_string().replace(['.', '['], "/").replace(']', "");
        let error = error.into_inner();
        if error.classify() == Category::Data && !error.to_string().starts_with("duplicate field") {
            ClinicError::invalid(field, "wrong_type", without_position(&error.to_string())).into()
        } else {
            malformed(&format!("The body cannot be read: {error}."))
        }
    })
}

fn malformed(detail: &str) -> ApiError {
    ApiError::Malformed { detail: detail.to_owned() }
}

/// The parser's sentence without the place in the text, which the pointer tells better.
fn without_position(message: &str) -> String {
    let sentence = message.split(" at line ").next().unwrap_or(message);
    let mut letters = sentence.chars();
    let first: String = letters.next().map(|c| c.to_uppercase().collect()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

/// For what null takes away and absence leaves as it is: null reads as an empty text.
pub fn null_is_empty<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Option::<String>::deserialize(deserializer).map(|text| Some(text.unwrap_or_default()))
}

/// The same for numbers that are never zero: null reads as zero.
pub fn null_is_zero<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    Option::<i64>::deserialize(deserializer).map(|number| Some(number.unwrap_or_default()))
}
