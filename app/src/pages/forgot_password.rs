//! Asking for a link that sets a new password.

use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    api::passwords::ForgotPassword,
    components::{ErrorSummary, Field},
    flash::FormState,
    layouts::Base,
    page, paths,
};

#[component]
pub fn ForgotPasswordPage() -> impl IntoView {
    let state = FormState::of("forgot-password", page::flash());
    view! {
        <Base title="Forgotten password">
            <div class="narrow">
                <ErrorSummary state=state.clone() />
                <h1>"Forgotten password"</h1>
                <p>"Enter the address of your account. We will send a link with which you can choose a new password."</p>
                <form method="post" action=ForgotPassword::PATH novalidate>
                    <Field name="email" label="E-mail address" kind="email" autocomplete="username" required=true state=state />
                    <p class="actions"><button>"Send the link"</button></p>
                </form>
                <p><a href=paths::LOGIN>"Back to sign in"</a></p>
            </div>
        </Base>
    }
}
