//! How a person is named and reached. Each type is made by `parse` alone.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{error::FieldError, text};

macro_rules! value {
    ($($name:ident),+) => {$(
        impl $name {
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

value!(Email, PersonName, Phone);

/// An e-mail address, in lower case: two addresses that differ in case are one account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Email(String);

impl Email {
    /// Accepts `local@domain.tld`, at most 254 characters (RFC 5321), without spaces.
    ///
    /// # Errors
    /// `invalid_email`.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        let refuse = || FieldError::new("email", "invalid_email", "Enter an e-mail address like name@example.com.");
        let email = text.trim().to_lowercase();
        let (local, domain) = email.rsplit_once('@').ok_or_else(refuse)?;
        let domain_ok = domain.contains('.')
            && domain.split('.').all(|label| {
                !label.is_empty()
                    && !label.starts_with('-')
                    && !label.ends_with('-')
                    && label.chars().all(|c| c.is_alphanumeric() || c == '-')
            });
        let local_ok = !local.is_empty()
            && local.len() <= 64
            && !local.chars().any(|c| c.is_whitespace() || c.is_control() || "@,;:<>()[]\"\\".contains(c));
        if domain_ok && local_ok && email.len() <= 254 { Ok(Self(email)) } else { Err(refuse()) }
    }
}

/// A person's full name, as they write it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonName(String);

impl PersonName {
    /// Accepts 1 to 200 characters of any script.
    ///
    /// # Errors
    /// `required`, `too_long` or `control_character`.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        let name = text::clean("full_name", "The name", text, 200, false)?;
        if name.is_empty() {
            return Err(FieldError::new("full_name", "required", "Enter the full name."));
        }
        Ok(Self(name))
    }
}

/// A telephone number, as typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phone(String);

impl Phone {
    /// Accepts 5 to 20 digits with an optional leading `+`, spaces and the usual punctuation. Empty means none.
    ///
    /// # Errors
    /// `invalid_phone`.
    pub fn parse(text: &str) -> Result<Option<Self>, FieldError> {
        let phone = text.trim();
        if phone.is_empty() {
            return Ok(None);
        }
        let digits = phone.chars().filter(char::is_ascii_digit).count();
        let punctuation = phone.chars().all(|c| c.is_ascii_digit() || " +-()./".contains(c));
        if (5..=20).contains(&digits) && punctuation && phone.len() <= 40 {
            Ok(Some(Self(phone.to_owned())))
        } else {
            Err(FieldError::new("phone", "invalid_phone", "Enter a telephone number like +44 20 7946 0000."))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn email_addresses_are_read_as_people_write_them() {
        assert_eq!(Email::parse(" John@Example.COM ").unwrap().as_str(), "john@example.com");
        for wrong in ["", "a", "@b.c", "a@b", "a b@c.de", "a@b..c", "a@-b.c", "a\0@b.cd", "a@b@"] {
            assert!(Email::parse(wrong).is_err(), "{wrong:?} was accepted");
        }
    }

    #[test]
    fn names_may_be_of_any_script_but_not_endless() {
        assert!(PersonName::parse("José Ñandú 王").is_ok());
        assert_eq!(PersonName::parse("   ").unwrap_err().code, "required");
        assert_eq!(PersonName::parse(&"x".repeat(10_000)).unwrap_err().code, "too_long");
    }

    #[test]
    fn a_phone_number_may_be_left_out() {
        assert_eq!(Phone::parse("  ").unwrap(), None);
        assert!(Phone::parse("+1234567890").unwrap().is_some());
        assert!(Phone::parse("call me").is_err());
    }
}
