//! Who is signed in where.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::SessionId;

/// Longest kept description of a browser, in characters.
const MAX_USER_AGENT_CHARS: usize = 300;

/// What a sign-in came from, as far as a request tells. Nothing of it is proof.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Device {
    pub user_agent: Option<String>,
    pub address: Option<String>,
}

impl Device {
    pub fn new(user_agent: Option<&str>, address: Option<String>) -> Self {
        let kept = |text: &str| text.chars().filter(|char| !char.is_control()).take(MAX_USER_AGENT_CHARS).collect();
        Self { user_agent: user_agent.map(kept), address }
    }
}

/// One sign-in on one device, as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Session {
    pub id: SessionId,
    pub user_agent: Option<String>,
    pub address: Option<String>,
    pub created_at: DateTime<Utc>,
    pub last_used_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// Why a session ended before its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndReason {
    SignedOut,
    /// From the list of sessions, perhaps on another device.
    EndedByOwner,
    PasswordChanged,
    /// By the link in a mail.
    PasswordReset,
    AccountDisabled,
    /// A refresh token came back after its time: somebody has a copy (RFC 9700, section 4.14.2).
    TokenReplayed,
}

impl EndReason {
    /// The word used in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SignedOut => "signed_out",
            Self::EndedByOwner => "ended_by_owner",
            Self::PasswordChanged => "password_changed",
            Self::PasswordReset => "password_reset",
            Self::AccountDisabled => "account_disabled",
            Self::TokenReplayed => "token_replayed",
        }
    }
}
