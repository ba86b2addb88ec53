//! A labelled choice with its hint and its error.

use leptos::prelude::*;

use crate::flash::FormState;

/// One of several options, each with its value and what it is called. What was chosen stays.
#[component]
pub fn SelectField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    state: FormState,
    options: Vec<(String, String)>,
    /// The value of the option that stands there at first.
    #[prop(optional, into)]
    chosen: String,
    #[prop(optional)] hint: &'static str,
) -> impl IntoView {
    let error = state.field_error(&name);
    let (hint_id, error_id) = (format!("{name}-hint"), format!("{name}-error"));
    let described: Vec<String> =
        [(!hint.is_empty()).then(|| hint_id.clone()), error.as_ref().map(|_| error_id.clone())]
            .into_iter()
            .flatten()
            .collect();
    let invalid = error.is_some();
    let chosen = state.value(&name).unwrap_or(chosen);
    let option = move |(value, text): (String, String)| {
        let selected = value == chosen;
        view! { <option value=value selected=selected>{text}</option> }
    };
    view! {
        <div class="field" class:invalid=invalid>
            <label for=name.clone()>{label}</label>
            {(!hint.is_empty()).then(|| view! { <p class="hint" id=hint_id>{hint}</p> })}
            {error.map(|error| view! { <p class="field-error" id=error_id>{error}</p> })}
            <select
                id=name.clone()
                name=name
                aria-describedby=(!described.is_empty()).then(|| described.join(" "))
                aria-invalid=invalid.then_some("true")
            >
                {options.into_iter().map(option).collect_view()}
            </select>
        </div>
    }
}
