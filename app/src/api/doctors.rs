//! Doctors, as administrators engage and assign them.

use domain::ids::UserId;
#[cfg(feature = "ssr")]
use domain::{
    directory::{Department, Location, Page, Specialty},
    doctor::{AssignmentForm, DoctorAccount},
    error::ClinicError,
};
use leptos::prelude::*;

use crate::error::AppError;

/// Makes the account and mails its owner a link to choose a password. Without a location: where the department is, or
/// else the first one.
#[server(prefix = "/fn", endpoint = "engage-doctor")]
pub async fn engage_doctor(
    full_name: String,
    email: String,
    phone: Option<String>,
    bio: Option<String>,
    specialty_id: Option<String>,
    department_id: Option<String>,
    #[server(default)] location_ids: Vec<String>,
) -> Result<(), AppError> {
    use crate::{backend, forms, paths};
    use domain::{actor::Role, user::RegistrationForm};
    let form = RegistrationForm {
        full_name: full_name.clone(),
        email: email.clone(),
        phone: phone.clone(),
        bio: bio.clone(),
        role: Some(Role::Doctor.as_str().to_owned()),
        ..RegistrationForm::default()
    };
    let chosen = location_ids.join(" ");
    let place = AssignmentForm {
        specialty_id: specialty_id.clone(),
        department_id: department_id.clone(),
        location_ids: Some(location_ids).filter(|ids| !ids.is_empty()),
    };
    let [phone, bio, specialty, department] = [phone, bio, specialty_id, department_id].map(Option::unwrap_or_default);
    let typed = [
        ("full_name", full_name.as_str()),
        ("email", &email),
        ("phone", &phone),
        ("bio", &bio),
        ("specialty_id", &specialty),
        ("department_id", &department),
        ("location_ids", &chosen),
    ];
    let engaged = async { backend::backend().engage_doctor(&backend::actor()?, form, place).await };
    forms::answer("doctor", paths::ADMIN_NEW_DOCTOR, &typed, engaged.await, |doctor| {
        let done = format!(
            "{} has an account, and patients find them. A mail with a link to choose a password is on its way.",
            doctor.full_name
        );
        forms::done(&paths::admin_doctor(doctor.id), &done);
    })
}

#[server(prefix = "/fn", endpoint = "change-doctor")]
pub async fn change_doctor(
    id: UserId,
    full_name: String,
    phone: String,
    bio: String,
    specialty_id: Option<String>,
    department_id: Option<String>,
    #[server(default)] location_ids: Vec<String>,
) -> Result<(), AppError> {
    use crate::{backend, forms, paths};
    use domain::profile::ProfileForm;
    let profile =
        ProfileForm { full_name: Some(full_name.clone()), phone: Some(phone.clone()), bio: Some(bio.clone()) };
    let chosen = location_ids.join(" ");
    let place = AssignmentForm {
        specialty_id: specialty_id.clone(),
        department_id: department_id.clone(),
        location_ids: Some(location_ids),
    };
    let [specialty, department] = [specialty_id, department_id].map(Option::unwrap_or_default);
    let typed = [
        ("full_name", full_name.as_str()),
        ("phone", &phone),
        ("bio", &bio),
        ("specialty_id", &specialty),
        ("department_id", &department),
        ("location_ids", &chosen),
    ];
    let here = paths::admin_doctor(id);
    let changed = async { backend::backend().change_doctor(&backend::actor()?, id, profile, place).await };
    forms::answer("doctor", &here, &typed, changed.await, |doctor| {
        forms::done(&here, &format!("The details of {} are saved.", doctor.full_name));
    })
}

/// Those who wait for approval, and a page of all others.
#[cfg(feature = "ssr")]
pub struct Doctors {
    pub waiting: Page<DoctorAccount>,
    pub others: Page<DoctorAccount>,
}

/// # Errors
/// The use case's.
#[cfg(feature = "ssr")]
pub async fn doctor_accounts(cursor: Option<&str>) -> Result<Doctors, AppError> {
    use crate::{backend, page::answer};
    let actor = answer(backend::actor())?;
    let port = backend::backend();
    Ok(Doctors {
        waiting: answer(port.doctor_accounts(&actor, true, None).await)?,
        others: answer(port.doctor_accounts(&actor, false, cursor).await)?,
    })
}

/// # Errors
/// The use case's.
#[cfg(feature = "ssr")]
pub async fn doctor_account(id: &str) -> Result<DoctorAccount, AppError> {
    use crate::{backend, page::answer};
    let found = async {
        let actor = backend::actor()?;
        actor.can_administer()?;
        let id = id.parse().map_err(|_| ClinicError::not_found("doctor"))?;
        backend::backend().account_of_doctor(&actor, id).await
    };
    answer(found.await)
}

/// What a doctor can know about, and where they can work.
#[cfg(feature = "ssr")]
#[derive(Debug, Clone)]
pub struct Places {
    pub specialties: Vec<Specialty>,
    pub departments: Vec<Department>,
    pub locations: Vec<Location>,
}

/// # Errors
/// When the directory cannot be read.
#[cfg(feature = "ssr")]
pub async fn places() -> Result<Places, AppError> {
    use crate::{backend::backend, page::answer};
    let port = backend();
    Ok(Places {
        specialties: answer(port.specialties().await)?,
        departments: answer(port.departments().await)?,
        locations: answer(port.locations().await)?,
    })
}
