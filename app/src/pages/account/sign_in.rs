//! What one signs in with besides the password.

use domain::{passkey::Passkey, two_step::TwoStep};
use leptos::prelude::*;

use crate::paths;

#[component]
pub fn SignIn(two_step: TwoStep, passkeys: Vec<Passkey>) -> impl IntoView {
    let (status, link) = match two_step.enabled_at {
        Some(_) => ("On: besides your password, signing in asks for a code of your app.", "Change two-step sign-in"),
        None => ("Off: your password alone signs you in.", "Set up two-step sign-in"),
    };
    let yours = match passkeys.len() {
        0 => {
            "You have none. With one you sign in with your fingerprint, your face or the PIN of your device.".to_owned()
        }
        1 => "You have 1 passkey.".to_owned(),
        count => format!("You have {count} passkeys."),
    };
    view! {
        <section aria-labelledby="two-step">
            <h2 id="two-step">"Two-step sign-in"</h2>
            <p>{status}</p>
            <p><a href=paths::TWO_STEP>{link}</a></p>
        </section>
        <section aria-labelledby="passkeys">
            <h2 id="passkeys">"Passkeys"</h2>
            <p>{yours}</p>
            <p><a href=paths::PASSKEYS>"Your passkeys"</a></p>
        </section>
    }
}
