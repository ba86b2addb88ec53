//! A secret that was just made: it is in no later page.

use leptos::prelude::*;

use crate::{flash::Flash, page};

/// `meaning` says what it is good for.
#[component]
pub fn NewSecret(heading: &'static str, meaning: &'static str) -> impl IntoView {
    let Some(Flash::Secret { secret }) = page::flash() else { return None };
    Some(view! {
        <section class="panel" role="status" aria-labelledby="new-secret">
            <h2 id="new-secret">{heading}</h2>
            <p><code class="secret">{secret}</code></p>
            <p>{meaning} " It is shown only now: put it where secrets are kept."</p>
        </section>
    })
}
