//! The form that adds or changes one entry of a list.

use leptos::prelude::*;

use super::ErrorSummary;
use crate::flash::FormState;

/// Under a heading: what is wrong, the fields, and one button.
#[component]
pub fn EntryForm(
    /// One of its own on a page, for the heading.
    #[prop(default = "entry")]
    anchor: &'static str,
    #[prop(into)] heading: String,
    action: &'static str,
    state: FormState,
    /// Names and values of what is not typed, such as the id of what is changed.
    #[prop(optional)]
    hidden: Vec<(&'static str, String)>,
    /// What the button says.
    #[prop(into)]
    save: String,
    children: Children,
) -> impl IntoView {
    let hidden = hidden.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value /> });
    view! {
        <section aria-labelledby=anchor>
            <h2 id=anchor>{heading}</h2>
            <ErrorSummary state=state />
            <form method="post" action=action novalidate>
                {hidden.collect_view()}
                {children()}
                <p class="actions"><button>{save}</button></p>
            </form>
        </section>
    }
}
