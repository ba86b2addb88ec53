//! What a page asks of the request it answers, and tells of the answer. In the browser there is no request: nothing.

use domain::{error::{ClinicError, ErrorKind}, user::User};

use crate::flash::Flash;

/// Who is signed in, if anybody.
pub fn user() -> Option<User> {
    #[cfg(feature = "ssr")]
    return crate::backend::current_user();
    #[cfg(not(feature = "ssr"))]
    None
}

/// What the last form left behind for this page.
pub fn flash() -> Option<Flash> {
    #[cfg(feature = "ssr")]
    return crate::backend::flash();
    #[cfg(not(feature = "ssr"))]
    None
}

/// Goes to another page instead.
pub fn go(path: &str) {
    #[cfg(feature = "ssr")]
    leptos_axum::redirect(path);
    #[cfg(not(feature = "ssr"))]
    let _ = path;
}

/// Answers with the status that says what kind of error this is.
pub fn status_of(error: &ClinicError) {
    let status: u16 = match error.kind() {
        ErrorKind::Invalid => 422,
        ErrorKind::Unauthenticated => 401,
        ErrorKind::Forbidden => 403,
        ErrorKind::NotFound => 404,
        ErrorKind::Conflict => 409,
        ErrorKind::Overloaded => 503,
        ErrorKind::Internal => 500,
    };
    #[cfg(feature = "ssr")]
    if let (Some(response), Ok(status)) =
        (leptos::prelude::use_context::<leptos_axum::ResponseOptions>(), http::StatusCode::from_u16(status))
    {
        response.set_status(status);
    }
    #[cfg(not(feature = "ssr"))]
    let _ = status;
}
