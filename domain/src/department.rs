//! What an administrator can say of a department, as it is written.

use crate::{
    directory::Department,
    error::{ClinicError, FieldError, Problems},
    ids::LocationId,
    location::unknown_location,
    text,
};

const MAX_NAME_CHARS: usize = 120;

/// A new department, or what to change about one: what is absent stays as it is.
#[derive(Debug, Clone, Default)]
pub struct DepartmentForm {
    pub name: Option<String>,
    pub location_id: Option<String>,
}

impl DepartmentForm {
    /// The name and the location as the form wants them, made of what they were; a new department needs both.
    ///
    /// # Errors
    /// [`ClinicError::Invalid`], with everything that is not accepted.
    pub fn parse(&self, before: Option<&Department>) -> Result<(String, LocationId), ClinicError> {
        let mut problems = Problems::default();
        let name = self.name.as_ref().or(before.map(|department| &department.name));
        let name = problems.keep(text::required("name", "The name", name.map_or("", String::as_str), MAX_NAME_CHARS));
        let location_id = match (&self.location_id, before) {
            (Some(id), _) => id.parse().map_err(|_| unknown_location()),
            (None, Some(department)) => Ok(department.location_id),
            (None, None) => Err(FieldError::new("location_id", "required", "Say at which location it is.")),
        };
        let location_id = problems.keep(location_id);
        problems.check()?;
        // `check` has answered for every field that is missing.
        name.zip(location_id).ok_or(ClinicError::Internal)
    }
}

/// A department that is not on the list.
pub fn unknown_department() -> FieldError {
    FieldError::new("department_id", "unknown_department", "Choose a department from the list.")
}
