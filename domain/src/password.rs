//! What makes a password acceptable, after NIST SP 800-63B-4: length over composition.

use crate::{contact::Email, error::FieldError};

/// Shortest accepted password, in characters.
pub const MIN_CHARS: usize = 12;
/// Longest accepted password, in characters: bounds the work of hashing.
pub const MAX_CHARS: usize = 128;

/// A password somebody chose. It is never shown, logged or serialised.
pub struct NewPassword(String);

impl std::fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewPassword(…)")
    }
}

impl NewPassword {
    /// Accepts 12 to 128 characters of any kind that do not simply repeat and are not the e-mail address.
    ///
    /// # Errors
    /// `weak_password`, with what to change.
    pub fn parse(text: &str, email: Option<&Email>) -> Result<Self, FieldError> {
        let refuse = |detail: String| Err(FieldError::new("password", "weak_password", detail));
        let chars = text.chars().count();
        if chars < MIN_CHARS {
            return refuse(format!(
                "The password needs at least {MIN_CHARS} characters; three or four words are easy to remember."
            ));
        }
        if chars > MAX_CHARS {
            return refuse(format!("The password can have at most {MAX_CHARS} characters."));
        }
        let mut distinct: Vec<char> = text.chars().collect();
        distinct.sort_unstable();
        distinct.dedup();
        if distinct.len() < 4 {
            return refuse("The password repeats a few characters; use different ones.".to_owned());
        }
        if email.is_some_and(|email| email.as_str().eq_ignore_ascii_case(text.trim())) {
            return refuse("The password cannot be your e-mail address.".to_owned());
        }
        Ok(Self(text.to_owned()))
    }

    pub fn expose(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_counts_and_composition_does_not() {
        assert!(NewPassword::parse("correct horse battery", None).is_ok());
        assert!(NewPassword::parse("SecurePass123", None).is_ok());
        assert!(NewPassword::parse("Str0ng!Pass123", None).is_ok());
        assert!(NewPassword::parse("securepassword123", None).is_ok());
        assert!(NewPassword::parse("short", None).is_err());
        assert!(NewPassword::parse("aaaaaaaaaaaaaaaa", None).is_err());
        assert!(NewPassword::parse(&"ab3d".repeat(33), None).is_err());
        let email = Email::parse("somebody@example.com").unwrap();
        assert!(NewPassword::parse("Somebody@Example.com", Some(&email)).is_err());
    }
}
