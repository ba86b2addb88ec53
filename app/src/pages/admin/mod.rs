//! The administrator's pages.

mod api_token;
mod api_tokens;
mod audit;
mod closures;
mod department;
mod departments;
mod doctor;
mod doctor_fields;
mod doctors;
mod in_the_way;
mod location;
mod location_fields;
mod locations;
mod new_doctor;
mod new_location;
mod new_patient;
mod numbers;
mod patient;
mod patients;
mod specialties;
mod specialty;
mod user;
mod users;
mod visit_type;
mod visit_types;
mod webhook;
mod webhook_deliveries;
mod webhook_fields;
mod webhooks;

pub use api_token::AdminApiTokenPage;
pub use api_tokens::AdminApiTokensPage;
pub use audit::AdminAuditPage;
pub use department::AdminDepartmentPage;
pub use departments::AdminDepartmentsPage;
pub use doctor::AdminDoctorPage;
pub use doctors::AdminDoctorsPage;
pub use location::AdminLocationPage;
pub use locations::AdminLocationsPage;
pub use new_doctor::AdminNewDoctorPage;
pub use new_location::AdminNewLocationPage;
pub use new_patient::AdminNewPatientPage;
pub use numbers::AdminPage;
pub use patient::AdminPatientPage;
pub use patients::AdminPatientsPage;
pub use specialties::AdminSpecialtiesPage;
pub use specialty::AdminSpecialtyPage;
pub use user::AdminUserPage;
pub use users::AdminUsersPage;
pub use visit_type::AdminVisitTypePage;
pub use visit_types::AdminVisitTypesPage;
pub use webhook::AdminWebhookPage;
pub use webhooks::AdminWebhooksPage;

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
