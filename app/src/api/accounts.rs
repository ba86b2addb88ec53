//! Registering, signing in and out.

use leptos::prelude::*;

use crate::error::AppError;

/// Goes on to `next` when signed in.
#[server(prefix = "/fn", endpoint = "login")]
pub async fn login(email: String, password: String, next: Option<String>) -> Result<(), AppError> {
    use crate::{
        backend::{backend, device},
        forms, paths,
    };
    let next = next.as_deref().and_then(paths::local);
    match backend().login(&email, &password, &device()).await {
        Ok(signed_in) => forms::signed_in(signed_in, next),
        Err(error) => forms::refused("login", &paths::login(next), &[("email", &email)], error)?,
    }
    Ok(())
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
        backend::{backend, device},
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
    match backend().register(form, &device()).await {
        Ok(signed_in) => forms::signed_in(signed_in, next),
        Err(error) => {
            let values = [("full_name", full_name.as_str()), ("email", &email), ("phone", &typed_phone)];
            forms::refused("register", &paths::register(next), &values, error)?;
        }
    }
    Ok(())
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
