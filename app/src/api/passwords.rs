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
    match backend().forgot_password(&email, &device()).await {
        Ok(()) => {
            let sent = "If there is an account with this address, a link is on its way to it. It can take a minute.";
            forms::done(paths::LOGIN, sent);
            Ok(())
        }
        Err(error) => forms::refused("forgot-password", paths::FORGOT_PASSWORD, &[("email", &email)], error),
    }
}

/// Sets a new password with the token of a mail.
#[server(prefix = "/fn", endpoint = "reset-password")]
pub async fn reset_password(token: String, new_password: String) -> Result<(), AppError> {
    use crate::{
        backend::{backend, device},
        forms, paths,
    };
    match backend().reset_password(&token, &new_password, &device()).await {
        Ok(()) => {
            forms::done(paths::LOGIN, "Your password is changed. Sign in with the new one.");
            Ok(())
        }
        Err(error) => forms::refused("reset-password", &paths::reset_password(&token), &[], error),
    }
}
