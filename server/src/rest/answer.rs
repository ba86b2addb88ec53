//! Answers that several calls give.

use std::fmt::Display;

use axum::{
    Json,
    http::{StatusCode, header},
    response::{AppendHeaders, IntoResponse},
};
use serde::Serialize;

/// What was made, and where it is from now on.
pub fn created<T: Serialize>(list: &str, id: impl Display, made: T) -> impl IntoResponse {
    let location = format!("/api/v1/{list}/{id}");
    (StatusCode::CREATED, AppendHeaders([(header::LOCATION, location)]), Json(made))
}
