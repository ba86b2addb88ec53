//! Where the demo doctors work, and what they know about.

use domain::{
    directory::{Location, Specialty},
    ids::{LocationId, SpecialtyId},
    text,
};
use uuid::Uuid;

pub const RIVERSIDE: &str = "praxis-riverside";
pub const GARDEN_SQUARE: &str = "praxis-garden-square";
pub const KASTANIENALLEE: &str = "praxis-kastanienallee";

const LOCATIONS: [(&str, &str, &str, &str, &str, &str); 3] = [
    (RIVERSIDE, "Praxis Riverside", "14 Wharf Street", "London", "SE1 9PX", "Europe/London"),
    (GARDEN_SQUARE, "Praxis Garden Square", "3 Garden Square", "London", "N1 7TT", "Europe/London"),
    (KASTANIENALLEE, "Praxis Kastanienallee", "Kastanienallee 21", "Berlin", "10435", "Europe/Berlin"),
];

pub const SPECIALTIES: [&str; 12] = [
    "General practice",
    "Cardiology",
    "Dentistry",
    "Dermatology",
    "Ear, nose and throat",
    "Gynaecology",
    "Neurology",
    "Ophthalmology",
    "Orthopaedics",
    "Paediatrics",
    "Physiotherapy",
    "Psychiatry",
];

pub fn locations(new_id: impl Fn() -> Uuid) -> Vec<Location> {
    LOCATIONS
        .iter()
        .map(|(slug, name, address, city, postal_code, time_zone)| Location {
            id: LocationId(new_id()),
            slug: (*slug).to_owned(),
            name: (*name).to_owned(),
            address: (*address).to_owned(),
            city: (*city).to_owned(),
            postal_code: (*postal_code).to_owned(),
            time_zone: (*time_zone).to_owned(),
        })
        .collect()
}

pub fn specialties(new_id: impl Fn() -> Uuid) -> Vec<Specialty> {
    SPECIALTIES
        .iter()
        .map(|name| Specialty { id: SpecialtyId(new_id()), slug: text::slug(name), name: (*name).to_owned() })
        .collect()
}
