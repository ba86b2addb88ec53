//! Who is asking, and what they may do. All policy is here.

use serde::{Deserialize, Serialize};

use crate::{
    error::ClinicError,
    ids::{LocationId, UserId},
};

/// What a person is to the practice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Patient,
    Doctor,
    Receptionist,
    Admin,
}

impl Role {
    /// The word used in the API and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Patient => "patient",
            Self::Doctor => "doctor",
            Self::Receptionist => "receptionist",
            Self::Admin => "admin",
        }
    }

    /// Reads a role, whatever its letter case.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Patient, Self::Doctor, Self::Receptionist, Self::Admin]
            .into_iter()
            .find(|role| role.as_str().eq_ignore_ascii_case(text.trim()))
    }
}

/// The signed-in person on whose behalf a use case runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Actor {
    pub user_id: UserId,
    pub role: Role,
    /// Where a receptionist works.
    pub location_id: Option<LocationId>,
}

/// Whose appointments somebody sees, and so which patients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    Everybody,
    /// Their own, as patient or as doctor.
    Own(UserId),
    At(LocationId),
    Nobody,
}

/// Whose appointment it is and where, as far as policy is concerned.
#[derive(Debug, Clone, Copy)]
pub struct Parties {
    pub doctor_id: UserId,
    pub patient_id: UserId,
    pub location_id: LocationId,
}

impl Actor {
    /// Booking: patients, for themselves.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`] for every other role.
    pub fn can_book(&self) -> Result<(), ClinicError> {
        self.only(&[Role::Patient], "Only patients book for themselves; the practice names the patient.")
    }

    /// Booking on behalf of a patient: the practice, where it may see what it books.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`] for patients.
    pub fn can_book_for_others(&self) -> Result<(), ClinicError> {
        let detail = "Only the practice books for others.";
        self.only(&[Role::Doctor, Role::Receptionist, Role::Admin], detail)
    }

    /// Booking with a doctor: everybody with anybody, but doctors with themselves.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`].
    pub fn can_book_with(&self, doctor_id: UserId) -> Result<(), ClinicError> {
        if self.role != Role::Doctor || doctor_id == self.user_id {
            return Ok(());
        }
        Err(ClinicError::Forbidden { detail: "Doctors book with themselves only.".to_owned() })
    }

    /// Booking at a location: everybody anywhere, but receptionists where they work.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`].
    pub fn can_book_at(&self, location_id: LocationId) -> Result<(), ClinicError> {
        if self.role != Role::Receptionist || self.location_id == Some(location_id) {
            return Ok(());
        }
        Err(ClinicError::Forbidden { detail: "Receptionists book at their own location only.".to_owned() })
    }

    /// Learning why a doctor cannot be booked at a time: the doctor, and administrators.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`].
    pub fn can_explain(&self, doctor_id: UserId) -> Result<(), ClinicError> {
        if self.role == Role::Doctor && self.user_id == doctor_id {
            return Ok(());
        }
        self.only(&[Role::Admin], "Only the doctor and administrators see why a time is not offered.")
    }

    /// What a doctor offers and by which rules: the doctor, and administrators.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`].
    pub fn can_edit_visit_types_of(&self, doctor_id: UserId) -> Result<(), ClinicError> {
        if self.role == Role::Doctor && self.user_id == doctor_id {
            return Ok(());
        }
        self.only(&[Role::Admin], "Only the doctor and administrators change what a doctor offers.")
    }

    /// A doctor's name, text, specialty and places: the doctor, and administrators.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`].
    pub fn can_edit_doctor(&self, doctor_id: UserId) -> Result<(), ClinicError> {
        if self.role == Role::Doctor && self.user_id == doctor_id {
            return Ok(());
        }
        self.only(&[Role::Admin], "Only the doctor and administrators change this.")
    }

    /// Making accounts for patients who come to the desk.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`] for patients and doctors.
    pub fn can_admit_patients(&self) -> Result<(), ClinicError> {
        let detail = "Only receptionists and administrators make accounts for patients.";
        self.only(&[Role::Receptionist, Role::Admin], detail)
    }

