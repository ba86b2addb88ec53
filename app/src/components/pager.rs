//! The way to the rest of a list.

use leptos::prelude::*;

/// Nothing where the list has ended.
#[component]
pub fn Pager(next: Option<String>, label: &'static str) -> impl IntoView {
    next.map(|href| view! { <p class="pager"><a class="button secondary" href=href>{label}</a></p> })
}
