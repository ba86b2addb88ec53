//! The accounts of others, for administrators.

use domain::ids::UserId;
#[cfg(feature = "ssr")]
use domain::{
    actor::Role,
    directory::Page,
    error::{ClinicError, FieldError, Problems},
    user::{User, UserChangeForm, UserFilter},
};
use leptos::prelude::*;

use crate::error::AppError;

/// Gives a role, approves, disables or enables: whatever is said. Goes on to `next`, or to the account's page.
#[server(prefix = "/fn", endpoint = "change-user")]
pub async fn change_user(
    id: UserId,
    role: Option<String>,
    location_id: Option<String>,
    verified: Option<bool>,
    active: Option<bool>,
    next: Option<String>,
) -> Result<(), AppError> {
    use crate::{backend, forms, paths};
    let account = paths::admin_user(id);
    let back = next.as_deref().and_then(paths::local).unwrap_or(&account);
    let place = location_id.clone().unwrap_or_default();
    let typed = [("role", role.as_deref().unwrap_or_default()), ("location_id", place.as_str())];
    // A form has a place to choose beside every role, but only receptionists work at one.
    let at_one_place = role.as_deref() == Some(Role::Receptionist.as_str());
    let location_id = location_id.filter(|id| at_one_place && !id.is_empty());
    let form = UserChangeForm { role: role.clone(), location_id, active, verified };
    let changed = async { backend::backend().change_user(&backend::actor()?, id, form.clone()).await };
    let changed = forms::in_its_words("location_id", "Choose where the receptionist works.", changed.await);
    forms::answer("account", back, &typed, changed, |user| forms::done(back, &what_changed(&user, &form)))
}

#[cfg(feature = "ssr")]
fn what_changed(user: &User, form: &UserChangeForm) -> String {
    let name = &user.full_name;
    match (form.verified, form.active) {
        (Some(true), _) => format!("{name} is approved. Patients find them now, and a mail says so to them."),
        (Some(false), _) => format!("{name} is not approved any more. Patients do not find them."),
        (_, Some(true)) => format!("{name} can sign in again."),
        (_, Some(false)) => format!("The account of {name} is disabled, and signed out everywhere."),
        (None, None) => format!("The role of {name} is {} now.", crate::format::role(user.role).to_lowercase()),
    }
}

/// Everybody with an account, or only those of a role, or those who are `unapproved` or `disabled`.
///
/// # Errors
/// The use case's, and for words that are none of these.
#[cfg(feature = "ssr")]
pub async fn users(role: Option<&str>, standing: Option<&str>, cursor: Option<&str>) -> Result<Page<User>, AppError> {
    use crate::{backend, page::answer};
    let found = async {
        let actor = backend::actor()?;
        actor.can_administer()?;
        backend::backend().users(&actor, &filter(role, standing)?, cursor).await
    };
    answer(found.await)
}

#[cfg(feature = "ssr")]
fn filter(role: Option<&str>, standing: Option<&str>) -> Result<UserFilter, ClinicError> {
    let mut problems = Problems::default();
    let unknown = |field| FieldError::new(field, "unknown_value", "Choose from the list.");
    let role = role.and_then(|role| problems.keep(Role::parse(role).ok_or_else(|| unknown("role"))));
    let (verified, active) = match standing {
        None => (None, None),
        Some("unapproved") => (Some(false), None),
        Some("disabled") => (None, Some(false)),
        Some(_) => {
            problems.push(unknown("standing"));
            (None, None)
        }
    };
    problems.check()?;
    Ok(UserFilter { role, verified, active, ..UserFilter::default() })
}

/// # Errors
/// The use case's.
#[cfg(feature = "ssr")]
pub async fn user(id: &str) -> Result<User, AppError> {
    use crate::{backend, page::answer};
    let found = async {
        let actor = backend::actor()?;
        actor.can_administer()?;
        let id = id.parse().map_err(|_| ClinicError::not_found("account"))?;
        backend::backend().user(&actor, id).await
    };
    answer(found.await)
}

/// Nothing but leave for pages that need nothing else.
///
/// # Errors
/// For everybody but administrators.
#[cfg(feature = "ssr")]
pub fn only_administrators() -> Result<(), AppError> {
    use crate::{backend, page::answer};
    answer(backend::actor().and_then(|actor| actor.can_administer()))
}
