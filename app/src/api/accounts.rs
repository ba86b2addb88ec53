//! Registering, signing in and out, and one's own account.

use domain::{ids::SessionId, session::Session};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

/// Goes on to `next` when signed in, by way of the second step where there is one.
#[server(prefix = "/fn", endpoint = "login")]
pub async fn login(email: String, password: String, next: Option<String>) -> Result<(), AppError> {
    use crate::{
        backend::{LoginStep, backend, device},
        forms, page, paths,
    };
    let next = next.as_deref().and_then(paths::local);
    let step = backend().login(&email, &password, &device()).await;
    forms::answer("login", &paths::login(next), &[("email", &email)], step, |step| match step {
        LoginStep::SignedIn(signed_in) => forms::signed_in(*signed_in, next),
        LoginStep::CodeNeeded { cookie } => {
            forms::set_cookies([cookie]);
            page::go(&paths::login_two_step(next));
        }
    })
}

/// Makes a patient's account and goes on to `next`, signed in.
#[server(prefix = "/fn", endpoint = "register")]
pub async fn register(
    full_name: String,
    email: String,
    phone: Option<String>,
    password: String,
    next: Option<String>,
) -> Result<(), AppError> {
    use crate::{
        backend::{Registered, backend, device},
        forms, paths,
    };
    use domain::user::RegistrationForm;
    let next = next.as_deref().and_then(paths::local);
    let typed_phone = phone.clone().unwrap_or_default();
    let form = RegistrationForm {
        full_name: full_name.clone(),
        email: email.clone(),
        password,
        phone,
        ..RegistrationForm::default()
    };
    let typed = [("full_name", full_name.as_str()), ("email", &email), ("phone", &typed_phone)];
    let registered = backend().register(form, &device()).await;
    forms::answer("register", &paths::register(next), &typed, registered, |registered| match registered {
        Registered::SignedIn(signed_in) => forms::signed_in(*signed_in, next),
        Registered::LinkSent => {
            let sent = format!("Almost done: we have sent a link to {email}. Follow it, then sign in.");
            forms::done(&paths::login(next), &sent);
        }
    })
}

#[server(prefix = "/fn", endpoint = "logout")]
pub async fn logout() -> Result<(), AppError> {
    use crate::{backend, forms, page::answer, paths};
    // Who is signed out already has what they wanted.
    if let (Ok(actor), Ok(session)) = (backend::actor(), backend::session()) {
        forms::set_cookies(answer(backend::backend().sign_out(&actor, session).await)?);
    }
    forms::done(paths::HOME, "You are signed out.");
    Ok(())
}

/// Where one is signed in.
#[server(prefix = "/fn", endpoint = "sessions", input = GetUrl)]
pub async fn my_sessions() -> Result<Vec<Session>, AppError> {
    use crate::{backend, page::answer};
    let (actor, session) = (answer(backend::actor())?, answer(backend::session())?);
    answer(backend::backend().sessions(&actor, session).await)
}

/// Signs out one device.
#[server(prefix = "/fn", endpoint = "end-session")]
pub async fn end_session(id: SessionId) -> Result<(), AppError> {
    use crate::{backend, forms, paths};
    let ended = async { backend::backend().end_session(&backend::actor()?, id).await };
    forms::answer("sessions", paths::ACCOUNT, &[], ended.await, |()| {
        forms::done(paths::ACCOUNT, "That device is signed out.");
    })
}

/// Signs out every other device.
#[server(prefix = "/fn", endpoint = "end-other-sessions")]
pub async fn end_other_sessions() -> Result<(), AppError> {
    use crate::{backend, forms, paths};
    let ended = async { backend::backend().end_other_sessions(&backend::actor()?, backend::session()?).await };
    forms::answer("sessions", paths::ACCOUNT, &[], ended.await, |()| {
        forms::done(paths::ACCOUNT, "All other devices are signed out.");
    })
}

#[server(prefix = "/fn", endpoint = "change-password")]
pub async fn change_password(current_password: String, new_password: String) -> Result<(), AppError> {
    use crate::{backend, forms, paths};
    let changed = async {
        let (actor, session) = (backend::actor()?, backend::session()?);
        backend::backend().change_password(&actor, session, &current_password, &new_password).await
    };
    forms::answer("password", paths::ACCOUNT, &[], changed.await, |()| {
        forms::done(paths::ACCOUNT, "Your password is changed. Other devices are signed out.");
    })
}

/// Confirms that an address is one's own.
#[server(prefix = "/fn", endpoint = "verify-email")]
pub async fn verify_email(token: String) -> Result<(), AppError> {
    use crate::{
        backend::{backend, device},
        forms, paths,
    };
    let verified = backend().verify_email(&token, &device()).await;
    forms::answer("verify-email", &paths::verify_email(&token), &[], verified, |()| {
        forms::done(paths::LOGIN, "Your e-mail address is confirmed.");
    })
}
