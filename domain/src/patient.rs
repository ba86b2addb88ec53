//! Patients as the practice sees them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::UserId;

/// Longest text that patients are looked up by, in characters.
pub const MAX_WORDS_CHARS: usize = 100;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Patient {
    /// The patient's user id.
    pub id: UserId,
    pub full_name: String,
    pub email: String,
    pub phone: Option<String>,
    /// False once an administrator has disabled the account.
    pub active: bool,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}
