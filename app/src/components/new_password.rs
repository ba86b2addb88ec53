//! The line of a form where a new password is chosen.

use leptos::prelude::*;

use super::{Awake, Field};
use crate::{flash::FormState, islands::PasswordMeter};

#[component]
pub fn NewPassword(name: &'static str, label: &'static str, state: FormState) -> impl IntoView {
    view! {
        <Awake />
        <PasswordMeter>
            <Field
                name=name
                label=label
                kind="password"
                autocomplete="new-password"
                hint="At least 12 characters; 15 or more are better. Three or four words are easy to remember."
                required=true
                state=state
            />
        </PasswordMeter>
    }
}
