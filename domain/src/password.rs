//! What makes a password acceptable, after NIST SP 800-63B-4: length over composition.
//!
//! A password is brought into one form before it is measured, hashed or compared: characters that can be written in two
//! ways (an accent apart from its letter) depend on the keyboard, not on the person. The form is that of RFC 8265's
//! `OpaqueString`: every kind of space is the plain one, then NFC. Not NFKC, which would make different passwords equal.

use unicode_normalization::UnicodeNormalization;

use crate::error::FieldError;

/// Shortest accepted password, in characters after normalisation.
pub const MIN_CHARS: usize = 12;
/// Longest accepted password, in characters after normalisation: bounds the work of hashing.
pub const MAX_CHARS: usize = 128;
/// Fewest different characters.
const MIN_DISTINCT: usize = 4;
/// How much of a password must be something else than what everybody knows about its owner, in characters.
const MIN_UNKNOWN_CHARS: usize = 8;
/// Shorter words are found in any sentence.
const MIN_WORD_CHARS: usize = 3;
const SERVICE: &str = "praxis";

/// Whether many people have this password. It is asked in lower case.
pub type IsCommon<'a> = &'a dyn Fn(&str) -> bool;

/// A password somebody chose, normalised. It is never shown, logged or serialised.
pub struct NewPassword(String);

impl std::fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewPassword(…)")
    }
}

impl NewPassword {
    /// Accepts 12 to 128 characters of any kind that neither repeat themselves nor are common, nor made of what
    /// everybody knows: the service's name and `known`, the owner's name and e-mail address.
    ///
    /// # Errors
    /// `weak_password`, with what to change, for the field `password`.
    pub fn parse(text: &str, known: &[&str], is_common: IsCommon<'_>) -> Result<Self, FieldError> {
        let password = normalised(text);
        match problem(&password, known, is_common) {
            Some(detail) => Err(FieldError::new("password", "weak_password", detail)),
            None => Ok(Self(password)),
        }
    }

    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// The one form of a password that is measured, hashed and compared.
pub fn normalised(text: &str) -> String {
    let plain_space = |c: char| if c.is_whitespace() && !c.is_control() { ' ' } else { c };
    text.chars().map(plain_space).nfc().collect()
}

fn problem(password: &str, known: &[&str], is_common: IsCommon<'_>) -> Option<String> {
    let chars = password.chars().count();
    if chars < MIN_CHARS {
        return Some(format!(
            "The password needs at least {MIN_CHARS} characters; three or four words are easy to remember."
        ));
    }
    if chars > MAX_CHARS {
        return Some(format!("The password can have at most {MAX_CHARS} characters."));
    }
    if repeats(password) {
        return Some("The password repeats itself; use different words or characters.".to_owned());
    }
    let password = password.to_lowercase();
    if is_common(&password) {
        return Some("Many people have this password, so it is easy to guess; choose another one.".to_owned());
    }
    if !is_unknown(&password, known) {
        return Some(format!(
            "The password needs at least {MIN_UNKNOWN_CHARS} characters besides your name, your e-mail address and the \
             name Praxis."
        ));
    }
    None
}

/// A few characters over and over, or something too short said again.
fn repeats(password: &str) -> bool {
    let chars: Vec<char> = password.chars().collect();
    let again = |length: usize| chars.chunks(length).all(|piece| piece == &chars[..length]);
    let said_again = (1..MIN_CHARS.min(chars.len())).any(|length| chars.len().is_multiple_of(length) && again(length));
    said_again || distinct(password) < MIN_DISTINCT
}

fn distinct(text: &str) -> usize {
    let mut chars: Vec<char> = text.chars().collect();
    chars.sort_unstable();
    chars.dedup();
    chars.len()
}

/// Whether enough is left of a password without the words that are known. One that holds none of them is left alone.
fn is_unknown(password: &str, known: &[&str]) -> bool {
    let known = normalised(&known.join(" ")).to_lowercase();
    let mut words: Vec<&str> =
        known.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() >= MIN_WORD_CHARS).collect();
    words.push(SERVICE);
    // The longest first: `johnson` is not to be cut down to `son`.
    words.sort_unstable_by_key(|word| std::cmp::Reverse(word.len()));
    let mut rest = password.to_owned();
    for word in words {
        if rest.contains(word) {
            rest = rest.replace(word, " ");
        }
    }
    rest == password || rest.chars().filter(|c| !c.is_whitespace()).count() >= MIN_UNKNOWN_CHARS
}

/// How a password looks while it is typed. Only [`NewPassword::parse`] decides, as it knows more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strength {
    TooShort { chars: usize },
    TooLong,
    Repeats,
    Fair,
    Good,
    Strong,
}

impl Strength {
    /// Judges a normalised password by its length, and by how many different characters it has.
    pub fn of(password: &str) -> Self {
        let chars = password.chars().count();
        if chars < MIN_CHARS {
            return Self::TooShort { chars };
        }
        if chars > MAX_CHARS {
            return Self::TooLong;
        }
        if repeats(password) {
            return Self::Repeats;
        }
        // Two of each make a long password no better than a shorter one.
        match chars.min(2 * distinct(password)) {
            ..15 => Self::Fair,
            15..20 => Self::Good,
            20.. => Self::Strong,
        }
    }

