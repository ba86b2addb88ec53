//! People who can sign in.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    actor::{Actor, Role},
    contact::{Email, PersonName, Phone},
    directory::{Order, Specialty},
    error::{ClinicError, FieldError, Problems},
    ids::{LocationId, SpecialtyId, UserId},
    location::unknown_location,
    password::{IsCommon, NewPassword},
    profile::MAX_BIO_CHARS,
    specialty::unknown_specialty,
    text,
};

/// A person with an account, as they see themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct User {
    pub id: UserId,
    pub email: String,
    pub full_name: String,
    pub phone: Option<String>,
    pub bio: Option<String>,
    pub role: Role,
    /// A doctor is verified once an administrator has approved them; everybody else from the start.
    pub verified: bool,
    /// False once an administrator has disabled the account.
    pub active: bool,
    /// Where a receptionist works.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub location_id: Option<LocationId>,
    pub specialty: Option<Specialty>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl User {
    pub fn actor(&self) -> Actor {
        Actor { user_id: self.id, role: self.role, location_id: self.location_id }
    }

    /// What everybody knows of them, and no password may be made of.
    pub fn known(&self) -> [&str; 2] {
        [&self.full_name, &self.email]
    }
}

/// What a person typed to register; nothing of it is trusted yet.
#[derive(Clone, Default)]
pub struct RegistrationForm {
    pub full_name: String,
    pub email: String,
    pub password: String,
    pub phone: Option<String>,
    pub bio: Option<String>,
    pub role: Option<String>,
    pub specialty_id: Option<String>,
}

/// A registration that can be carried out.
#[derive(Debug)]
pub struct Registration {
    pub full_name: PersonName,
    pub email: Email,
    pub password: NewPassword,
    pub phone: Option<Phone>,
    pub bio: Option<String>,
    pub role: Role,
    pub specialty_id: Option<SpecialtyId>,
}

impl RegistrationForm {
    /// Reads every field, and reports everything that is wrong at once; `is_common` knows passwords many people have.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`] for a role nobody can give themselves, [`ClinicError::Invalid`] otherwise.
    pub fn parse(&self, is_common: IsCommon<'_>) -> Result<Registration, ClinicError> {
        let mut problems = Problems::default();
        let role = problems.keep(parse_role(self.role.as_deref()));
        if matches!(role, Some(Role::Admin | Role::Receptionist)) {
            return Err(ClinicError::Forbidden {
                detail: "You can register as a patient or as a doctor; other accounts are made by an administrator."
                    .to_owned(),
            });
        }
        let full_name = problems.keep(PersonName::parse(&self.full_name));
        let email = problems.keep(Email::parse(&self.email));
        let password = problems.keep(NewPassword::parse(&self.password, &[&self.full_name, &self.email], is_common));
        let phone = problems.keep(Phone::parse(self.phone.as_deref().unwrap_or_default()));
        let bio = problems.keep(text::optional("bio", "The text about you", self.bio.as_deref(), MAX_BIO_CHARS));
        let specialty_id = problems.keep(parse_specialty(self.specialty_id.as_deref()));
        problems.check()?;
        match (role, full_name, email, password, phone, bio, specialty_id) {
            (Some(role), Some(full_name), Some(email), Some(password), Some(phone), Some(bio), Some(specialty_id)) => {
                Ok(Registration { full_name, email, password, phone, bio, role, specialty_id })
            }
            // `check` has answered for every field that is missing.
            _ => Err(ClinicError::Internal),
        }
    }
}

/// Which accounts an administrator lists.
#[derive(Debug, Clone, Default)]
pub struct UserFilter {
    pub role: Option<Role>,
    pub verified: Option<bool>,
    pub active: Option<bool>,
    /// By their registration.
    pub order: Order,
}

/// What an administrator wants changed about an account, as it was written. None: as it is.
#[derive(Debug, Clone, Default)]
pub struct UserChangeForm {
    pub role: Option<String>,
    pub location_id: Option<String>,
    pub active: Option<bool>,
    pub verified: Option<bool>,
}

/// A change that can be carried out, as far as the form tells.
#[derive(Debug)]
pub struct UserChange {
    pub role: Option<Role>,
    /// Only ever with the role of a receptionist.
    pub location_id: Option<LocationId>,
    pub active: Option<bool>,
    pub verified: Option<bool>,
}

impl UserChangeForm {
    /// # Errors
    /// [`ClinicError::Invalid`] for an unknown role, and for a receptionist without a location.
    pub fn parse(&self) -> Result<UserChange, ClinicError> {
        let mut problems = Problems::default();
        let role = self.role.as_deref().and_then(|text| {
            let roles = "The role is `patient`, `doctor`, `receptionist` or `admin`.";
            problems.keep(Role::parse(text).ok_or_else(|| FieldError::new("role", "unknown_role", roles)))
        });
        let location_id =
            self.location_id.as_deref().and_then(|text| problems.keep(text.parse().map_err(|_| unknown_location())));
        if problems.is_empty() && (role == Some(Role::Receptionist)) != location_id.is_some() {
            let detail =
                "A receptionist, and nobody else, works at one location: give `role` and `location_id` together.";
            problems.push(FieldError::new("location_id", "location_needed", detail));
        }
        problems.check()?;
        Ok(UserChange { role, location_id, active: self.active, verified: self.verified })
    }
}

fn parse_role(text: Option<&str>) -> Result<Role, FieldError> {
    match text.map(str::trim).filter(|text| !text.is_empty()) {
        None => Ok(Role::Patient),
        Some(text) => Role::parse(text)
            .ok_or_else(|| FieldError::new("role", "unknown_role", "The role is `patient` or `doctor`.")),
    }
}

fn parse_specialty(text: Option<&str>) -> Result<Option<SpecialtyId>, FieldError> {
    match text.map(str::trim).filter(|text| !text.is_empty()) {
        None => Ok(None),
        Some(text) => text.parse().map(Some).map_err(|_| unknown_specialty()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(form: &RegistrationForm) -> Result<Registration, ClinicError> {
        form.parse(&|_| false)
    }

    fn form() -> RegistrationForm {
        RegistrationForm {
            full_name: "John Doe".to_owned(),
            email: "john@example.com".to_owned(),
            password: "SecurePass123".to_owned(),
            ..RegistrationForm::default()
        }
    }

    #[test]
    fn everything_wrong_is_reported_at_once() {
        let form = RegistrationForm { full_name: String::new(), email: "x".into(), password: "y".into(), ..form() };
        let fields: Vec<_> = parse(&form).unwrap_err().field_errors().into_iter().map(|e| e.field).collect();
        assert_eq!(fields, ["full_name", "email", "password"]);
    }

    #[test]
    fn nobody_registers_as_an_administrator() {
        for role in ["admin", "ADMIN", "receptionist"] {
            let error = parse(&RegistrationForm { role: Some(role.into()), ..form() }).unwrap_err();
            assert_eq!(error.code(), "forbidden");
        }
        assert_eq!(parse(&form()).unwrap().role, Role::Patient);
        assert_eq!(parse(&RegistrationForm { role: Some("Doctor".into()), ..form() }).unwrap().role, Role::Doctor);
    }
}
