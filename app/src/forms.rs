//! How a posted form answers: on to the next page, or back with what was typed.

use domain::error::ClinicError;
use http::{HeaderValue, header};
use leptos::prelude::use_context;
use leptos_axum::{ResponseOptions, redirect};

use crate::{backend::backend, error::AppError, flash::Flash};

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

/// Goes on to `path`, with a sentence to show there.
pub fn done(path: &str, message: &str) {
    set_cookies([backend().seal(&Flash::Done { message: message.to_owned() })]);
    redirect(path);
}

/// Sends a browser back to the page of the form, with the error and what was typed; answers a program with the error.
///
/// # Errors
/// The error itself, to a program.
pub fn refused(form: &str, back_to: &str, values: &[(&str, &str)], error: ClinicError) -> Result<(), AppError> {
    if !from_a_page() {
        return Err(error.into());
    }
    let values = values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    set_cookies([backend().seal(&Flash::Refused { form: form.to_owned(), values, error })]);
    redirect(back_to);
    Ok(())
}
