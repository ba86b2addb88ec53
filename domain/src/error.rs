//! Everything a use case can answer besides success. Knows nothing of HTTP.

use serde::{Deserialize, Serialize};

use crate::{appointment::NotBooked, schedule::Slot};

/// One thing wrong with one input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The input's name, as the caller wrote it: `email`, `weekly/0/start`.
    pub field: String,
    /// Stable, `snake_case`.
    pub code: String,
    /// A sentence for people: what is wrong and what is accepted.
    pub detail: String,
}

impl FieldError {
    pub fn new(field: impl Into<String>, code: &str, detail: impl Into<String>) -> Self {
        Self { field: field.into(), code: code.to_owned(), detail: detail.into() }
    }
}

/// What went wrong, in the words a person may read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "error", rename_all = "snake_case")]
pub enum ClinicError {
    /// Inputs that cannot be read or are not accepted; all of them, not only the first.
    #[error("{}", summary(.errors))]
    Invalid { errors: Vec<FieldError> },
    /// Well-formed, but against a rule of scheduling. The rule's code is the error's code.
    #[error("{}", .rule.detail)]
    Rule { rule: FieldError },
    #[error("Sign in to go on.")]
    Unauthenticated,
    #[error("The e-mail address or the password is not right.")]
    InvalidCredentials,
    /// The password was right, but nobody has followed the link that was mailed to the address yet.
    #[error("This e-mail address is not confirmed yet. We have just sent you a new link; follow it to sign in.")]
    EmailNotVerified,
    /// The password was right, but an administrator has closed the account.
    #[error("This account is disabled. Please call the practice.")]
    AccountDisabled,
    #[error(
        "This account has two-step sign-in. Enter the code of your authenticator app, or a recovery code, as well."
    )]
    TwoStepRequired,
    #[error("This code is not right, has run out or was used already. Enter the one your app shows now.")]
    InvalidCode,
    #[error("This passkey was not accepted. Try again, or sign in with your password.")]
    PasskeyNotAccepted,
    #[error("Administrators do not sign in with a password alone. Use your passkey.")]
    PasskeyRequired,
    #[error("Too many wrong codes. Wait 15 minutes, then sign in again.")]
    TooManyCodes,
    #[error("Administrators sign in with a second step or a passkey. Set one up first.")]
    TwoStepSetupRequired,
    #[error("{detail}")]
    Forbidden { detail: String },
    /// Absent, or not the caller's to see: the two are never told apart.
    #[error("There is no such {what}.")]
    NotFound { what: String },
    #[error("There is already an account with this e-mail address.")]
    EmailTaken,
    #[error("This time slot is already booked. Please choose another time.")]
    SlotTaken { alternatives: Vec<Slot> },
    #[error("Nothing was booked: {} of the visits cannot be booked.", .not_booked.len())]
    SeriesNotBookable { not_booked: Vec<NotBooked> },
    #[error("You already have an appointment at that time.")]
    PatientBusy,
    #[error("This appointment is {status} and cannot be cancelled.")]
    NotCancellable { status: String },
    /// The change contradicts something that is already there.
    #[error("{detail}")]
    Conflict { code: String, detail: String },
    /// What is there is not what the request expects.
    #[error("It was changed since you read it. Nothing was done; read it again and decide anew.")]
    PreconditionFailed,
    #[error("Too many tries. Try again in {}.", wait(*.retry_after_seconds))]
    RateLimited { retry_after_seconds: u32 },
    #[error("Too much to do at the moment. Please try again in a few seconds.")]
    Overloaded,
    /// Our fault. The cause is in the log, never in the answer.
    #[error("Something went wrong on our side. Please try again.")]
    Internal,
}

/// The kinds a door has to tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    Invalid,
    Unauthenticated,
    Forbidden,
    NotFound,
    Conflict,
    PreconditionFailed,
    RateLimited,
    Overloaded,
    Internal,
}

impl ClinicError {
    pub fn invalid(field: impl Into<String>, code: &str, detail: impl Into<String>) -> Self {
        FieldError::new(field, code, detail).into()
    }

    pub fn rule(field: impl Into<String>, code: &str, detail: impl Into<String>) -> Self {
        Self::Rule { rule: FieldError::new(field, code, detail) }
    }

    pub fn conflict(code: &str, detail: impl Into<String>) -> Self {
        Self::Conflict { code: code.to_owned(), detail: detail.into() }
    }

