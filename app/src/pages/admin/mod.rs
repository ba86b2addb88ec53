//! The administrator's pages.

mod audit;
mod doctor;
mod doctor_fields;
mod doctors;
mod new_doctor;
mod new_patient;
mod numbers;
mod patient;
mod patients;
mod user;
mod users;

pub use audit::AdminAuditPage;
pub use doctor::AdminDoctorPage;
pub use doctors::AdminDoctorsPage;
pub use new_doctor::AdminNewDoctorPage;
pub use new_patient::AdminNewPatientPage;
pub use numbers::AdminPage;
pub use patient::AdminPatientPage;
pub use patients::AdminPatientsPage;
pub use user::AdminUserPage;
pub use users::AdminUsersPage;

use domain::error::{ClinicError, ErrorKind};

use crate::{
    error::AppError,
    flash::{Flash, FormState},
};

/// The name of a form that asks for a part of a list.
const FILTERS: &str = "filters";

/// What was found, if what was `typed` can be read, and the form with it.
///
/// # Errors
/// Those that no form can mend.
fn asked<T>(
    typed: &[(&str, &Option<String>)],
    found: Result<T, AppError>,
) -> Result<(Option<T>, FormState), ClinicError> {
    let form = FILTERS.to_owned();
    let values = typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).clone().unwrap_or_default())).collect();
    let (found, flash) = match found.map_err(AppError::clinic) {
        Ok(found) => (Some(found), Flash::Asked { form, values }),
        Err(error) if error.kind() == ErrorKind::Invalid => (None, Flash::Refused { form, values, error }),
        Err(error) => return Err(error),
    };
    Ok((found, FormState::of(FILTERS, Some(flash))))
}
