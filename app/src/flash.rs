//! What one request leaves for the next page: how a form fared, and what was typed into it.
//!
//! It travels in an encrypted, short-lived cookie, never in an address: a form that is refused comes back filled in,
//! with JavaScript or without.

use domain::error::{ClinicError, FieldError};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Flash {
    /// The form named `form` was refused.
    Refused {
        form: String,
        /// Names and values as typed; never a password.
        values: Vec<(String, String)>,
        error: ClinicError,
    },
    /// What the form named `form` asks the page for, where that must not be in an address.
    Asked { form: String, values: Vec<(String, String)> },
    /// Something worked; the sentence says what.
    Done { message: String },
    /// Recovery codes that were just made, to be shown this once.
    RecoveryCodes { codes: Vec<String> },
    /// A secret of another system that was just made, to be shown this once.
    Secret { secret: String },
}

/// How one form of a page fared: empty on a first visit.
#[derive(Debug, Clone, Default)]
pub struct FormState {
    values: Vec<(String, String)>,
    error: Option<ClinicError>,
}

impl FormState {
    /// The state of the form `form`, from what the last request left.
    pub fn of(form: &str, flash: Option<Flash>) -> Self {
        match flash {
            Some(Flash::Refused { form: refused, values, error }) if refused == form => {
                Self { values, error: Some(error) }
            }
            Some(Flash::Asked { form: asked, values }) if asked == form => Self { values, error: None },
            _ => Self::default(),
        }
    }

    /// What was typed into a field.
    pub fn value(&self, field: &str) -> Option<String> {
        self.values.iter().find(|(name, _)| name == field).map(|(_, value)| value.clone())
    }

    pub fn error(&self) -> Option<&ClinicError> {
        self.error.as_ref()
    }

    /// What is wrong with one field, in a sentence.
    pub fn field_error(&self, field: &str) -> Option<String> {
        self.field_errors().into_iter().find(|error| error.field == field).map(|error| error.detail)
    }

    pub fn field_errors(&self) -> Vec<FieldError> {
        self.error.as_ref().map(ClinicError::field_errors).unwrap_or_default()
    }
}
