//! Other sites whose scripts may call the API.

use std::{str::FromStr, sync::Arc};

use axum::http::HeaderValue;
use url::Url;

/// Origins such as `https://app.example`; none, unless told.
#[derive(Debug, Clone, Default)]
pub struct Origins(Arc<[String]>);

impl Origins {
    pub const ACCEPTS: &str = "origins such as https://app.example, with commas between";

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// As the `Origin` header has them.
    pub fn header_values(&self) -> Vec<HeaderValue> {
        self.iter().filter_map(|origin| HeaderValue::from_str(origin).ok()).collect()
    }
}

impl FromStr for Origins {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        Ok(Self(parts.map(origin).collect::<Option<_>>().ok_or(())?))
    }
}

/// Scheme, host and port alone (RFC 6454): a path would never match anything.
fn origin(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    let origin = url.origin().ascii_serialization();
    let web = matches!(url.scheme(), "http" | "https");
    (web && origin.eq_ignore_ascii_case(text.trim_end_matches('/'))).then_some(origin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_addresses_without_a_path() {
        let origins: Origins = "https://app.example, http://localhost:5173/".parse().unwrap();
        assert_eq!(origins.iter().collect::<Vec<_>>(), ["https://app.example", "http://localhost:5173"]);
        for wrong in ["*", "app.example", "https://app.example/path", "ftp://app.example", "null"] {
            assert!(wrong.parse::<Origins>().is_err(), "{wrong}");
        }
    }
}