    /// From 0, not acceptable, to 3.
    pub fn level(self) -> u8 {
        match self {
            Self::TooShort { .. } | Self::TooLong | Self::Repeats => 0,
            Self::Fair => 1,
            Self::Good => 2,
            Self::Strong => 3,
        }
    }
}

impl std::fmt::Display for Strength {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::TooShort { chars } => write!(f, "Too short ({chars} of {MIN_CHARS})"),
            Self::TooLong => write!(f, "Too long (at most {MAX_CHARS})"),
            Self::Repeats => f.write_str("Repeats itself"),
            Self::Fair => f.write_str("Could be longer"),
            Self::Good => f.write_str("Good"),
            Self::Strong => f.write_str("Strong"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_common(password: &str) -> bool {
        password == "unbelievable"
    }

    fn accepts(text: &str, known: &[&str]) -> bool {
        NewPassword::parse(text, known, &is_common).is_ok()
    }

    #[test]
    fn length_counts_and_composition_does_not() {
        for text in ["correct horse battery", "securepassword123", "🦊🌧️ schläft im Gebüsch", "пароль из слов"]
        {
            assert!(accepts(text, &[]), "{text}");
        }
        assert!(!accepts("short", &[]));
        assert!(!accepts("elevenchars", &[]));
        let long: String = ('!'..).take(MAX_CHARS).collect();
        assert!(accepts(&long, &[]));
        assert!(!accepts(&format!("{long}x"), &[]));
    }

    #[test]
    fn passwords_of_the_documents_are_accepted_with_the_people_who_have_them() {
        for (password, name, email) in [
            ("SecurePass123", "John Doe", "john@example.com"),
            ("Str0ng!Pass123", "Dr Jane Smith", "jane@example.com"),
            ("securepassword123", "Dr. John Smith", "doctor@example.com"),
            ("demo-Praxis-2026", "Sam Keller", "admin@praxis.example"),
        ] {
            assert!(accepts(password, &[name, email]), "{password}");
        }
    }

    #[test]
    fn characters_count_once_however_they_are_written() {
        // ö as one character, and as o with its dots apart.
        let composed = NewPassword::parse("sch\u{f6}ne gr\u{fc}\u{df}e", &[], &is_common).unwrap();
        let apart = NewPassword::parse("scho\u{308}ne gru\u{308}\u{df}e", &[], &is_common).unwrap();
        assert_eq!(composed.expose(), apart.expose());
        assert!(!accepts("o\u{308}a\u{308}u\u{308}e\u{301}e\u{300}n\u{303}", &[]), "six characters, not twelve");
        // The space that a keyboard gives with the option key held.
        assert_eq!(normalised("a\u{a0}b\u{3000}c"), "a b c");
        assert_ne!(normalised("ﬁne"), normalised("fine"));
    }

    #[test]
    fn what_repeats_itself_is_as_short_as_what_it_repeats() {
        for text in ["aaaaaaaaaaaaaaaa", "abcdabcdabcd", "passwordpassword", "aabbaabbccaabb"] {
            assert!(!accepts(text, &[]), "{text}");
        }
        assert!(accepts("never again never", &[]));
    }

    #[test]
    fn common_passwords_are_refused_whatever_their_case() {
        assert!(!accepts("unbelievable", &[]));
        assert!(!accepts("UnBelievable", &[]));
        assert!(accepts("unbelievable!", &[]));
    }

    #[test]
    fn what_everybody_knows_makes_no_password() {
        let john = ["John Doe", "john.doe1@example.com"];
        for text in ["John.Doe@Example.com", "johndoe123456", "Praxis123456", "john-doe-praxis", "doe1 doe1 doe1!"] {
            assert!(!accepts(text, &john), "{text}");
        }
        let jose = ["José Ñandú", "jose@example.com"];
        assert!(!accepts("Jose\u{301}N\u{303}andu\u{301}2026", &jose));
    }

    #[test]
    fn a_passphrase_may_hold_a_name() {
        let ann = ["Ann Lee", "ann.lee@example.com"];
        for text in ["annual plan!", "green apples fleet", "my cannon sleeps", "praxis door blue 9"] {
            assert!(accepts(text, &ann), "{text}");
        }
    }

    #[test]
    fn strength_is_length_and_variety() {
        for (text, said, level) in [
            ("", "Too short (0 of 12)", 0),
            ("hunter22", "Too short (8 of 12)", 0),
            ("aaaaaaaaaaaaaaaa", "Repeats itself", 0),
            ("SecurePass123", "Could be longer", 1),
            ("SecurePass1234567", "Good", 2),
            ("correct horse battery", "Strong", 3),
            ("abcdeabcdeabcdeabcdex", "Could be longer", 1),
        ] {
            let strength = Strength::of(text);
            assert_eq!((strength.to_string().as_str(), strength.level()), (said, level), "{text}");
        }
        assert_eq!(Strength::of(&"abcdefghijkl".repeat(11)), Strength::TooLong);
    }
}