    pub fn not_found(what: &str) -> Self {
        Self::NotFound { what: what.to_owned() }
    }

    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Invalid { .. } | Self::Rule { .. } => ErrorKind::Invalid,
            Self::Unauthenticated
            | Self::InvalidCredentials
            | Self::TwoStepRequired
            | Self::InvalidCode
            | Self::PasskeyNotAccepted
            | Self::PasskeyRequired
            | Self::TooManyCodes => ErrorKind::Unauthenticated,
            Self::Forbidden { .. } | Self::EmailNotVerified | Self::AccountDisabled | Self::TwoStepSetupRequired => {
                ErrorKind::Forbidden
            }
            Self::NotFound { .. } => ErrorKind::NotFound,
            Self::EmailTaken
            | Self::SlotTaken { .. }
            | Self::SeriesNotBookable { .. }
            | Self::PatientBusy
            | Self::NotCancellable { .. }
            | Self::Conflict { .. } => ErrorKind::Conflict,
            Self::PreconditionFailed => ErrorKind::PreconditionFailed,
            Self::RateLimited { .. } => ErrorKind::RateLimited,
            Self::Overloaded => ErrorKind::Overloaded,
            Self::Internal => ErrorKind::Internal,
        }
    }

    /// Stable, `snake_case`: what programs branch on.
    pub fn code(&self) -> &str {
        match self {
            Self::Invalid { .. } => "invalid",
            Self::Rule { rule } => &rule.code,
            Self::Unauthenticated => "unauthenticated",
            Self::InvalidCredentials => "invalid_credentials",
            Self::EmailNotVerified => "email_not_verified",
            Self::AccountDisabled => "account_disabled",
            Self::TwoStepRequired => "two_step_required",
            Self::InvalidCode => "invalid_code",
            Self::PasskeyNotAccepted => "passkey_not_accepted",
            Self::PasskeyRequired => "passkey_required",
            Self::TooManyCodes => "too_many_codes",
            Self::TwoStepSetupRequired => "two_step_setup_required",
            Self::Forbidden { .. } => "forbidden",
            Self::NotFound { .. } => "not_found",
            Self::EmailTaken => "email_taken",
            Self::SlotTaken { .. } => "slot_taken",
            Self::SeriesNotBookable { .. } => "series_not_bookable",
            Self::PatientBusy => "patient_busy",
            Self::NotCancellable { .. } => "not_cancellable",
            Self::Conflict { code, .. } => code,
            Self::PreconditionFailed => "precondition_failed",
            Self::RateLimited { .. } => "rate_limited",
            Self::Overloaded => "overloaded",
            Self::Internal => "internal",
        }
    }

    /// After how many seconds it is worth another try, where that is known.
    pub fn retry_after_seconds(&self) -> Option<u32> {
        match self {
            Self::RateLimited { retry_after_seconds } => Some(*retry_after_seconds),
            Self::Overloaded => Some(2),
            _ => None,
        }
    }

    /// The inputs this error is about; empty where it is about none.
    pub fn field_errors(&self) -> Vec<FieldError> {
        match self {
            Self::Invalid { errors } => errors.clone(),
            Self::Rule { rule } => vec![rule.clone()],
            Self::TwoStepRequired | Self::InvalidCode => vec![FieldError::new("code", self.code(), self.to_string())],
            Self::EmailTaken => vec![FieldError::new("email", "email_taken", self.to_string())],
            _ => Vec::new(),
        }
    }
}

impl From<FieldError> for ClinicError {
    fn from(error: FieldError) -> Self {
        Self::Invalid { errors: vec![error] }
    }
}

fn summary(errors: &[FieldError]) -> String {
    match errors {
        [one] => one.detail.clone(),
        many => format!("{} inputs are not accepted.", many.len()),
    }
}

/// From two minutes on in minutes; rounded up.
fn wait(seconds: u32) -> String {
    match seconds {
        1 => "1 second".to_owned(),
        2..120 => format!("{seconds} seconds"),
        _ => format!("{} minutes", seconds.div_ceil(60)),
    }
}

/// Gathers the errors of several inputs, so that a person sees all of them at once.
#[derive(Debug, Default)]
pub struct Problems(Vec<FieldError>);

impl Problems {
    /// Keeps the value, or notes what is wrong with it.
    pub fn keep<T>(&mut self, parsed: Result<T, FieldError>) -> Option<T> {
        parsed.map_err(|error| self.0.push(error)).ok()
    }

    /// As [`Problems::keep`], for what can have several things wrong with it.
    pub fn keep_all<T>(&mut self, parsed: Result<T, ClinicError>) -> Option<T> {
        parsed.map_err(|error| self.0.extend(error.field_errors())).ok()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn push(&mut self, error: FieldError) {
        self.0.push(error);
    }

    /// # Errors
    /// [`ClinicError::Invalid`] when anything was noted.
    pub fn check(self) -> Result<(), ClinicError> {
        if self.0.is_empty() { Ok(()) } else { Err(ClinicError::Invalid { errors: self.0 }) }
    }
}
