//! The field for a code of an authenticator app.

use leptos::prelude::*;

use super::Field;
use crate::flash::FormState;

#[component]
pub fn CodeField(state: FormState) -> impl IntoView {
    view! {
        <Field
            name="code"
            label="Six-digit code"
            inputmode="numeric"
            autocomplete="one-time-code"
            required=true
            state=state
        />
    }
}
