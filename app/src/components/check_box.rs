//! A box to tick, with what it means.

use leptos::prelude::*;

use crate::flash::FormState;

/// What was ticked stays ticked, and what was not stays so.
#[component]
pub fn CheckBox(
    name: &'static str,
    label: &'static str,
    /// Whether it is ticked on a first visit.
    ticked: bool,
    state: FormState,
) -> impl IntoView {
    let checked = if state.error().is_some() { state.value(name).is_some() } else { ticked };
    view! {
        <label class="box" for=name>
            <input type="checkbox" id=name name=name checked=checked />
            {label}
        </label>
    }
}
