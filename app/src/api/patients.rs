//! Patients, as administrators see them.

use domain::ids::UserId;
#[cfg(feature = "ssr")]
use domain::{directory::Page, error::ClinicError, patient::Patient};
use leptos::prelude::*;

use crate::error::AppError;

/// Has the page of patients show those whose name or address has words that begin like these, after a cursor. Both name
/// people: that is why they are posted, and travel on encrypted, and are never in an address.
#[server(prefix = "/fn", endpoint = "find-patients")]
pub async fn find_patients(q: Option<String>, cursor: Option<String>) -> Result<(), AppError> {
    use crate::{backend, forms, paths};
    let allowed = async { backend::actor()?.can_administer() };
    let [q, cursor] = [q, cursor].map(Option::unwrap_or_default);
    forms::answer("patients", paths::ADMIN_PATIENTS, &[], allowed.await, |()| {
        forms::asked(paths::ADMIN_PATIENTS, "patients", &[("q", &q), ("cursor", &cursor)]);
    })
}

/// Makes the account and mails its owner a link to choose a password.
#[server(prefix = "/fn", endpoint = "admit-patient")]
pub async fn admit_patient(full_name: String, email: String, phone: Option<String>) -> Result<(), AppError> {
    use crate::{backend, forms, paths};
    use domain::{actor::Role, user::RegistrationForm};
    let form = RegistrationForm {
        full_name: full_name.clone(),
        email: email.clone(),
        phone: phone.clone(),
        role: Some(Role::Patient.as_str().to_owned()),
        ..RegistrationForm::default()
    };
    let phone = phone.unwrap_or_default();
    let typed = [("full_name", full_name.as_str()), ("email", &email), ("phone", &phone)];
    let admitted = async { backend::backend().admit_patient(&backend::actor()?, form).await };
    forms::answer("patient", paths::ADMIN_NEW_PATIENT, &typed, admitted.await, |patient| {
        let done =
            format!("{} has an account. A mail with a link to choose a password is on its way.", patient.full_name);
        forms::done(&paths::admin_patient(patient.id), &done);
    })
}

#[server(prefix = "/fn", endpoint = "change-patient")]
pub async fn change_patient(id: UserId, full_name: String, phone: String) -> Result<(), AppError> {
    use crate::{backend, forms, paths};
    use domain::profile::ProfileForm;
    let form = ProfileForm { full_name: Some(full_name.clone()), phone: Some(phone.clone()), bio: None };
    let typed = [("full_name", full_name.as_str()), ("phone", &phone)];
    let here = paths::admin_patient(id);
    let changed = async { backend::backend().change_patient(&backend::actor()?, id, form).await };
    forms::answer("patient", &here, &typed, changed.await, |patient| {
        forms::done(&here, &format!("The details of {} are saved.", patient.full_name));
    })
}

/// A page of patients, by name.
///
/// # Errors
/// The use case's.
#[cfg(feature = "ssr")]
pub async fn patients(q: Option<&str>, cursor: Option<&str>) -> Result<Page<Patient>, AppError> {
    use crate::{backend, page::answer};
    let found = async {
        let actor = backend::actor()?;
        actor.can_administer()?;
        backend::backend().patients(&actor, q, cursor).await
    };
    answer(found.await)
}

/// # Errors
/// The use case's.
#[cfg(feature = "ssr")]
pub async fn patient(id: &str) -> Result<Patient, AppError> {
    use crate::{backend, page::answer};
    let found = async {
        let actor = backend::actor()?;
        actor.can_administer()?;
        let id = id.parse().map_err(|_| ClinicError::not_found("patient"))?;
        backend::backend().patient(&actor, id).await
    };
    answer(found.await)
}
