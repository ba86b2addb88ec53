//! A labelled field of several lines with its hint and its error.

use leptos::prelude::*;

use crate::{flash::FormState, format};

/// Several lines of a form. What was typed stays.
#[component]
pub fn TextArea(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    state: FormState,
    #[prop(optional)] hint: &'static str,
    /// Shown where nothing was typed yet.
    #[prop(optional, into)]
    initial: String,
) -> impl IntoView {
    let error = state.field_error(&name);
    let (hint_id, error_id) = (format!("{name}-hint"), format!("{name}-error"));
    let described: Vec<String> =
        [(!hint.is_empty()).then(|| hint_id.clone()), error.as_ref().map(|_| error_id.clone())]
            .into_iter()
            .flatten()
            .collect();
    let invalid = error.is_some();
    let text = format::escaped(&state.value(&name).unwrap_or(initial));
    view! {
        <div class="field" class:invalid=invalid>
            <label for=name.clone()>{label}</label>
            {(!hint.is_empty()).then(|| view! { <p class="hint" id=hint_id>{hint}</p> })}
            {error.map(|error| view! { <p class="field-error" id=error_id>{error}</p> })}
            <textarea
                id=name.clone()
                name=name
                rows="4"
                aria-describedby=(!described.is_empty()).then(|| described.join(" "))
                aria-invalid=invalid.then_some("true")
            >
                {text}
            </textarea>
        </div>
    }
}
