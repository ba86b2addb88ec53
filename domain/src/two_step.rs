//! Two-step sign-in: after the password, a code of an authenticator app (RFC 6238) or a recovery code.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::UserId;

/// Recovery codes of one account.
pub const RECOVERY_CODES: usize = 10;
/// After so many wrong codes in a row, none is taken for [`PAUSE`].
pub const MAX_WRONG_CODES: i16 = 5;
/// Longer than [`HALF_SIGN_IN`]: after too many wrong codes the password is asked for again.
pub const PAUSE: TimeDelta = TimeDelta::minutes(15);
/// How long somebody has for the code after the password.
pub const HALF_SIGN_IN: TimeDelta = TimeDelta::minutes(5);

/// Characters of a code of an app, all digits.
const APP_DIGITS: usize = 6;

/// How an account is signed in to, as its owner sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TwoStep {
    /// None: off.
    pub enabled_at: Option<DateTime<Utc>>,
    pub recovery_codes_left: i64,
    /// Whether nothing else is open to this person until they have a second step or a passkey.
    pub required: bool,
}

/// What an authenticator app is set up with. Shown until it is confirmed, and never again.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TwoStepSetup {
    /// Base32 (RFC 4648), as people type it into an app.
    pub secret: String,
    /// `otpauth://totp/…`, as apps read it.
    pub otpauth_uri: String,
    pub qr: QrPicture,
}

/// A QR code as the path of an SVG: one unit a module, with the quiet zone.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QrPicture {
    pub size: usize,
    pub path: String,
}

/// What somebody typed as the second step.
#[derive(PartialEq, Eq)]
pub enum Code {
    App(String),
    Recovery(String),
}

impl Code {
    /// Digits are an app's, anything else can only be a recovery code; spaces, hyphens and letter case do not count.
    pub fn read(typed: &str) -> Self {
        let code: String = typed.chars().filter(char::is_ascii_alphanumeric).take(100).collect();
        if code.len() == APP_DIGITS && code.bytes().all(|byte| byte.is_ascii_digit()) {
            Self::App(code)
        } else {
            Self::Recovery(code.to_ascii_uppercase())
        }
    }
}

/// Somebody whose password was right and whose code is awaited. It travels sealed; a new password ends it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HalfSignIn {
    pub user_id: UserId,
    /// A digest of the stored hash of the password that was given.
    pub password: String,
    pub expires_at: DateTime<Utc>,
}

/// `ABCD EFGH …`: how people read a long code.
pub fn grouped(code: &str, separator: &str) -> String {
    let characters: Vec<char> = code.chars().collect();
    let groups: Vec<String> = characters.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join(separator)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_as_people_type_them() {
        assert!(Code::read(" 123 456 ") == Code::App("123456".to_owned()));
        assert!(Code::read("abcd-efgh-2345-wxyz") == Code::Recovery("ABCDEFGH2345WXYZ".to_owned()));
        assert!(Code::read("1234567") == Code::Recovery("1234567".to_owned()));
        assert!(Code::read("") == Code::Recovery(String::new()));
    }

    #[test]
    fn long_codes_are_shown_in_groups() {
        assert_eq!(grouped("ABCDEFGHIJ", " "), "ABCD EFGH IJ");
    }
}
