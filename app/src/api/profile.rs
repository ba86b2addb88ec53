//! One's own profile.

use leptos::prelude::*;

use crate::error::AppError;

#[server(prefix = "/fn", endpoint = "update-profile")]
pub async fn update_profile(full_name: String, phone: String, bio: String) -> Result<(), AppError> {
    use crate::{backend, forms, paths};
    use domain::profile::ProfileForm;
    let form = ProfileForm { full_name: Some(full_name.clone()), phone: Some(phone.clone()), bio: Some(bio.clone()) };
    let updated = match backend::actor() {
        Ok(actor) => backend::backend().update_profile(&actor, form).await,
        Err(error) => Err(error),
    };
    match updated {
        Ok(_) => {
            forms::done(paths::ACCOUNT, "Your details are saved.");
            Ok(())
        }
        Err(error) => {
            let values = [("full_name", full_name.as_str()), ("phone", &phone), ("bio", &bio)];
            forms::refused("profile", paths::ACCOUNT, &values, error)
        }
    }
}

#[server(prefix = "/fn", endpoint = "delete-account")]
pub async fn delete_account(password: String) -> Result<(), AppError> {
    use crate::{backend, forms, paths};
    let deleted = match backend::actor() {
        Ok(actor) => backend::backend().delete_account(&actor, &password).await,
        Err(error) => Err(error),
    };
    match deleted {
        Ok(cookies) => {
            forms::set_cookies(cookies);
            forms::done(paths::HOME, "Your account is deleted.");
            Ok(())
        }
        Err(error) => forms::refused("delete", paths::ACCOUNT, &[], error),
    }
}
