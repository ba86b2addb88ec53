//! Signing in.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{ChosenTime, query};
use crate::{
    api::{accounts::Login, passkeys::LoginWithPasskey},
    backend::backend,
    components::{ErrorSummary, Field, OwnPassword, PasskeyForm},
    flash::FormState,
    layouts::Base,
    page, paths,
};

#[component]
pub fn LoginPage() -> impl IntoView {
    let next = query("next").filter(|next| paths::local(next).is_some());
    let state = FormState::of("login", page::flash());
    view! {
        <Base title="Sign in">
            <div class="narrow">
                <ErrorSummary state=state.clone() />
                <h1>"Sign in"</h1>
                <ChosenTime next=next.clone() />
                <form method="post" action=Login::PATH novalidate>
                    <input type="hidden" name="next" value=next.clone() />
                    <Field name="email" label="E-mail address" kind="email" autocomplete="username" required=true state=state.clone() />
                    <OwnPassword label="Password" state=state />
                    <p class="actions"><button>"Sign in"</button></p>
                </form>
                <p><a href=paths::FORGOT_PASSWORD>"Forgot your password?"</a></p>
                <Passkey next=next.clone() />
                <p>"No account yet? "<a href=paths::register(next.as_deref())>"Create account"</a></p>
            </div>
        </Base>
    }
}

/// Where browsers make passkeys for this address.
#[component]
fn Passkey(next: Option<String>) -> impl IntoView {
    backend().passkeys_are_offered().then(|| {
        view! {
            <PasskeyForm action=LoginWithPasskey::PATH start="start-sign-in">
                <input type="hidden" name="next" value=next />
                <p class="actions"><button class="secondary">"Sign in with a passkey"</button></p>
            </PasskeyForm>
        }
    })
}
