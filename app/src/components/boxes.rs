//! Several of a list, by ticking their boxes.

use leptos::prelude::*;

use crate::flash::FormState;

/// The values that are ticked are sent as `name[0]`, `name[1]` and so on; what was typed has them in one, with blanks between.
#[component]
pub fn Boxes(
    name: &'static str,
    legend: &'static str,
    #[prop(optional)] hint: &'static str,
    /// Values, and what they are called.
    options: Vec<(String, String)>,
    /// The values that are ticked on a first visit.
    ticked: Vec<String>,
    state: FormState,
) -> impl IntoView {
    let typed = state.error().map(|_| state.value(name).unwrap_or_default());
    let ticked = move |value: &str| match &typed {
        Some(typed) => typed.split(' ').any(|typed| typed == value),
        None => ticked.iter().any(|ticked| ticked == value),
    };
    let error = state.field_error(name);
    let (hint_id, error_id) = (format!("{name}-hint"), format!("{name}-error"));
    let described = [(!hint.is_empty()).then(|| hint_id.clone()), error.as_ref().map(|_| error_id.clone())];
    let described: Vec<_> = described.into_iter().flatten().collect();
    let boxes = options.into_iter().enumerate().map(|(index, (value, label))| {
        let checked = ticked(&value);
        view! {
            <label class="box">
                <input type="checkbox" name=format!("{name}[{index}]") value=value checked=checked />
                {label}
            </label>
        }
    });
    view! {
        <fieldset
            id=name
            class="boxes"
            tabindex="-1"
            aria-describedby=(!described.is_empty()).then(|| described.join(" "))
        >
            <legend>{legend}</legend>
            {(!hint.is_empty()).then(|| view! { <p class="hint" id=hint_id>{hint}</p> })}
            {error.map(|error| view! { <p class="field-error" id=error_id>{error}</p> })}
            <div>{boxes.collect_view()}</div>
        </fieldset>
    }
}
