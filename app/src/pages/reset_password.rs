//! Choosing a new password with the link of a mail.

use leptos::{prelude::*, server_fn::ServerFn};

use super::query;
use crate::{
    api::passwords::ResetPassword,
    components::{ErrorSummary, NewPassword},
    flash::FormState,
    layouts::Base,
    page, paths,
};

#[component]
pub fn ResetPasswordPage() -> impl IntoView {
    page::keep_address_to_ourselves();
    let state = FormState::of("reset-password", page::flash());
    view! {
        <Base title="Choose a new password">
            <div class="narrow">
                <ErrorSummary state=state.clone() />
                <h1>"Choose a new password"</h1>
                <form method="post" action=ResetPassword::PATH novalidate>
                    <input type="hidden" name="token" id="token" value=query("token") />
                    <p>"All devices will be signed out."</p>
                    <NewPassword name="new_password" label="New password" state=state />
                    <p class="actions"><button>"Change password"</button></p>
                </form>
                <p>"The link does not work? "<a href=paths::FORGOT_PASSWORD>"Ask for a new one"</a></p>
            </div>
        </Base>
    }
}
