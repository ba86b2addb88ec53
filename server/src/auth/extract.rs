//! The extractor is the permission: a handler that names [`SignedIn`] cannot run without somebody signed in.

use app::backend::CurrentUser;
use axum::{extract::FromRequestParts, http::request::Parts};
use domain::{actor::Actor, error::ClinicError, user::User};

use super::resolve::InvalidToken;
use crate::rest::error::ApiError;

/// The signed-in person; without one the request ends with 401.
pub struct SignedIn(pub User);

impl SignedIn {
    pub fn actor(&self) -> Actor {
        self.0.actor()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for SignedIn {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        match parts.extensions.get::<CurrentUser>() {
            Some(current) => Ok(Self(current.0.clone())),
            None if parts.extensions.get::<InvalidToken>().is_some() => Err(ApiError::InvalidToken),
            None => Err(ClinicError::Unauthenticated.into()),
        }
    }
}
