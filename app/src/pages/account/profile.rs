//! Who one is, to read and to change.

use domain::user::User;
use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    api::profile::UpdateProfile,
    components::{ErrorSummary, Field},
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
                <About bio=bio state=state />
                <p class="actions"><button>"Save details"</button></p>
            </form>
        </section>
    }
}

#[component]
fn About(bio: String, state: FormState) -> impl IntoView {
    let error = state.field_error("bio");
    let invalid = error.is_some();
    let described = if invalid { "bio-hint bio-error" } else { "bio-hint" };
    view! {
        <div class="field" class:invalid=invalid>
            <label for="bio">"About you (optional)"</label>
            <p class="hint" id="bio-hint">"If you are a doctor, everybody can read this on your page."</p>
            {error.map(|error| view! { <p class="field-error" id="bio-error">{error}</p> })}
            <textarea id="bio" name="bio" rows="4" aria-describedby=described aria-invalid=invalid.then_some("true")>
                {state.value("bio").unwrap_or(bio)}
            </textarea>
        </div>
    }
}
