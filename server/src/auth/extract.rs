//! The extractor is the permission: a handler that names [`SignedIn`] cannot run without somebody signed in, and never for
//! the token of an external system; one that names [`Caller`] runs for both.

use std::convert::Infallible;

use app::backend::{CurrentSession, CurrentUser};
use axum::{
    extract::FromRequestParts,
    http::{Extensions, request::Parts},
};
use domain::{
    actor::Actor, api_token::TokenScope::AppointmentsWrite, error::ClinicError, ids::SessionId, session::Device,
    user::User,
};
use uuid::Uuid;

use super::resolve::{CurrentToken, InvalidToken};
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

/// Who asks where external systems do as well.
pub struct Caller(pub Actor);

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        match parts.extensions.get::<CurrentToken>() {
            Some(CurrentToken(bearer)) => {
                bearer.actor().map(Self).ok_or(ApiError::InsufficientScope { needed: Some(AppointmentsWrite) })
            }
            None => Ok(Self(SignedIn::from_request_parts(parts, state).await?.actor())),
        }
    }
}

/// The id of the person or token that asks.
pub fn who(extensions: &Extensions) -> Option<Uuid> {
    let person = extensions.get::<CurrentUser>().map(|user| user.0.id.0);
    person.or_else(|| extensions.get::<CurrentToken>().map(|token| token.0.id.0))
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