    /// A patient's name and number, by who sees them: the patient, and administrators.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`].
    pub fn can_edit_patient(&self, patient_id: UserId) -> Result<(), ClinicError> {
        if self.role == Role::Patient && self.user_id == patient_id {
            return Ok(());
        }
        self.only(&[Role::Admin], "Only the patient and administrators change this.")
    }

    /// Publishing hours: doctors, their own.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`] for every other role.
    pub fn can_publish_hours(&self) -> Result<(), ClinicError> {
        self.only(&[Role::Doctor], "Only doctors can publish hours.")
    }

    /// A doctor's own list of appointments.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`] for every other role.
    pub fn can_run_a_day(&self) -> Result<(), ClinicError> {
        self.only(&[Role::Doctor], "Only doctors have a list of patients to see.")
    }

    /// Noting who came and who did not: doctors, receptionists and administrators, where they may see the appointment.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`] for patients.
    pub fn can_run_visits(&self) -> Result<(), ClinicError> {
        let detail = "Only the practice notes who came.";
        self.only(&[Role::Doctor, Role::Receptionist, Role::Admin], detail)
    }

    /// Running the place: accounts, approvals, the audit log.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`] for everybody but administrators.
    pub fn can_administer(&self) -> Result<(), ClinicError> {
        self.only(&[Role::Admin], "Only administrators can do this.")
    }

    /// Whether a password alone is not enough for this person: administrators see everybody.
    pub fn must_sign_in_in_two_steps(&self) -> bool {
        self.role == Role::Admin
    }

    /// Which appointments are in this person's lists, and the patients of which.
    pub fn scope(&self) -> Scope {
        match self.role {
            Role::Patient | Role::Doctor => Scope::Own(self.user_id),
            Role::Receptionist => self.location_id.map_or(Scope::Nobody, Scope::At),
            Role::Admin => Scope::Everybody,
        }
    }

    /// Seeing, changing or cancelling an appointment: its patient, its doctor, the receptionist of its location,
    /// administrators.
    /// To anybody else it does not exist.
    ///
    /// # Errors
    /// [`ClinicError::NotFound`], the same as for an id that was never given out.
    pub fn can_touch(&self, parties: Parties) -> Result<(), ClinicError> {
        let theirs = match self.role {
            Role::Admin => true,
            Role::Doctor => parties.doctor_id == self.user_id,
            Role::Patient => parties.patient_id == self.user_id,
            Role::Receptionist => self.location_id == Some(parties.location_id),
        };
        if theirs { Ok(()) } else { Err(ClinicError::not_found("appointment")) }
    }

    fn only(&self, roles: &[Role], detail: &str) -> Result<(), ClinicError> {
        if roles.contains(&self.role) { Ok(()) } else { Err(ClinicError::Forbidden { detail: detail.to_owned() }) }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn actor(role: Role, id: u128) -> Actor {
        Actor { user_id: UserId(Uuid::from_u128(id)), role, location_id: None }
    }

    #[test]
    fn an_appointment_is_visible_to_its_people_its_reception_and_admins_only() {
        let here = LocationId(Uuid::from_u128(5));
        let parties = Parties {
            doctor_id: UserId(Uuid::from_u128(1)),
            patient_id: UserId(Uuid::from_u128(2)),
            location_id: here,
        };
        let receptionist = Actor { location_id: Some(here), ..actor(Role::Receptionist, 7) };
        assert!(receptionist.can_touch(parties).is_ok());
        assert!(actor(Role::Receptionist, 7).can_touch(parties).is_err());
        assert!(actor(Role::Doctor, 1).can_touch(parties).is_ok());
        assert!(actor(Role::Patient, 2).can_touch(parties).is_ok());
        assert!(actor(Role::Admin, 9).can_touch(parties).is_ok());
        assert!(actor(Role::Doctor, 3).can_touch(parties).is_err());
        assert!(actor(Role::Patient, 3).can_touch(parties).is_err());
        // The same id in another role is another person's door.
        assert!(actor(Role::Patient, 1).can_touch(parties).is_err());
    }

    #[test]
    fn roles_are_read_whatever_their_case() {
        assert_eq!(Role::parse("Doctor"), Some(Role::Doctor));
        assert_eq!(Role::parse(" PATIENT "), Some(Role::Patient));
        assert_eq!(Role::parse("surgeon"), None);
    }
}
