//! Every address of the site, written once.

use std::fmt::Display;

use domain::ids::{AppointmentId, UserId};
use url::{Position, Url};

pub const HOME: &str = "/";
pub const DOCTORS: &str = "/doctors";
pub const LOGIN: &str = "/login";
pub const REGISTER: &str = "/register";
pub const FORGOT_PASSWORD: &str = "/forgot-password";
pub const RESET_PASSWORD: &str = "/reset-password";
pub const VERIFY_EMAIL: &str = "/verify-email";
pub const DEV_MAIL: &str = "/dev/mail";
pub const PROBLEMS: &str = "/problems";
pub const ACCOUNT: &str = "/account";
pub const API_DOCS: &str = "/docs";
pub const EXPORT: &str = "/api/v1/users/me/export";
pub const PASSKEYS: &str = "/account/passkeys";
pub const TWO_STEP: &str = "/account/two-step";
pub const APPOINTMENTS: &str = "/appointments";
pub const WAITLIST_OFFER: &str = "/waitlist/offer";
pub const ADMIN: &str = "/admin";
pub const ADMIN_USERS: &str = "/admin/users";
pub const ADMIN_DOCTORS: &str = "/admin/doctors";
pub const ADMIN_NEW_DOCTOR: &str = "/admin/doctors/new";
pub const ADMIN_PATIENTS: &str = "/admin/patients";
pub const ADMIN_NEW_PATIENT: &str = "/admin/patients/new";
pub const ADMIN_SPECIALTIES: &str = "/admin/specialties";
pub const ADMIN_LOCATIONS: &str = "/admin/locations";
pub const ADMIN_NEW_LOCATION: &str = "/admin/locations/new";
pub const ADMIN_DEPARTMENTS: &str = "/admin/departments";
pub const ADMIN_VISIT_TYPES: &str = "/admin/visit-types";
pub const ADMIN_API_TOKENS: &str = "/admin/api-tokens";
pub const ADMIN_WEBHOOKS: &str = "/admin/webhooks";
pub const ADMIN_AUDIT: &str = "/admin/audit";
pub const DOCTOR_DAY: &str = "/doctor";
pub const DOCTOR_HOURS: &str = "/doctor/hours";
pub const DOCTOR_TIME_OFF: &str = "/doctor/time-off";
pub const DOCTOR_VISIT_TYPES: &str = "/doctor/visit-types";

/// A doctor's page, at a kind of visit and a first day where they are given.
pub fn doctor(slug: &str, visit_type: Option<&str>, from: Option<&str>) -> String {
    address(&["doctors", slug], &[("visit_type", visit_type), ("from", from)])
}

/// Booking one time; `start` is RFC 3339.
pub fn book(slug: &str, start: &str, visit_type: Option<&str>) -> String {
    address(&["book", slug], &[("start", Some(start)), ("visit_type", visit_type)])
}

/// The doctor, start and kind of visit that an address of [`book`] names; nothing for any other address.
pub fn booking(path: &str) -> Option<(String, String, Option<String>)> {
    let url = site().join(path).ok()?;
    let mut segments = url.path_segments()?;
    let (Some("book"), Some(slug), None) = (segments.next(), segments.next(), segments.next()) else { return None };
    let value = |name: &str| url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    Some((slug.to_owned(), value("start")?, value("visit_type")))
}

pub fn booked(id: AppointmentId) -> String {
    format!("/book/confirmed/{id}")
}

/// Moving an appointment: to `start` (RFC 3339), or to a time still to be chosen, from a first day on.
pub fn move_appointment(id: AppointmentId, start: Option<&str>, from: Option<&str>) -> String {
    address(&["appointments", &id.to_string(), "move"], &[("start", start), ("from", from)])
}

/// Where a time leads that somebody chose, to book it or to move an appointment to it.
pub fn choose(slug: &str, start: &str, visit_type: Option<&str>, moving: Option<AppointmentId>) -> String {
    match moving {
        None => book(slug, start, visit_type),
        Some(id) => move_appointment(id, Some(start), None),
    }
}

/// The free times from a first day on, to book or to move an appointment to.
pub fn week(slug: &str, visit_type: Option<&str>, from: &str, moving: Option<AppointmentId>) -> String {
    match moving {
        None => doctor(slug, visit_type, Some(from)),
        Some(id) => move_appointment(id, None, Some(from)),
    }
}

/// Where changes of free times are told, from a first day up to, not including, a last one.
pub fn live(slug: &str, visit_type: Option<&str>, from: &str, to: &str) -> String {
    let parameters = [("visit_type", visit_type), ("from", Some(from)), ("to", Some(to))];
    address(&["api", "v1", "doctors", slug, "slots", "live"], &parameters)
}

/// Asking for an earlier time than an appointment's.
pub fn ask_for_earlier(id: AppointmentId) -> String {
    address(&["waitlist", "new"], &[("appointment", Some(&id.to_string()))])
}

/// Asking for any time of a doctor.
pub fn ask_for_a_time(slug: &str, visit_type: Option<&str>) -> String {
    address(&["waitlist", "new"], &[("doctor", Some(slug)), ("visit_type", visit_type)])
}

/// The offer that the token of a mail is for.
pub fn waitlist_offer(token: &str) -> String {
    address(&["waitlist", "offer"], &[("token", Some(token))])
}

/// The appointment as a file for calendars.
pub fn calendar_file(id: AppointmentId) -> String {
    format!("/api/v1/appointments/{id}/calendar.ics")
}

