//! A labelled input with its hint and its error.

use leptos::prelude::*;

use crate::flash::FormState;

/// One line of a form. What was typed stays, except a password.
#[component]
pub fn Field(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    state: FormState,
    #[prop(default = "text")] kind: &'static str,
    #[prop(optional)] hint: &'static str,
    #[prop(optional)] autocomplete: &'static str,
    #[prop(optional)] inputmode: &'static str,
    /// The id of the `datalist` with what can be chosen.
    #[prop(optional)]
    list: &'static str,
    #[prop(optional)] required: bool,
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
    let value =
        state.value(&name).or_else(|| Some(initial).filter(|text| !text.is_empty())).filter(|_| kind != "password");
    view! {
        <div class="field" class:invalid=invalid>
            <label for=name.clone()>{label}</label>
            {(!hint.is_empty()).then(|| view! { <p class="hint" id=hint_id>{hint}</p> })}
            {error.map(|error| view! { <p class="field-error" id=error_id>{error}</p> })}
            <input
                id=name.clone()
                name=name
                type=kind
                value=value
                autocomplete=(!autocomplete.is_empty()).then_some(autocomplete)
                list=(!list.is_empty()).then_some(list)
                inputmode=(!inputmode.is_empty()).then_some(inputmode)
                required=required
                aria-describedby=(!described.is_empty()).then(|| described.join(" "))
                aria-invalid=invalid.then_some("true")
            />
        </div>
    }
}
