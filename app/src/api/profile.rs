//! One's own profile.

use leptos::prelude::*;

use crate::error::AppError;

#[server(prefix = "/fn", endpoint = "update-profile")]
pub async fn update_profile(full_name: String, phone: String, bio: String) -> Result<(), AppError> {
    use crate::{backend, forms, paths};
    use domain::profile::ProfileForm;
    let form = ProfileForm { full_name: Some(full_name.clone()), phone: Some(phone.clone()), bio: Some(bio.clone()) };
    let typed = [("full_name", full_name.as_str()), ("phone", &phone), ("bio", &bio)];
    let updated = async { backend::backend().update_profile(&backend::actor()?, form).await };
    forms::answer("profile", paths::ACCOUNT, &typed, updated.await, |_| {
        forms::done(paths::ACCOUNT, "Your details are saved.");
    })
}

#[server(prefix = "/fn", endpoint = "delete-account")]
pub async fn delete_account(password: String) -> Result<(), AppError> {
    use crate::{backend, forms, paths};
    let deleted = async { backend::backend().delete_account(&backend::actor()?, &password).await };
    forms::answer("delete", paths::ACCOUNT, &[], deleted.await, |cookies| {
        forms::set_cookies(cookies);
        forms::done(paths::HOME, "Your account is deleted.");
    })
}
