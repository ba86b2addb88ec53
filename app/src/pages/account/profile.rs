//! Who one is, to read and to change.

use domain::user::User;
use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    api::profile::UpdateProfile,
    components::{ErrorSummary, Field, TextArea},
    flash::FormState,
    page,
};

#[component]
pub fn Profile(user: User) -> impl IntoView {
    let state = FormState::of("profile", page::flash());
    let (phone, bio) = (user.phone.unwrap_or_default(), user.bio.unwrap_or_default());
    view! {
        <section class="narrow" aria-labelledby="details">
            <h2 id="details">"Your details"</h2>
            <ErrorSummary state=state.clone() />
            <dl class="summary">
                <div><dt>"E-mail address"</dt><dd>{user.email}</dd></div>
            </dl>
            <form method="post" action=UpdateProfile::PATH novalidate>
                <Field
                    name="full_name"
                    label="Full name"
                    autocomplete="name"
                    required=true
                    initial=user.full_name
                    state=state.clone()
                />
                <Field
                    name="phone"
                    label="Telephone (optional)"
                    kind="tel"
                    autocomplete="tel"
                    initial=phone
                    state=state.clone()
                />
                <TextArea
                    name="bio"
                    label="About you (optional)"
                    hint="If you are a doctor, everybody can read this on your page."
                    initial=bio
                    state=state
                />
                <p class="actions"><button>"Save details"</button></p>
            </form>
        </section>
    }
}
