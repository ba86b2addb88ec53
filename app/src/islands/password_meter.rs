//! How strong a new password is, said while it is typed, and a way to see it.

use domain::password::Strength;
use leptos::{html, prelude::*};

/// Around the field of a new password. Without JavaScript there is only the field; the server decides either way.
#[island]
pub fn PasswordMeter(children: Children) -> impl IntoView {
    let awake = RwSignal::new(false);
    let strength = RwSignal::new(None::<Strength>);
    let shown = RwSignal::new(false);
    let around = NodeRef::<html::Div>::new();
    // The tools appear once they work: an effect runs in a browser alone.
    Effect::new(move |_| awake.set(true));
    let toggle = move |_| {
        shown.update(|shown| *shown = !*shown);
        let input = around.get_untracked().and_then(|around| around.query_selector("input").ok().flatten());
        if let Some(input) = input {
            drop(input.set_attribute("type", if shown.get_untracked() { "text" } else { "password" }));
        }
    };
    view! {
        <div
            class="new-password"
            node_ref=around
            on:input=move |event| strength.set(judged(&event_target_value(&event)))
        >
            {children()}
            <div class="password-tools" hidden=move || !awake.get()>
                // Its text says the same.
                <meter
                    min="0"
                    max="3"
                    low="1"
                    high="2"
                    optimum="3"
                    value=move || strength.get().map_or(0, Strength::level)
                    aria-hidden="true"
                ></meter>
                <p aria-live="polite">{move || strength.get().map(|strength| strength.to_string())}</p>
                <button type="button" class="quiet" aria-pressed=move || shown.get().to_string() on:click=toggle>
                    "Show password"
                </button>
            </div>
        </div>
    }
}

/// Normalised by the browser: its tables need not be downloaded.
fn judged(text: &str) -> Option<Strength> {
    let normalised: String = js_sys::JsString::from(text).normalize("NFC").into();
    (!normalised.is_empty()).then(|| Strength::of(&normalised))
}
