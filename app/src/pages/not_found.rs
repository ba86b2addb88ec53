//! Anything else.

use domain::error::ClinicError;
use leptos::prelude::*;

use crate::components::Trouble;

#[component]
pub fn NotFoundPage() -> impl IntoView {
    view! { <Trouble error=ClinicError::not_found("page") here="/" /> }
}
