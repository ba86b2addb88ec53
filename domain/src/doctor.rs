//! What a doctor knows about and where they work, as it is written.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{
    department::unknown_department,
    directory::Doctor,
    error::{ClinicError, FieldError, Problems},
    ids::{DepartmentId, LocationId, SpecialtyId},
    specialty::unknown_specialty,
};

/// A doctor as administrators see them, whether or not patients do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoctorAccount {
    pub doctor: Doctor,
    pub email: String,
    pub phone: Option<String>,
    /// False until an administrator has approved them.
    pub approved: bool,
    /// False once an administrator has disabled the account.
    pub active: bool,
}

/// What to change about a doctor's place in the practice. None: as it is; empty: none any more.
#[derive(Debug, Clone, Default)]
pub struct AssignmentForm {
    pub specialty_id: Option<String>,
    pub department_id: Option<String>,
    /// The first one is meant where nothing is said.
    pub location_ids: Option<Vec<String>>,
}

/// What a doctor knows about, and where they work.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assignment {
    pub specialty_id: Option<SpecialtyId>,
    pub department_id: Option<DepartmentId>,
    /// Each once. Empty: nobody has said so yet.
    pub location_ids: Vec<LocationId>,
}

impl From<&Doctor> for Assignment {
    fn from(doctor: &Doctor) -> Self {
        Self {
            specialty_id: doctor.specialty.as_ref().map(|specialty| specialty.id),
            department_id: doctor.department.as_ref().map(|department| department.id),
            location_ids: doctor.locations.iter().map(|location| location.id).collect(),
        }
    }
}

impl AssignmentForm {
    /// The assignment as the form wants it, made of what it was. Whether all of it exists is not known yet.
    ///
    /// # Errors
    /// [`ClinicError::Invalid`], with everything that is not accepted.
    pub fn parse(&self, before: &Assignment) -> Result<Assignment, ClinicError> {
        let mut problems = Problems::default();
        let specialty_id = problems.keep(chosen(self.specialty_id.as_deref(), before.specialty_id, unknown_specialty));
        let department_id =
            problems.keep(chosen(self.department_id.as_deref(), before.department_id, unknown_department));
        let location_ids = match &self.location_ids {
            None => Some(before.location_ids.clone()),
            Some(ids) => problems.keep(read_locations(ids)),
        };
        problems.check()?;
        match (specialty_id, department_id, location_ids) {
            (Some(specialty_id), Some(department_id), Some(location_ids)) => {
                Ok(Assignment { specialty_id, department_id, location_ids })
            }
            // `check` has answered for every field that is missing.
            _ => Err(ClinicError::Internal),
        }
    }
}

fn chosen<Id: FromStr>(
    text: Option<&str>,
    before: Option<Id>,
    unknown: fn() -> FieldError,
) -> Result<Option<Id>, FieldError> {
    match text.map(str::trim) {
        None => Ok(before),
        Some("") => Ok(None),
        Some(id) => id.parse().map(Some).map_err(|_| unknown()),
    }
}

fn read_locations(ids: &[String]) -> Result<Vec<LocationId>, FieldError> {
    let mut read: Vec<LocationId> = Vec::new();
    for id in ids {
        let id = id.parse().map_err(|_| unknown_locations())?;
        if !read.contains(&id) {
            read.push(id);
        }
    }
    if read.is_empty() {
        return Err(FieldError::new("location_ids", "required", "A doctor works at one location at least."));
    }
    Ok(read)
}

/// A location that is not on the list, among several.
pub fn unknown_locations() -> FieldError {
    FieldError::new("location_ids", "unknown_location", "Choose locations from the list, by their ids.")
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn what_is_absent_stays_and_what_is_empty_goes() {
        let here = LocationId(Uuid::from_u128(1));
        let before = Assignment {
            specialty_id: Some(SpecialtyId(Uuid::from_u128(2))),
            department_id: Some(DepartmentId(Uuid::from_u128(3))),
            location_ids: vec![here],
        };
        assert_eq!(AssignmentForm::default().parse(&before).unwrap(), before);
        let form = AssignmentForm { specialty_id: Some(String::new()), ..AssignmentForm::default() };
        assert_eq!(form.parse(&before).unwrap(), Assignment { specialty_id: None, ..before.clone() });
        let twice = AssignmentForm { location_ids: Some(vec![here.to_string(); 2]), ..AssignmentForm::default() };
        assert_eq!(twice.parse(&before).unwrap(), before);
    }

    #[test]
    fn everything_wrong_is_reported_at_once() {
        let form = AssignmentForm {
            specialty_id: Some("x".into()),
            department_id: Some("y".into()),
            location_ids: Some(Vec::new()),
        };
        let error = form.parse(&Assignment::default()).unwrap_err();
        let fields: Vec<_> = error.field_errors().into_iter().map(|error| error.field).collect();
        assert_eq!(fields, ["specialty_id", "department_id", "location_ids"]);
    }
}
