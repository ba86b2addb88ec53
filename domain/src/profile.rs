//! What people may change about themselves.

use crate::{
    contact::{PersonName, Phone},
    error::{ClinicError, Problems},
    text,
    user::User,
};

/// Longest text of a person about themselves, in characters.
pub const MAX_BIO_CHARS: usize = 2000;

/// A change as it was written. None: stays as it is; empty: there is none any more.
#[derive(Debug, Clone, Default)]
pub struct ProfileForm {
    pub full_name: Option<String>,
    pub phone: Option<String>,
    pub bio: Option<String>,
}

/// What a profile is to be. Nothing else of an account can be changed this way.
#[derive(Debug)]
pub struct Profile {
    pub full_name: PersonName,
    pub phone: Option<Phone>,
    pub bio: Option<String>,
}

impl ProfileForm {
    /// Reads the change of `user`'s profile, and reports everything that is wrong at once.
    ///
    /// # Errors
    /// [`ClinicError::Invalid`].
    pub fn parse(&self, user: &User) -> Result<Profile, ClinicError> {
        let mut problems = Problems::default();
        let full_name = problems.keep(PersonName::parse(self.full_name.as_deref().unwrap_or(&user.full_name)));
        let phone = self.phone.as_deref().or(user.phone.as_deref()).unwrap_or_default();
        let phone = problems.keep(Phone::parse(phone));
        let bio = self.bio.as_deref().or(user.bio.as_deref());
        let bio = problems.keep(text::optional("bio", "The text about you", bio, MAX_BIO_CHARS));
        problems.check()?;
        match (full_name, phone, bio) {
            (Some(full_name), Some(phone), Some(bio)) => Ok(Profile { full_name, phone, bio }),
            // `check` has answered for every field that is missing.
            _ => Err(ClinicError::Internal),
        }
    }
}
