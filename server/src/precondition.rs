//! What a request expects to find (RFC 9110, sections 8.8.3 and 13.1): known to every use case without being handed through
//! all of them.

use std::{cell::Cell, future::Future};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use domain::error::ClinicError;
use serde::Serialize;
use sha2::{Digest, Sha256};
use tokio::task_local;

/// The strong entity tag of what the API tells: other bytes, another tag.
pub fn tag(told: &[u8]) -> String {
    let hash = Sha256::digest(told);
    format!("\"{}\"", BASE64.encode(&hash[..16]))
}

/// What `If-Match` or `If-None-Match` names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tags {
    /// `*`: whatever there is.
    Any,
    These(Vec<String>),
}

impl Tags {
    /// `*`, or tags in quotes with commas between them; none for anything else.
    pub fn read(header: &str) -> Option<Self> {
        let mut rest = header.trim();
        if rest == "*" {
            return Some(Self::Any);
        }
        let mut tags = Vec::new();
        // Between commas there may be nothing, also in the whole list (RFC 9110, section 5.6.1.2).
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix(',') {
                rest = after.trim_start();
                continue;
            }
            let opaque = rest.strip_prefix("W/").unwrap_or(rest).strip_prefix('"')?;
            let inside = opaque.find('"')?;
            if opaque[..inside].contains(|letter: char| letter.is_whitespace() || letter.is_control()) {
                return None;
            }
            let (tag, after) = rest.split_at(rest.len() - opaque.len() + inside + 1);
            tags.push(tag.to_owned());
            rest = after.trim_start();
            if !rest.is_empty() && !rest.starts_with(',') {
                return None;
            }
        }
        Some(Self::These(tags))
    }

    /// As `If-Match` compares: a weak tag is equal to none.
    fn strongly(&self, tag: &str) -> bool {
        match self {
            Self::Any => true,
            Self::These(tags) => tags.iter().any(|known| known == tag),
        }
    }

    /// As `If-None-Match` compares: weak or not is the same.
    pub fn weakly(&self, tag: &str) -> bool {
        match self {
            Self::Any => true,
            Self::These(tags) => tags.iter().any(|known| known.trim_start_matches("W/") == tag),
        }
    }
}

#[derive(Debug, Clone, Default)]
pub struct Precondition {
    pub if_match: Option<Tags>,
    pub if_none_match: Option<Tags>,
}

struct Pending {
    precondition: Precondition,
    met: Cell<bool>,
}

task_local! {
    static PENDING: Pending;
}

impl Precondition {
    pub fn is_empty(&self) -> bool {
        self.if_match.is_none() && self.if_none_match.is_none()
    }

    /// Whether what has this tag is what `If-Match` names.
    pub fn is_known(&self, tag: &str) -> bool {
        self.if_match.as_ref().is_none_or(|tags| tags.strongly(tag))
    }

    /// Does the work, which commits nothing before [`check`] has found what is expected.
    pub async fn scope<F: Future>(self, work: F) -> F::Output {
        let met = Cell::new(self.is_empty());
        PENDING.scope(Pending { precondition: self, met }, work).await
    }
}

/// Compares what there is, as the API tells it, with what the request expects. It is to be read under the lock of the change
/// itself: so that nobody changes it in between.
///
/// # Errors
/// [`ClinicError::PreconditionFailed`] where it is something else.
pub fn check(told: &impl Serialize) -> Result<(), ClinicError> {
    if is_met() {
        return Ok(());
    }
    let told = serde_json::to_vec(told).map_err(|_| ClinicError::Internal)?;
    PENDING.with(|Pending { precondition, met }| {
        let tag = tag(&told);
        let unknown = precondition.if_none_match.as_ref().is_none_or(|tags| !tags.weakly(&tag));
        met.set(precondition.is_known(&tag) && unknown);
    });
    if is_met() { Ok(()) } else { Err(ClinicError::PreconditionFailed) }
}

/// Whether everything the request expects has been found. Most expect nothing.
pub fn is_met() -> bool {
    PENDING.try_with(|pending| pending.met.get()).unwrap_or(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_a_star_or_a_list_of_tags() {
        let these = |tags: &[&str]| Some(Tags::These(tags.iter().map(|tag| (*tag).to_owned()).collect()));
        assert_eq!(Tags::read(" * "), Some(Tags::Any));
        assert_eq!(Tags::read(r#""a""#), these(&[r#""a""#]));
        assert_eq!(Tags::read(r#""a,b" ,W/"c", """#), these(&[r#""a,b""#, r#"W/"c""#, r#""""#]));
        assert_eq!(Tags::read(r#" , "a",, "b","#), these(&[r#""a""#, r#""b""#]));
        assert_eq!(Tags::read(""), these(&[]));
        for wrong in ["a", r#""a"#, r#"a""#, r#""a" "b""#, r#"*, "a""#, r#"w/"a""#, r#"W/ "a""#, r#""a b""#] {
            assert_eq!(Tags::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_weak_tag_matches_only_where_weak_is_enough() {
        let weak = Tags::read(r#"W/"a""#).expect("a tag");
        assert!(!weak.strongly(r#""a""#));
        assert!(weak.weakly(r#""a""#));
        assert!(!weak.weakly(r#""b""#));
    }
}
