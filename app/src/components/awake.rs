//! The scripts that bring islands to life.

use leptos::prelude::*;

/// Beside the island of a page. A page without islands loads no WASM at all.
#[component]
pub fn Awake() -> impl IntoView {
    let options = expect_context::<LeptosOptions>();
    view! { <HydrationScripts options=options islands=true /> }
}
