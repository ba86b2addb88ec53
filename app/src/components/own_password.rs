//! The field for the password one has.

use leptos::prelude::*;

use super::Field;
use crate::flash::FormState;

#[component]
pub fn OwnPassword(
    state: FormState,
    #[prop(default = "password")] name: &'static str,
    #[prop(default = "Your password")] label: &'static str,
    #[prop(optional)] hint: &'static str,
) -> impl IntoView {
    view! {
        <Field
            name=name
            label=label
            kind="password"
            hint=hint
            autocomplete="current-password"
            required=true
            state=state
        />
    }
}
