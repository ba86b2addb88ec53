//! Who is asking, and what they may do. All policy is here.

use serde::{Deserialize, Serialize};

use crate::{
    error::ClinicError,
    ids::{ApiTokenId, LocationId, UserId},
};

/// What somebody is to the practice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Patient,
    Doctor,
    Receptionist,
    Admin,
    /// No person, and no account's role: an external system with a token for appointments. It does for a patient what they
    /// could do themselves, and goes on to see only that.
    ApiToken,
}

impl Role {
    /// The word used in the API and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Patient => "patient",
            Self::Doctor => "doctor",
            Self::Receptionist => "receptionist",
            Self::Admin => "admin",
            Self::ApiToken => "api_token",
        }
    }

    /// Reads the role of an account, whatever its letter case.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Patient, Self::Doctor, Self::Receptionist, Self::Admin]
            .into_iter()
            .find(|role| role.as_str().eq_ignore_ascii_case(text.trim()))
    }
}

/// The signed-in person on whose behalf a use case runs, or the external system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Actor {
    /// A token's own id where it is one.
    pub user_id: UserId,
    pub role: Role,
    /// Where a receptionist works, or a token books; a token without books everywhere.
    pub location_id: Option<LocationId>,
}

/// Whose appointments somebody sees, and so which patients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    Everybody,
    /// Their own, as patient or as doctor.
    Own(UserId),
    At(LocationId),
    /// What an external system booked.
    BookedBy(ApiTokenId),
    Nobody,
}

/// Whose appointment it is and where, as far as policy is concerned.
#[derive(Debug, Clone, Copy)]
pub struct Parties {
    pub doctor_id: UserId,
    pub patient_id: UserId,
    pub location_id: LocationId,
    pub booked_by: Option<ApiTokenId>,
}

impl Actor {
    /// Booking: patients, for themselves.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`] for every other role.
    pub fn can_book(&self) -> Result<(), ClinicError> {
        self.only(&[Role::Patient], "Only patients book for themselves; the practice names the patient.")
    }

    /// Booking on behalf of a patient: the practice, where it may see what it books, and the systems it gave a token.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`] for patients.
    pub fn can_book_for_others(&self) -> Result<(), ClinicError> {
        let detail = "Only the practice books for others.";
        self.only(&[Role::Doctor, Role::Receptionist, Role::Admin, Role::ApiToken], detail)
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

    /// Booking at a location: everybody anywhere, but receptionists where they work, and tokens where they are for.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`].
    pub fn can_book_at(&self, location_id: LocationId) -> Result<(), ClinicError> {
        let there = self.location_id == Some(location_id);
        let refusal = match self.role {
            Role::Patient | Role::Doctor | Role::Admin => None,
            Role::Receptionist => (!there).then_some("Receptionists book at their own location only."),
            Role::ApiToken => {
                (!there && self.location_id.is_some()).then_some("This token books at its own location only.")
            }
        };
        refusal.map_or(Ok(()), |detail| Err(ClinicError::Forbidden { detail: detail.to_owned() }))
    }

    /// The external system that asks, if it is one.
    pub fn token(&self) -> Option<ApiTokenId> {
        (self.role == Role::ApiToken).then_some(ApiTokenId(self.user_id.0))
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
            Role::ApiToken => Scope::BookedBy(ApiTokenId(self.user_id.0)),
        }
    }

    /// Seeing, changing or cancelling an appointment: its patient, its doctor, the receptionist of its location,
    /// administrators, the token that booked it.
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
            Role::ApiToken => parties.booked_by == Some(ApiTokenId(self.user_id.0)),
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
            booked_by: Some(ApiTokenId(Uuid::from_u128(6))),
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
        assert!(actor(Role::ApiToken, 6).can_touch(parties).is_ok());
        for id in [1, 2, 3] {
            assert!(actor(Role::ApiToken, id).can_touch(parties).is_err());
        }
        assert!(Actor { location_id: Some(here), ..actor(Role::ApiToken, 7) }.can_touch(parties).is_err());
        assert!(actor(Role::ApiToken, 6).can_touch(Parties { booked_by: None, ..parties }).is_err());
    }

    #[test]
    fn a_token_books_for_others_where_it_is_for_and_does_nothing_else() {
        let [here, there] = [5, 6].map(|id| LocationId(Uuid::from_u128(id)));
        let (anywhere, somebody) = (actor(Role::ApiToken, 1), UserId(Uuid::from_u128(1)));
        let bound = Actor { location_id: Some(here), ..anywhere };
        assert!(bound.can_book_for_others().is_ok() && bound.can_book_with(UserId(Uuid::from_u128(2))).is_ok());
        assert!(bound.can_book_at(here).is_ok() && bound.can_book_at(there).is_err());
        assert!(anywhere.can_book_at(here).is_ok() && anywhere.can_book_at(there).is_ok());
        // Not even where its id is somebody's.
        let refused = [
            anywhere.can_book(),
            anywhere.can_explain(somebody),
            anywhere.can_edit_visit_types_of(somebody),
            anywhere.can_edit_doctor(somebody),
            anywhere.can_admit_patients(),
            anywhere.can_edit_patient(somebody),
            anywhere.can_publish_hours(),
            anywhere.can_run_a_day(),
            anywhere.can_run_visits(),
            anywhere.can_administer(),
        ];
        assert!(refused.iter().all(Result::is_err), "{refused:?}");
    }

    #[test]
    fn roles_are_read_whatever_their_case() {
        assert_eq!(Role::parse("Doctor"), Some(Role::Doctor));
        assert_eq!(Role::parse(" PATIENT "), Some(Role::Patient));
        assert_eq!(Role::parse("surgeon"), None);
        assert_eq!(Role::parse("api_token"), None, "no account has this role");
    }
}
