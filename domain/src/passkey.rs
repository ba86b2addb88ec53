//! Passkeys (WebAuthn, level 3): signing in with a device instead of a password.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::{error::FieldError, ids::PasskeyId, text};

/// How long a device has to answer a challenge.
pub const CHALLENGE: TimeDelta = TimeDelta::minutes(5);
/// Passkeys of one account; more than anybody has devices.
pub const MAX_PASSKEYS: usize = 20;

const MAX_NAME_CHARS: usize = 60;

/// One passkey of an account, as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Passkey {
    pub id: PasskeyId,
    pub name: String,
    pub created_at: DateTime<Utc>,
    pub last_used_at: Option<DateTime<Utc>>,
}

/// What its owner calls it: one line of 1 to 60 characters.
///
/// # Errors
/// For `name`, with what is accepted.
pub fn parse_name(name: &str) -> Result<String, FieldError> {
    let name = text::clean("name", "The name", name, MAX_NAME_CHARS, false)?;
    if name.is_empty() {
        return Err(FieldError::new("name", "required", "Give the passkey a name, such as that of the device."));
    }
    Ok(name)
}
