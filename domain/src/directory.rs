//! What patients look through: specialties, locations, doctors and what they offer.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    ids::{DepartmentId, LocationId, SpecialtyId, UserId, VisitTypeId},
    schedule::{HORIZON_DAYS, Slot, StartRule, Visit},
};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Specialty {
    pub id: SpecialtyId,
    pub slug: String,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Location {
    pub id: LocationId,
    pub slug: String,
    pub name: String,
    pub address: String,
    pub city: String,
    pub postal_code: String,
    /// IANA name, such as `Europe/London`.
    pub time_zone: String,
}

impl Location {
    /// Whether this is its id or slug.
    pub fn is_called(&self, key: &str) -> bool {
        self.slug == key || self.id.to_string() == key
    }

    /// `Praxis Riverside, 14 Wharf Street, London SE1 9PX`
    pub fn in_full(&self) -> String {
        format!("{}, {}, {} {}", self.name, self.address, self.city, self.postal_code)
    }
}

/// A part of a practice at one location.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Department {
    pub id: DepartmentId,
    pub slug: String,
    pub name: String,
    pub location_id: LocationId,
}

/// A kind of appointment one doctor offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VisitType {
    pub id: VisitTypeId,
    pub doctor_id: UserId,
    pub slug: String,
    pub name: String,
    pub duration_minutes: u16,
    pub buffer_before_minutes: u16,
    pub buffer_after_minutes: u16,
    /// Minutes from one start time to the next. None: slots start one after another, buffers aside.
    pub slot_step_minutes: Option<u16>,
    /// How long beforehand patients have to book it.
    pub minimum_notice_minutes: u16,
    /// How far ahead patients can book it.
    pub horizon_days: u16,
    /// Until how long beforehand patients can move or cancel it themselves.
    pub cancellation_notice_minutes: u16,
    /// How long after its start somebody who has not checked in counts as not coming. None: not until somebody says so.
    pub no_show_after_minutes: Option<u16>,
    /// How many there can be a day; none: as many as fit.
    pub per_day_limit: Option<u16>,
    /// How many people can come to the same visit.
    pub seats: u16,
    /// Whether people may book it whom the doctor has not seen before …
    pub new_patients: bool,
    /// … and people they have.
    pub known_patients: bool,
    /// Whether the practice confirms each booking before it counts as agreed. Its time is taken meanwhile.
    pub needs_confirmation: bool,
    /// Where it is offered; empty: wherever the doctor works.
    pub location_ids: Vec<LocationId>,
}

impl VisitType {
    /// What a doctor offers who has not said anything yet: half an hour.
    pub fn consultation(doctor_id: UserId, id: VisitTypeId) -> Self {
        Self {
            id,
            doctor_id,
            slug: "consultation".to_owned(),
            name: "Consultation".to_owned(),
            duration_minutes: 30,
            buffer_before_minutes: 0,
            buffer_after_minutes: 0,
            slot_step_minutes: None,
            minimum_notice_minutes: 0,
            horizon_days: HORIZON_DAYS,
            cancellation_notice_minutes: 0,
            no_show_after_minutes: None,
            per_day_limit: None,
            seats: 1,
            new_patients: true,
            known_patients: true,
            needs_confirmation: false,
            location_ids: Vec::new(),
        }
    }

    /// `Back school, 60 minutes, up to 8 people`
    pub fn in_words(&self) -> String {
        let seats = self.visit().group_seats().map(|seats| format!(", up to {seats} people"));
        format!("{}, {} minutes{}", self.name, self.duration_minutes, seats.unwrap_or_default())
    }

    pub fn visit(&self) -> Visit {
        Visit {
            visit_type_id: Some(self.id),
            minutes: self.duration_minutes,
            buffer_before: self.buffer_before_minutes,
            buffer_after: self.buffer_after_minutes,
            start_rule: StartRule::Every(self.slot_step_minutes.unwrap_or(self.duration_minutes)),
            minimum_notice: self.minimum_notice_minutes,
            horizon_days: self.horizon_days,
            per_day: self.per_day_limit,
            seats: self.seats,
            new_patients: self.new_patients,
            known_patients: self.known_patients,
            locations: self.location_ids.clone(),
        }
    }
}

/// A doctor as patients see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Doctor {
    /// The doctor's user id.
    pub id: UserId,
    pub slug: String,
    pub full_name: String,
    pub bio: Option<String>,
    pub specialty: Option<Specialty>,
    /// At one of their locations.
    pub department: Option<Department>,
    /// Where they work; the first one is meant where nothing is said.
    pub locations: Vec<Location>,
    pub visit_types: Vec<VisitType>,
    /// The start of the first free slot of their first visit type.
    pub next_available: Option<DateTime<Utc>>,
    /// The first few free slots, for a list of results.
    #[serde(skip)]
    pub next_slots: Vec<Slot>,
}

impl Doctor {
    pub fn location(&self, id: LocationId) -> Option<&Location> {
        self.locations.iter().find(|location| location.id == id)
    }

    /// The named visit type, or the first one where none is named.
    pub fn visit_type(&self, id_or_slug: Option<&str>) -> Option<&VisitType> {
        match id_or_slug {
            None => self.visit_types.first(),
            Some(key) => self.visit_types.iter().find(|visit| visit.slug == key || visit.id.to_string() == key),
        }
    }
}

/// Visit types that several doctors have under one name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitKind {
    pub slug: String,
    pub name: String,
}

/// Which doctors to look for, as typed. Keys are ids or slugs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct DoctorSearch {
    pub specialty: Option<String>,
    pub location: Option<String>,
    pub visit_type: Option<String>,
    /// Words of a name, a specialty, a place or a text about the doctor.
    pub q: Option<String>,
    /// Only doctors with a free slot on that day, at the place where it is.
    pub date: Option<String>,
    /// `morning`, `afternoon` or `evening`: only doctors with a free slot then.
    pub part_of_day: Option<String>,
    /// Only doctors with a free slot in this range: instants or dates, on the clock of UTC where they name no other.
    pub available_from: Option<String>,
    pub available_to: Option<String>,
}

/// In which direction a list goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    #[default]
    Ascending,
    Descending,
}

impl Order {
    /// What a list is sorted by, with a minus sign in front where the last one is to come first.
    pub fn parse(by: &str, text: &str) -> Option<Self> {
        match text.strip_prefix('-') {
            Some(text) if text == by => Some(Self::Descending),
            None if text == by => Some(Self::Ascending),
            _ => None,
        }
    }
}

/// A part of a longer list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    pub items: Vec<T>,
    /// What to pass to get the next part; none at the end.
    pub next_cursor: Option<String>,
}
