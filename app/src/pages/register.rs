//! A patient's new account.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{ChosenTime, query};
use crate::{
    api::accounts::Register,
    components::{ErrorSummary, Field, NewPassword},
    flash::FormState,
    layouts::Base,
    page, paths,
};

#[component]
pub fn RegisterPage() -> impl IntoView {
    let next = query("next").filter(|next| paths::local(next).is_some());
    let state = FormState::of("register", page::flash());
    view! {
        <Base title="Create your account">
            <div class="narrow">
                <ErrorSummary state=state.clone() />
                <h1>"Create your account"</h1>
                <ChosenTime next=next.clone() />
                <form method="post" action=Register::PATH novalidate>
                    <input type="hidden" name="next" value=next.clone() />
                    <Field name="full_name" label="Full name" autocomplete="name" required=true state=state.clone() />
                    <Field name="email" label="E-mail address" kind="email" autocomplete="email" required=true state=state.clone() />
                    <Field name="phone" label="Telephone (optional)" kind="tel" autocomplete="tel" state=state.clone() />
                    <NewPassword name="password" label="Password" state=state />
                    <p class="actions"><button>"Create account"</button></p>
                </form>
                <p>"You have an account? "<a href=paths::login(next.as_deref())>"Sign in"</a></p>
            </div>
        </Base>
    }
}
