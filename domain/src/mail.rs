//! Mail as the development mailbox shows it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A mail that would have gone out, had a mail server been set up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DevMail {
    pub id: i64,
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    pub sent_at: DateTime<Utc>,
}
