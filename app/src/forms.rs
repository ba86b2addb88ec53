//! How a posted form answers: on to the next page, or back with what was typed.

use domain::{actor::Role, error::ClinicError};
use http::{HeaderValue, header};
use leptos::prelude::use_context;
use leptos_axum::{ResponseOptions, redirect};

use crate::{
    backend::{SignIn, backend},
    error::AppError,
    flash::Flash,
    page, paths,
};

/// Whether a browser posted this form, rather than a program calling the function.
fn from_a_page() -> bool {
    use_context::<http::request::Parts>().is_some_and(|parts| {
        parts
            .headers
            .get(header::ACCEPT)
            .and_then(|accept| accept.to_str().ok())
            .is_some_and(|accept| accept.contains("text/html"))
    })
}

/// Adds `Set-Cookie` values to the answer.
pub fn set_cookies(cookies: impl IntoIterator<Item = String>) {
    let Some(response) = use_context::<ResponseOptions>() else { return };
    for cookie in cookies {
        if let Ok(value) = HeaderValue::from_str(&cookie) {
            response.append_header(header::SET_COOKIE, value);
        }
    }
}

/// Signs in and goes on to `next`, or to what a person of that role starts with.
pub fn signed_in(signed_in: SignIn, next: Option<&str>) {
    set_cookies(signed_in.cookies);
    redirect(next.unwrap_or(match signed_in.user.role {
        Role::Doctor => paths::DOCTOR_DAY,
        Role::Patient => paths::APPOINTMENTS,
        Role::Receptionist | Role::Admin | Role::ApiToken => paths::HOME,
    }));
}

/// Goes on to `path`, with a sentence to show there.
pub fn done(path: &str, message: &str) {
    set_cookies([backend().seal(&Flash::Done { message: message.to_owned() })]);
    redirect(path);
}

/// Goes on to `path`, which answers what the form `form` asks.
pub fn asked(path: &str, form: &str, values: &[(&str, &str)]) {
    let values = values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    set_cookies([backend().seal(&Flash::Asked { form: form.to_owned(), values })]);
    redirect(path);
}

/// Goes on to `path`, where new recovery codes are shown.
pub fn recovery_codes(path: &str, codes: Vec<String>) {
    set_cookies([backend().seal(&Flash::RecoveryCodes { codes })]);
    redirect(path);
}

/// Goes on to `path`, where a new secret of another system is shown.
pub fn secret(path: &str, secret: String) {
    set_cookies([backend().seal(&Flash::Secret { secret })]);
    redirect(path);
}

/// The same, but for what is said about a field: a page may have other words for it than the API.
///
/// # Errors
/// The same.
pub fn in_its_words<T>(field: &str, words: &str, mut result: Result<T, ClinicError>) -> Result<T, ClinicError> {
    if let Err(ClinicError::Invalid { errors }) = &mut result {
        errors.iter_mut().filter(|error| error.field == field).for_each(|error| words.clone_into(&mut error.detail));
    }
    result
}

/// Names and values as [`answer`] takes them.
pub fn borrowed<N: AsRef<str>>(typed: &[(N, String)]) -> Vec<(&str, &str)> {
    typed.iter().map(|(name, value)| (name.as_ref(), value.as_str())).collect()
}

/// Goes on as `go_on` says, or back to the form `form` on the page `back_to`, with the error and what was `typed`.
///
/// # Errors
/// The use case's, to a program.
pub fn answer<T>(
    form: &str,
    back_to: &str,
    typed: &[(&str, &str)],
    result: Result<T, ClinicError>,
    go_on: impl FnOnce(T),
) -> Result<(), AppError> {
    match result {
        Ok(value) => {
            go_on(value);
            Ok(())
        }
        Err(error) => refused(form, back_to, typed, error),
    }
}

/// Sends a browser back to the page of the form, with the error and what was typed; answers a program with the error.
///
/// # Errors
/// The error itself, to a program.
pub fn refused(form: &str, back_to: &str, typed: &[(&str, &str)], error: ClinicError) -> Result<(), AppError> {
    if !from_a_page() {
        return page::answer(Err(error));
    }
    let values = typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    set_cookies([backend().seal(&Flash::Refused { form: form.to_owned(), values, error })]);
    redirect(back_to);
    Ok(())
}
