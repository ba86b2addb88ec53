//! What a server function can answer besides success.

use domain::error::ClinicError;
#[cfg(feature = "ssr")]
use domain::error::ErrorKind;
#[cfg(feature = "ssr")]
use http::StatusCode;
use leptos::prelude::{FromServerFnError, ServerFnErrorErr};
use leptos::server_fn::{Bytes, codec::JsonEncoding};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum AppError {
    #[error("{0}")]
    Clinic(#[from] ClinicError),
    /// The call itself went wrong: no connection, or an argument that is missing.
    #[error("The page could not reach the server. Please try again.")]
    Transport(String),
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    /// A call that cannot be read is its caller's mistake, and answered so.
    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        #[cfg(feature = "ssr")]
        if let ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) | ServerFnErrorErr::Deserialization(_) =
            error
        {
            crate::page::malformed();
        }
        Self::Transport(error.to_string())
    }

    /// A browser's script only learns that a call was refused: to read why would make the WASM a fifth larger, and the page
    /// or form that it leads to says so anyway.
    fn de(_refusal: Bytes) -> Self {
        Self::Transport("refused".to_owned())
    }
}

impl AppError {
    /// The error of the use case itself; a failed call counts as ours.
    pub fn clinic(self) -> ClinicError {
        match self {
            Self::Clinic(error) => error,
            Self::Transport(_) => ClinicError::Internal,
        }
    }
}

/// The HTTP status that says what kind of error this is, for pages and REST alike.
#[cfg(feature = "ssr")]
pub fn status(kind: ErrorKind) -> StatusCode {
    match kind {
        ErrorKind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        ErrorKind::Unauthenticated => StatusCode::UNAUTHORIZED,
        ErrorKind::Forbidden => StatusCode::FORBIDDEN,
        ErrorKind::NotFound => StatusCode::NOT_FOUND,
        ErrorKind::Conflict => StatusCode::CONFLICT,
        ErrorKind::PreconditionFailed => StatusCode::PRECONDITION_FAILED,
        ErrorKind::RateLimited => StatusCode::TOO_MANY_REQUESTS,
        ErrorKind::Overloaded => StatusCode::SERVICE_UNAVAILABLE,
        ErrorKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
