//! Header, main and footer.

use domain::{actor::Role, user::User};
use leptos::prelude::*;
use leptos_meta::Title;

use crate::{api::accounts::Logout, flash::Flash, page, paths};
use leptos::server_fn::ServerFn;

/// A page, with its title; what the last form achieved stands above it.
#[component]
pub fn Base(#[prop(into)] title: String, children: Children) -> impl IntoView {
    let user = page::user();
    let (title, done) = match page::flash() {
        Some(Flash::Done { message }) => (title, Some(view! { <p class="notice" role="status">{message}</p> })),
        // What a screen reader says first.
        Some(Flash::Refused { .. }) => (format!("Error: {title}"), None),
        Some(Flash::Asked { .. } | Flash::RecoveryCodes { .. } | Flash::Secret { .. }) | None => (title, None),
    };
    view! {
        <Title text=title />
        <a class="skip" href="#main">"Skip to main content"</a>
        <header class="site-header">
            <div class="wide">
                <a class="brand" href=paths::HOME><Mark />"Praxis"</a>
                <nav aria-label="Main">
                    <ul>
                        <li><a href=paths::DOCTORS>"Find a doctor"</a></li>
                        <Own user=user.clone() />
                    </ul>
                </nav>
                {user.map(|user| view! { <SignedIn user=user /> })}
            </div>
        </header>
        <main id="main" tabindex="-1">
            <div class="wide">{done} {children()}</div>
        </main>
        <footer class="site-footer">
            <div class="wide">
                <p>"Praxis shows times that are truly free. In an emergency, call your local emergency number."</p>
            </div>
        </footer>
    }
}

/// The cross of a practice's sign, as a calendar's day.
#[component]
fn Mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
            <rect width="32" height="32" rx="9" />
            <path d="M13 7h6v6h6v6h-6v6h-6v-6H7v-6h6z" />
        </svg>
    }
}

/// What a person of each role finds in the header.
#[component]
fn Own(user: Option<User>) -> impl IntoView {
    let links: Vec<(&str, &str)> = match user.map(|user| user.role) {
        None => vec![(paths::LOGIN, "Sign in"), (paths::REGISTER, "Create account")],
        Some(Role::Patient) => vec![(paths::APPOINTMENTS, "My appointments")],
        Some(Role::Doctor) => {
            vec![
                (paths::DOCTOR_DAY, "My day"),
                (paths::DOCTOR_HOURS, "My hours"),
                (paths::DOCTOR_TIME_OFF, "Time off"),
                (paths::DOCTOR_VISIT_TYPES, "Visit types"),
            ]
        }
        Some(Role::Admin) => vec![(paths::ADMIN, "Administration")],
        Some(Role::Receptionist | Role::ApiToken) => Vec::new(),
    };
    links.into_iter().map(|(href, label)| view! { <li><a href=href>{label}</a></li> }).collect_view()
}

#[component]
fn SignedIn(user: User) -> impl IntoView {
    view! {
        <form class="signed-in" method="post" action=Logout::PATH>
            <a href=paths::ACCOUNT>{user.full_name}</a>
            <button class="quiet">"Sign out"</button>
        </form>
    }
}
