//! People whom somebody with an account books for.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    contact::PersonName,
    error::{ClinicError, Problems},
    ids::{DependantId, UserId},
    local_time::parse_date,
};

/// Somebody a patient cares for, and books for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Dependant {
    pub id: DependantId,
    pub full_name: String,
    pub born_on: Option<NaiveDate>,
}

/// Who comes to a visit: the patient whose account it is, or somebody they care for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attendee {
    pub patient: UserId,
    pub dependant: Option<DependantId>,
}

impl Attendee {
    /// Of this one person.
    pub fn id(self) -> Uuid {
        self.dependant.map_or(self.patient.0, |dependant| dependant.0)
    }
}

impl From<UserId> for Attendee {
    fn from(patient: UserId) -> Self {
        Self { patient, dependant: None }
    }
}

/// A new dependant, as written.
#[derive(Debug, Clone, Default)]
pub struct DependantForm {
    pub full_name: String,
    /// None or empty: not said.
    pub born_on: Option<String>,
}

impl DependantForm {
    /// # Errors
    /// [`ClinicError::Invalid`], with everything that is not accepted.
    pub fn parse(&self) -> Result<(PersonName, Option<NaiveDate>), ClinicError> {
        let mut problems = Problems::default();
        let full_name = problems.keep(PersonName::parse(&self.full_name));
        let born_on = self.born_on.as_deref().filter(|text| !text.trim().is_empty());
        let born_on = born_on.map(|text| problems.keep(parse_date("born_on", text)));
        problems.check()?;
        // `check` has answered for whatever is missing.
        Ok((full_name.ok_or(ClinicError::Internal)?, born_on.flatten()))
    }
}
