//! What an administrator can say of a specialty, as it is written.

use crate::{
    directory::Specialty,
    error::{ClinicError, FieldError},
    text,
};

const MAX_NAME_CHARS: usize = 80;

/// A new specialty, or what to change about one: what is absent stays as it is.
#[derive(Debug, Clone, Default)]
pub struct SpecialtyForm {
    pub name: Option<String>,
}

impl SpecialtyForm {
    /// The specialty as the form wants it, made of what it was. Its slug stays.
    ///
    /// # Errors
    /// [`ClinicError::Invalid`].
    pub fn apply(&self, to: Specialty) -> Result<Specialty, ClinicError> {
        let name = self.name.as_ref().unwrap_or(&to.name);
        Ok(Specialty { name: text::required("name", "The name", name, MAX_NAME_CHARS)?, ..to })
    }
}

/// A specialty that is not on the list.
pub fn unknown_specialty() -> FieldError {
    FieldError::new("specialty_id", "unknown_specialty", "Choose a specialty from the list.")
}
