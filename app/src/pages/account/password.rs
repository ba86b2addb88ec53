//! Changing the password.

use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    api::accounts::ChangePassword,
    components::{ErrorSummary, NewPassword, OwnPassword},
    flash::FormState,
    page,
};

#[component]
pub fn Password() -> impl IntoView {
    let state = FormState::of("password", page::flash());
    view! {
        <section class="narrow" aria-labelledby="change-password">
            <h2 id="change-password">"Change password"</h2>
            <ErrorSummary state=state.clone() />
            <p>"Other devices will be signed out."</p>
            <form method="post" action=ChangePassword::PATH novalidate>
                <OwnPassword name="current_password" label="Current password" state=state.clone() />
                <NewPassword name="new_password" label="New password" state=state />
                <p class="actions"><button>"Change password"</button></p>
            </form>
        </section>
    }
}
