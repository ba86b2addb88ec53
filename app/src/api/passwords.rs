//! A password that was forgotten.

use leptos::prelude::*;

use crate::error::AppError;

/// Has a link mailed. The answer is the same whether anybody has this address.
#[server(prefix = "/fn", endpoint = "forgot-password")]
pub async fn forgot_password(email: String) -> Result<(), AppError> {
    use crate::{
        backend::{backend, device},
        forms, paths,
    };
    let asked = backend().forgot_password(&email, &device()).await;
    forms::answer("forgot-password", paths::FORGOT_PASSWORD, &[("email", &email)], asked, |()| {
        let sent = "If there is an account with this address, a link is on its way to it. It can take a minute.";
        forms::done(paths::LOGIN, sent);
    })
}

/// Sets a new password with the token of a mail.
#[server(prefix = "/fn", endpoint = "reset-password")]
pub async fn reset_password(token: String, new_password: String) -> Result<(), AppError> {
    use crate::{
        backend::{backend, device},
        forms, paths,
    };
    let reset = backend().reset_password(&token, &new_password, &device()).await;
    forms::answer("reset-password", &paths::reset_password(&token), &[], reset, |()| {
        forms::done(paths::LOGIN, "Your password is changed. Sign in with the new one.");
    })
}
