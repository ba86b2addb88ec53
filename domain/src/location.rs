//! What an administrator can say of a location, as it is written.

use crate::{
    directory::Location,
    error::{ClinicError, FieldError, Problems},
    local_time::parse_zone,
    text,
};

const MAX_NAME_CHARS: usize = 120;
const MAX_ADDRESS_CHARS: usize = 200;
const MAX_POSTAL_CODE_CHARS: usize = 20;

/// A new location, or what to change about one: what is absent stays as it is.
#[derive(Debug, Clone, Default)]
pub struct LocationForm {
    pub name: Option<String>,
    pub address: Option<String>,
    pub city: Option<String>,
    pub postal_code: Option<String>,
    /// IANA name, such as `Europe/London`.
    pub time_zone: Option<String>,
}

impl LocationForm {
    /// The location as the form wants it, made of what it was. Its slug stays.
    ///
    /// # Errors
    /// [`ClinicError::Invalid`], with everything that is not accepted.
    pub fn apply(&self, to: Location) -> Result<Location, ClinicError> {
        let mut problems = Problems::default();
        let mut read = |field: &str, label: &str, text: Option<&String>, before: String, most: usize| {
            problems.keep(text::required(field, label, text.unwrap_or(&before), most)).unwrap_or(before)
        };
        let changed = Location {
            name: read("name", "The name", self.name.as_ref(), to.name, MAX_NAME_CHARS),
            address: read("address", "The address", self.address.as_ref(), to.address, MAX_ADDRESS_CHARS),
            city: read("city", "The city", self.city.as_ref(), to.city, MAX_NAME_CHARS),
            postal_code: read(
                "postal_code",
                "The postal code",
                self.postal_code.as_ref(),
                to.postal_code,
                MAX_POSTAL_CODE_CHARS,
            ),
            ..to
        };
        let zone = problems.keep(parse_zone("time_zone", self.time_zone.as_ref().unwrap_or(&changed.time_zone).trim()));
        problems.check()?;
        let time_zone = zone.map_or(changed.time_zone, |zone| zone.name().to_owned());
        Ok(Location { time_zone, ..changed })
    }
}

/// A location that is not on the list.
pub fn unknown_location() -> FieldError {
    FieldError::new("location_id", "unknown_location", "Choose a location from the list.")
}
