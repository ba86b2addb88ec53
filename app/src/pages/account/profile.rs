//! Who one is.

use domain::user::User;
use leptos::prelude::*;

#[component]
pub fn Profile(user: User) -> impl IntoView {
    view! {
        <dl class="summary">
            <div><dt>"Name"</dt><dd>{user.full_name}</dd></div>
            <div><dt>"E-mail address"</dt><dd>{user.email}</dd></div>
            {user.phone.map(|phone| view! { <div><dt>"Telephone"</dt><dd>{phone}</dd></div> })}
        </dl>
    }
}
