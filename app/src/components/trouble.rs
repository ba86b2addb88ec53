//! A page that cannot be shown, and what to do about it.

use domain::error::{ClinicError, ErrorKind};
use leptos::prelude::*;

use crate::{layouts::Base, page, paths};

/// Instead of the page: absent, not for this person, or failed. Who is not signed in is asked to, and comes back to
/// `here`.
#[component]
pub fn Trouble(error: ClinicError, #[prop(into)] here: String) -> impl IntoView {
    if error.kind() == ErrorKind::Unauthenticated {
        page::go(&paths::login(Some(&here)));
    } else {
        page::status_of(&error);
    }
    let (title, advice) = match error.kind() {
        ErrorKind::NotFound => ("Page not found", "Check the address, or start from the search for a doctor."),
        ErrorKind::Forbidden => ("This page is not for your account", "Sign in with another account, or go back."),
        ErrorKind::Unauthenticated => ("Sign in to see this page", "It shows personal information."),
        ErrorKind::Invalid | ErrorKind::Conflict | ErrorKind::PreconditionFailed => {
            ("This cannot be shown", "Go back, or start from the search for a doctor.")
        }
        ErrorKind::RateLimited => ("Too many tries", "Wait a moment, then try again."),
        ErrorKind::Overloaded | ErrorKind::Internal => ("Something went wrong", "Please try again in a moment."),
    };
    view! {
        <Base title=title>
            <h1>{title}</h1>
            <p class="lead">{error.to_string()}</p>
            <p>{advice}</p>
            <p><a class="button" href=paths::DOCTORS>"Find a doctor"</a></p>
        </Base>
    }
}