pub fn cancel(id: AppointmentId) -> String {
    format!("{APPOINTMENTS}/{id}/cancel")
}

pub fn login(next: Option<&str>) -> String {
    address(&["login"], &[("next", next)])
}

/// The code after the password.
pub fn login_two_step(next: Option<&str>) -> String {
    address(&["login", "two-step"], &[("next", next)])
}

pub fn register(next: Option<&str>) -> String {
    address(&["register"], &[("next", next)])
}

/// Choosing a new password with the token of a mail.
pub fn reset_password(token: &str) -> String {
    address(&["reset-password"], &[("token", Some(token))])
}

/// Confirming an address with the token of a mail.
pub fn verify_email(token: &str) -> String {
    address(&["verify-email"], &[("token", Some(token))])
}

/// One mail of the development mailbox.
pub fn dev_mail(id: i64) -> String {
    format!("{DEV_MAIL}/{id}")
}

/// The practice in numbers, on some days, where they are given; `page` goes on with doctors after a cursor.
pub fn admin(from: Option<&str>, to: Option<&str>, by: Option<&str>, page: Option<&str>) -> String {
    address(&["admin"], &[("from", from), ("to", to), ("by", by), ("page", page)])
}

/// One of those that a page lists.
pub fn one_of(list: &str, id: impl Display) -> String {
    format!("{list}/{id}")
}

/// What a doctor, by id or slug, offers, for administrators.
pub fn admin_visit_types(doctor: Option<&str>) -> String {
    address(&["admin", "visit-types"], &[("doctor", doctor)])
}

/// Those among whom administrators look for the doctor they mean; `page` goes on after a cursor.
pub fn admin_visit_types_search(q: Option<&str>, page: Option<&str>) -> String {
    address(&["admin", "visit-types"], &[("q", q), ("page", page)])
}

/// The accounts these filters leave; `page` goes on after a cursor.
pub fn admin_users(role: Option<&str>, standing: Option<&str>, page: Option<&str>) -> String {
    address(&["admin", "users"], &[("role", role), ("standing", standing), ("page", page)])
}

pub fn admin_user(id: UserId) -> String {
    format!("{ADMIN_USERS}/{id}")
}

pub fn admin_doctor(id: UserId) -> String {
    format!("{ADMIN_DOCTORS}/{id}")
}

pub fn admin_patient(id: UserId) -> String {
    format!("{ADMIN_PATIENTS}/{id}")
}

/// The same page of the administrator's, after a cursor.
pub fn later(page: &str, cursor: &str) -> String {
    address(&page.split('/').skip(1).collect::<Vec<_>>(), &[("page", Some(cursor))])
}

/// The lines of the audit log that these filters leave.
pub fn admin_audit(filters: &[(&str, Option<&str>)]) -> String {
    address(&["admin", "audit"], filters)
}

/// What a code of the API's problems means.
pub fn problem(code: &str) -> String {
    address(&["problems", code], &[])
}

/// The doctor's own hours, at one of their locations.
pub fn doctor_hours(location: Option<&str>) -> String {
    address(&["doctor", "hours"], &[("location", location)])
}

/// The same, for hours that differ from week to week.
pub fn alternating_hours(location: Option<&str>) -> String {
    address(&["doctor", "hours"], &[("location", location), ("weeks", Some("2"))])
}

/// Results for these filters.
pub fn doctors(filters: &[(&str, Option<&str>)]) -> String {
    address(&["doctors"], filters)
}

/// Where to go after a form: a page of this site, or nothing.
pub fn local(next: &str) -> Option<&str> {
    // As a browser reads it: `//host` and `/\host` are other sites.
    let read = site().join(next).ok()?;
    let local = next.starts_with('/') && read.origin() == site().origin() && !next.chars().any(char::is_control);
    local.then_some(next)
}

/// What relative addresses are relative to; the name itself is never shown.
fn site() -> Url {
    Url::parse("http://praxis.invalid").expect("this is an address")
}

/// Path and query, encoded; parameters that are absent or empty are left out.
fn address(segments: &[&str], parameters: &[(&str, Option<&str>)]) -> String {
    let mut url = site();
    if let Ok(mut path) = url.path_segments_mut() {
        path.extend(segments);
    }
    for (name, value) in parameters {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            url.query_pairs_mut().append_pair(name, value);
        }
    }
    url[Position::BeforePath..].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_this_site_are_gone_to() {
        assert_eq!(local("/book/x?start=1"), Some("/book/x?start=1"));
        for elsewhere in
            ["", "https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/\n/x"]
        {
            assert_eq!(local(elsewhere), None, "{elsewhere:?}");
        }
    }

    #[test]
    fn values_of_a_query_are_encoded() {
        assert_eq!(book("zoë", "2026-03-03T11:00:00Z", None), "/book/zo%C3%AB?start=2026-03-03T11%3A00%3A00Z");
        assert_eq!(login(None), "/login");
        assert_eq!(doctor("a/../b?c", None, None), "/doctors/a%2F..%2Fb%3Fc");
    }

    #[test]
    fn the_address_of_a_booking_is_read_back() {
        let address = book("amara-osei", "2026-03-03T11:00:00+01:00", Some("follow-up"));
        let read = ("amara-osei".to_owned(), "2026-03-03T11:00:00+01:00".to_owned(), Some("follow-up".to_owned()));
        assert_eq!(booking(&address), Some(read));
        for other in ["/book/confirmed/1", "/doctors", "/book/amara-osei", "//evil.example/"] {
            assert_eq!(booking(other), None, "{other}");
        }
    }
}
