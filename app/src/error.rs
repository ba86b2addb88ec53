//! What a server function can answer besides success.

use domain::error::ClinicError;
use leptos::prelude::{FromServerFnError, ServerFnErrorErr};
use leptos::server_fn::codec::JsonEncoding;
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

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        Self::Transport(error.to_string())
    }
}

/// The answer of a use case, with the status that says what went wrong: of the call, or of the page it is asked for.
///
/// # Errors
/// The use case's.
pub fn answer<T>(result: Result<T, ClinicError>) -> Result<T, AppError> {
    result.map_err(|error| {
        crate::page::status_of(&error);
        AppError::Clinic(error)
    })
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
