//! Text as people type it, made safe to store and to show.

use crate::error::FieldError;

/// Trims, and refuses what is too long or holds control characters.
///
/// Line breaks are kept where `multiline`. NUL never passes: PostgreSQL cannot store it.
///
/// # Errors
/// `too_long` or `control_character`, for `field`.
pub fn clean(field: &str, label: &str, text: &str, max_chars: usize, multiline: bool) -> Result<String, FieldError> {
    let text = text.trim();
    let allowed = |c: char| !c.is_control() || (multiline && matches!(c, '\n' | '\r' | '\t'));
    if !text.chars().all(allowed) {
        return Err(FieldError::new(
            field,
            "control_character",
            format!("{label} holds characters that cannot be shown."),
        ));
    }
    if text.chars().count() > max_chars {
        return Err(FieldError::new(field, "too_long", format!("{label} can have at most {max_chars} characters.")));
    }
    Ok(text.to_owned())
}

/// Like [`clean`], for a field that may be left empty.
///
/// # Errors
/// As [`clean`].
pub fn optional(field: &str, label: &str, text: Option<&str>, max_chars: usize) -> Result<Option<String>, FieldError> {
    let Some(text) = text else { return Ok(None) };
    let text = clean(field, label, text, max_chars, true)?;
    Ok(Some(text).filter(|text| !text.is_empty()))
}

/// Like [`clean`], for one line that has to be there.
///
/// # Errors
/// `required`, and as [`clean`].
pub fn required(field: &str, label: &str, text: &str, max_chars: usize) -> Result<String, FieldError> {
    let text = clean(field, label, text, max_chars, false)?;
    if text.is_empty() {
        return Err(FieldError::new(field, "required", format!("{label} is missing.")));
    }
    Ok(text)
}

/// A name as part of an address: lower-case ASCII letters, digits and single hyphens.
pub fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for c in text.chars().flat_map(fold) {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}

/// A name as part of an address that is not in use yet: namesakes get a number.
pub fn free_slug(text: &str, used: &[String]) -> String {
    let slug = slug(text);
    let numbered = (2_u32..).map(|number| format!("{slug}-{number}"));
    std::iter::once(slug.clone()).chain(numbered).find(|candidate| !used.contains(candidate)).unwrap_or(slug)
}

/// The plain letters people type for the accented ones of European names.
fn fold(c: char) -> Vec<char> {
    let plain = match c {
        'à'..='å' | 'À'..='Å' => "a",
        'æ' | 'Æ' => "ae",
        'ç' | 'Ç' | 'č' | 'Č' | 'ć' | 'Ć' => "c",
        'è'..='ë' | 'È'..='Ë' | 'ě' | 'ę' => "e",
        'ì'..='ï' | 'Ì'..='Ï' => "i",
        'ñ' | 'Ñ' | 'ń' => "n",
        'ò'..='ö' | 'Ò'..='Ö' | 'ø' | 'Ø' => "o",
        'ù'..='ü' | 'Ù'..='Ü' | 'ů' => "u",
        'ý' | 'ÿ' | 'Ý' => "y",
        'ß' => "ss",
        'š' | 'Š' | 'ś' => "s",
        'ž' | 'Ž' | 'ż' | 'ź' => "z",
        'ł' | 'Ł' => "l",
        '\'' | '’' | '.' => "",
        other => return vec![other],
    };
    plain.chars().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_plain() {
        assert_eq!(slug("Dr. Zoë O’Brien-Łukasz"), "dr-zoe-obrien-lukasz");
        assert_eq!(slug("  --  "), "");
    }

    #[test]
    fn nul_and_overlong_text_are_refused_with_a_reason() {
        assert_eq!(clean("reason", "The reason", "a\0b", 10, true).unwrap_err().code, "control_character");
        assert_eq!(clean("reason", "The reason", "abcdef", 5, true).unwrap_err().code, "too_long");
        assert_eq!(clean("reason", "The reason", " a\nb ", 5, true).unwrap(), "a\nb");
        assert!(clean("name", "The name", "a\nb", 5, false).is_err());
    }
}
