//! Where the demo doctors work, and what they know about.

use std::collections::HashMap;

use domain::{
    directory::{Department, Location, Specialty},
    ids::{DepartmentId, LocationId, SpecialtyId},
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

/// Those of every location: family doctors, and everybody else.
const DEPARTMENTS: [&str; 2] = ["Family medicine", "Specialist clinic"];

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

pub fn departments(locations: &HashMap<String, LocationId>, new_id: impl Fn() -> Uuid) -> Vec<Department> {
    let at = |slug: &str, id: LocationId| {
        DEPARTMENTS.map(|name| Department {
            id: DepartmentId(new_id()),
            slug: format!("{}-{slug}", text::slug(name)),
            name: name.to_owned(),
            location_id: id,
        })
    };
    let known = LOCATIONS.iter().filter_map(|(slug, ..)| Some(at(slug, *locations.get(*slug)?)));
    known.flatten().collect()
}

/// The slug of the department to which a doctor belongs with this specialty, at this location.
pub fn department(specialty: &str, location: &str) -> String {
    let name = if specialty == text::slug(SPECIALTIES[0]) { DEPARTMENTS[0] } else { DEPARTMENTS[1] };
    format!("{}-{location}", text::slug(name))
}
