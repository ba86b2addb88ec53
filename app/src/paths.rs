//! Every address of the site, written once.

use domain::ids::AppointmentId;

pub const HOME: &str = "/";
pub const DOCTORS: &str = "/doctors";
pub const LOGIN: &str = "/login";
pub const REGISTER: &str = "/register";
pub const APPOINTMENTS: &str = "/appointments";
pub const DOCTOR_DAY: &str = "/doctor";
pub const DOCTOR_HOURS: &str = "/doctor/hours";

/// A doctor's page, at a kind of visit and a first day where they are given.
pub fn doctor(slug: &str, visit_type: Option<&str>, from: Option<&str>) -> String {
    with_query(&format!("/doctors/{}", encode(slug)), &[("visit_type", visit_type), ("from", from)])
}

/// Booking one time; `start` is RFC 3339.
pub fn book(slug: &str, start: &str, visit_type: Option<&str>) -> String {
    with_query(&format!("/book/{}", encode(slug)), &[("start", Some(start)), ("visit_type", visit_type)])
}

pub fn booked(id: AppointmentId) -> String {
    format!("/book/confirmed/{id}")
}

pub fn cancel(id: AppointmentId) -> String {
    format!("{APPOINTMENTS}/{id}/cancel")
}

pub fn login(next: Option<&str>) -> String {
    with_query(LOGIN, &[("next", next)])
}

pub fn register(next: Option<&str>) -> String {
    with_query(REGISTER, &[("next", next)])
}

/// The doctor's own hours, at one of their locations.
pub fn doctor_hours(location: Option<&str>) -> String {
    with_query(DOCTOR_HOURS, &[("location", location)])
}

/// Results for these filters.
pub fn doctors(filters: &[(&str, Option<&str>)]) -> String {
    with_query(DOCTORS, filters)
}

/// Where to go after a form: a page of this site, or nothing.
///
/// Browsers read `//host` and `/\host` as another site.
pub fn local(next: &str) -> Option<&str> {
    let local = next.starts_with('/') && !next.starts_with("//") && !next.starts_with("/\\");
    (local && !next.chars().any(char::is_control)).then_some(next)
}

fn with_query(path: &str, parameters: &[(&str, Option<&str>)]) -> String {
    let given = parameters.iter().filter_map(|(name, value)| value.filter(|value| !value.is_empty()).map(|value| (name, value)));
    let query: Vec<String> = given.map(|(name, value)| format!("{name}={}", encode(value))).collect();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
}

/// Percent-encoding of everything but the unreserved characters (RFC 3986, section 2.3).
fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            for digit in [byte >> 4, byte & 15] {
                encoded.push(char::from(b"0123456789ABCDEF"[usize::from(digit)]));
            }
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_this_site_are_gone_to() {
        assert_eq!(local("/book/x?start=1"), Some("/book/x?start=1"));
        for elsewhere in ["", "https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/\n/x"] {
            assert_eq!(local(elsewhere), None, "{elsewhere:?}");
        }
    }

    #[test]
    fn values_of_a_query_are_encoded() {
        assert_eq!(book("zoë", "2026-03-03T11:00:00Z", None), "/book/zo%C3%AB?start=2026-03-03T11%3A00%3A00Z");
        assert_eq!(login(None), "/login");
    }
}
