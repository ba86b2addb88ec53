//! The code after the password.

use leptos::{prelude::*, server_fn::ServerFn};

use super::query;
use crate::{
    api::two_step::FinishLogin,
    backend,
    components::{CodeField, ErrorSummary, Field},
    flash::FormState,
    layouts::Base,
    page, paths,
};

/// Without a right password that is a few minutes old at most, back to where it is asked for.
#[component]
pub fn LoginTwoStepPage() -> impl IntoView {
    let next = query("next").filter(|next| paths::local(next).is_some());
    if backend::half_sign_in().is_none_or(|half| half.expires_at <= backend::backend().now()) {
        page::go(&paths::login(next.as_deref()));
    }
    let (code, recovery) = (FormState::of("code", page::flash()), FormState::of("recovery-code", page::flash()));
    let open = recovery.error().is_some();
    let error = if open { recovery.clone() } else { code.clone() };
    view! {
        <Base title="Enter your code">
            <div class="narrow">
                <ErrorSummary state=error />
                <h1>"Enter your code"</h1>
                <p class="lead">"Your password is right. Open your authenticator app and enter the code it shows."</p>
                <form method="post" action=FinishLogin::PATH novalidate>
                    <input type="hidden" name="next" value=next.clone() />
                    <CodeField state=code />
                    <p class="actions"><button>"Sign in"</button></p>
                </form>
                <details open=open>
                    <summary>"I do not have my app at hand"</summary>
                    <form method="post" action=FinishLogin::PATH novalidate>
                        <input type="hidden" name="next" value=next />
                        <Field
                            name="recovery_code"
                            label="Recovery code"
                            hint="One of the ten you kept when you set up two-step sign-in. Each works once."
                            autocomplete="off"
                            required=true
                            state=recovery
                        />
                        <p class="actions"><button class="secondary">"Sign in with a recovery code"</button></p>
                    </form>
                </details>
            </div>
        </Base>
    }
}
