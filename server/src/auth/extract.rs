//! The extractor is the permission: a handler that names [`SignedIn`] cannot run without somebody signed in.

use std::convert::Infallible;

use app::backend::{CurrentSession, CurrentUser};
use axum::{extract::FromRequestParts, http::request::Parts};
use domain::{actor::Actor, error::ClinicError, ids::SessionId, session::Device, user::User};

use super::resolve::InvalidToken;
use crate::rest::error::ApiError;

/// The signed-in person, and the session they are signed in with; without one the request ends with 401.
pub struct SignedIn {
    pub user: User,
    pub session: SessionId,
}

impl SignedIn {
    pub fn actor(&self) -> Actor {
        self.user.actor()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for SignedIn {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        match (parts.extensions.get::<CurrentUser>(), parts.extensions.get::<CurrentSession>()) {
            (Some(user), Some(session)) => Ok(Self { user: user.0.clone(), session: session.0 }),
            _ if parts.extensions.get::<InvalidToken>().is_some() => Err(ApiError::InvalidToken),
            _ => Err(ClinicError::Unauthenticated.into()),
        }
    }
}

/// Who asks, where anybody may.
pub struct MaybeSignedIn(pub Option<Actor>);

impl<S: Send + Sync> FromRequestParts<S> for MaybeSignedIn {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(parts.extensions.get::<CurrentUser>().map(|user| user.0.actor())))
    }
}

/// What the request came from.
pub struct CameFrom(pub Device);

impl<S: Send + Sync> FromRequestParts<S> for CameFrom {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(parts.extensions.get().cloned().unwrap_or_default()))
    }
}
