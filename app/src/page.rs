//! What a page asks of the request it answers, and tells of the answer.

use domain::{
    actor::Role,
    error::ClinicError,
    ids::{UserId, VisitTypeId},
    user::User,
};
use http::{HeaderValue, StatusCode, header};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

use crate::{
    backend,
    error::{AppError, status},
    flash::Flash,
    paths,
};

/// Who is signed in, if anybody.
pub fn user() -> Option<User> {
    backend::current_user()
}

/// Where somebody sees their appointments.
pub fn own_list() -> &'static str {
    if is_doctor() { paths::DOCTOR_DAY } else { paths::APPOINTMENTS }
}

/// Where somebody sees what a doctor offers: doctors their own, administrators everybody's.
pub fn visit_types_of(doctor: Option<UserId>) -> String {
    if is_doctor() {
        return paths::DOCTOR_VISIT_TYPES.to_owned();
    }
    paths::admin_visit_types(doctor.map(|id| id.to_string()).as_deref())
}

/// Where somebody sees the rules of a visit type.
pub fn visit_type(id: VisitTypeId) -> String {
    paths::one_of(if is_doctor() { paths::DOCTOR_VISIT_TYPES } else { paths::ADMIN_VISIT_TYPES }, id)
}

fn is_doctor() -> bool {
    user().is_some_and(|user| user.role == Role::Doctor)
}

/// What the last form left behind for this page.
pub fn flash() -> Option<Flash> {
    backend::flash()
}

/// Goes to another page instead.
pub fn go(path: &str) {
    leptos_axum::redirect(path);
}

/// Answers with the status that says what kind of error this is, and when to come back if it passes.
pub fn status_of(error: &ClinicError) {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(status(error.kind()));
        if let Some(seconds) = error.retry_after_seconds() {
            response.insert_header(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
    }
}

/// Answers a call that cannot be read.
pub fn malformed() {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(StatusCode::BAD_REQUEST);
    }
}

/// The answer of a use case, with the status that says what went wrong: of the call, or of the page it is asked for.
///
/// # Errors
/// The use case's.
pub fn answer<T>(result: Result<T, ClinicError>) -> Result<T, AppError> {
    result.map_err(|error| {
        status_of(&error);
        AppError::Clinic(error)
    })
}

/// For a page whose address holds a token: where one goes from here, nobody is told where one came from.
pub fn keep_address_to_ourselves() {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.insert_header(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    }
}
