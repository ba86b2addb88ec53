//! Confirming an address with the link of a mail. A button, as programs that check mail follow links too.

use leptos::{prelude::*, server_fn::ServerFn};

use super::query;
use crate::{api::accounts::VerifyEmail, components::ErrorSummary, flash::FormState, layouts::Base, page, paths};

#[component]
pub fn VerifyEmailPage() -> impl IntoView {
    page::keep_address_to_ourselves();
    let state = FormState::of("verify-email", page::flash());
    view! {
        <Base title="Confirm your e-mail address">
            <div class="narrow">
                <ErrorSummary state=state />
                <h1>"Confirm your e-mail address"</h1>
                <form method="post" action=VerifyEmail::PATH>
                    <input type="hidden" name="token" id="token" value=query("token") />
                    <p class="actions"><button>"Yes, this address is mine"</button></p>
                </form>
                <p>"The link does not work? "<a href=paths::LOGIN>"Sign in"</a>", and we send a new one if it is needed."</p>
            </div>
        </Base>
    }
}
