//! A box to tick, with what it means.

use leptos::prelude::*;

use crate::flash::FormState;

/// What was ticked stays ticked, and what was not stays so.
#[component]
pub fn CheckBox(
    /// As errors and what was typed name it.
    #[prop(into)]
    field: String,
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] value: Option<String>,
    /// Whether it is ticked on a first visit.
    ticked: bool,
    state: FormState,
) -> impl IntoView {
    let target = field.clone();
    let checked = if state.error().is_some() { state.value(&field).is_some() } else { ticked };
    view! {
        <label class="box" for=target>
            <input type="checkbox" id=field name=name value=value.unwrap_or_else(|| "on".to_owned()) checked=checked />
            {label}
        </label>
    }
}
