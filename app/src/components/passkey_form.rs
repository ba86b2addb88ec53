//! A form whose answer comes from a device.

use leptos::prelude::*;

/// Hidden until the script finds that this browser has passkeys; it fills in the two hidden fields, and says below what
/// was refused. `start` is where the challenge comes from.
#[component]
pub fn PasskeyForm(action: &'static str, start: &'static str, children: Children) -> impl IntoView {
    view! {
        <form method="post" action=action data-passkey=start hidden>
            <input type="hidden" name="challenge_id" />
            <input type="hidden" name="credential" />
            {children()}
            <p class="field-error" hidden></p>
        </form>
        <script type="module" src="/passkeys.js"></script>
    }
}
