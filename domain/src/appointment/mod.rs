//! A booked appointment and what can be done with it.

mod hold;
mod series;
mod status;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    Tz,
    actor::Parties,
    dependant::Attendee,
    directory::{Location, Order, Specialty},
    error::{ClinicError, FieldError, Problems},
    ids::{ApiTokenId, AppointmentId, DependantId, SeriesId, UserId, VisitTypeId},
    local_time::parse_instant,
};

pub use hold::{HOLD, Hold};
pub use series::{NotBooked, Repetition, Series, SeriesForm};
pub use status::Status;

/// The doctor of an appointment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AppointmentDoctor {
    pub id: UserId,
    pub slug: String,
    pub full_name: String,
    pub specialty: Option<Specialty>,
}

/// The patient of an appointment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AppointmentPatient {
    pub id: UserId,
    pub full_name: String,
}

/// Whom a patient booked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AppointmentDependant {
    pub id: DependantId,
    pub full_name: String,
}

/// What was booked, by its name at the time of reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AppointmentVisitType {
    pub id: VisitTypeId,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = AppointmentRecord))]
pub struct Appointment {
    pub id: AppointmentId,
    pub doctor: AppointmentDoctor,
    pub patient: AppointmentPatient,
    /// Whom the visit is for, if not the patient themselves.
    pub dependant: Option<AppointmentDependant>,
    /// None for a booking that named its own length.
    pub visit_type: Option<AppointmentVisitType>,
    pub location: Location,
    /// IANA name of the zone the visit's wall-clock time is in.
    pub time_zone: String,
    pub start_time: DateTime<Utc>,
    pub end_time: DateTime<Utc>,
    /// Until then its patient can move or cancel it themselves; afterwards they call the practice.
    pub changeable_until: DateTime<Utc>,
    pub status: Status,
    /// The practice put it where it does not fit, and knew.
    pub overbooked: bool,
    /// The series it is one of.
    pub series_id: Option<SeriesId>,
    pub reason: Option<String>,
    /// The external system that booked it. For the policy alone.
    #[serde(skip)]
    pub booked_by: Option<ApiTokenId>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl Appointment {
    pub fn parties(&self) -> Parties {
        Parties {
            doctor_id: self.doctor.id,
            patient_id: self.patient.id,
            location_id: self.location.id,
            booked_by: self.booked_by,
        }
    }

    /// Who comes.
    pub fn attendee(&self) -> Attendee {
        Attendee { patient: self.patient.id, dependant: self.dependant.as_ref().map(|dependant| dependant.id) }
    }

    /// The name of who comes.
    pub fn attendee_name(&self) -> &str {
        self.dependant.as_ref().map_or(&self.patient.full_name, |dependant| &dependant.full_name)
    }

    /// Whether it can still be moved or cancelled, by the practice at least.
    pub fn can_be_changed(&self, now: DateTime<Utc>) -> bool {
        self.status.can_change() && self.start_time > now
    }

    /// Whether this person can still move or cancel it: its patient until some time before, the practice until it begins.
    pub fn can_be_changed_by(&self, who: UserId, now: DateTime<Utc>) -> bool {
        self.can_be_changed(now) && (who != self.patient.id || self.changeable_until > now)
    }
}

/// A patient's wish to see a doctor, as it was written.
#[derive(Debug, Clone, Default)]
pub struct BookForm {
    /// Id or slug.
    pub doctor_id: String,
    pub start_time: String,
    /// Without a visit type: books up to here. With one: must agree with its duration.
    pub end_time: Option<String>,
    /// Id or slug; none, and no end either, means the doctor's first visit type.
    pub visit_type_id: Option<String>,
    pub reason: Option<String>,
    /// The hold that is to become the appointment.
    pub hold_id: Option<String>,
    /// Whom staff book for; patients book for themselves.
    pub patient_id: Option<String>,
    /// Whom the patient cares for and the visit is for; none: the patient.
    pub dependant_id: Option<String>,
    /// Staff know that the time is taken or closed, and book it all the same.
    pub overbook: bool,
}

impl BookForm {
    /// What has to be named before anything can be looked up, roughly: when, on the clock of UTC where none is named.
    ///
    /// # Errors
    /// [`ClinicError::Invalid`], with everything that is missing or cannot be read.
    pub fn rough_start(&self) -> Result<DateTime<Utc>, ClinicError> {
        let mut problems = Problems::default();
        if self.doctor_id.trim().is_empty() {
            problems.push(FieldError::new("doctor_id", "required", "Name the doctor, by id or slug."));
        }
        let start = problems.keep(parse_instant("start_time", &self.start_time, Tz::UTC));
        problems.check()?;
        // `check` has answered for what is missing.
        start.ok_or(ClinicError::Internal)
    }
}

/// What to change about an appointment, as it was written. What is absent stays as it is.
#[derive(Debug, Clone, Default)]
pub struct ChangeForm {
    pub start_time: Option<String>,
    pub reason: Option<String>,
}

/// Which free slots to list, as it was written. Bounds are dates or instants; `to` is exclusive.
#[derive(Debug, Clone, Default)]
pub struct SlotQuery {
    /// Id or slug.
    pub doctor_id: String,
    /// Id or slug; none means the doctor's first.
    pub visit_type_id: Option<String>,
    pub from: Option<String>,
    pub to: Option<String>,
}

/// Which of one's appointments to list.
#[derive(Debug, Clone, Default)]
pub struct AppointmentFilter {
    pub status: Option<Status>,
    pub from: Option<DateTime<Utc>>,
    pub to: Option<DateTime<Utc>>,
    pub doctor_id: Option<UserId>,
    pub patient_id: Option<UserId>,
    /// By their start.
    pub order: Order,
}

/// Longest text a patient can give as the reason.
pub const MAX_REASON_CHARS: usize = 1000;
