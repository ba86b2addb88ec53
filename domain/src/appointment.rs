//! A booked appointment and what can be done with it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    actor::Parties,
    directory::{Location, Specialty},
    ids::{AppointmentId, UserId, VisitTypeId},
};

/// Where an appointment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Confirmed,
    CheckedIn,
    Completed,
    Cancelled,
    NoShow,
}

impl Status {
    pub const ALL: [Self; 5] = [Self::Confirmed, Self::CheckedIn, Self::Completed, Self::Cancelled, Self::NoShow];

    /// The word used in the API and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::CheckedIn => "checked_in",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
            Self::NoShow => "no_show",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }

    /// Only what has not begun can be cancelled.
    pub fn can_cancel(self) -> bool {
        matches!(self, Self::Confirmed)
    }
}

/// The doctor of an appointment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppointmentDoctor {
    pub id: UserId,
    pub slug: String,
    pub full_name: String,
    pub specialty: Option<Specialty>,
}

/// The patient of an appointment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppointmentPatient {
    pub id: UserId,
    pub full_name: String,
}

/// What was booked, by its name at the time of reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppointmentVisitType {
    pub id: VisitTypeId,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appointment {
    pub id: AppointmentId,
    pub doctor: AppointmentDoctor,
    pub patient: AppointmentPatient,
    /// None for a booking that named its own length.
    pub visit_type: Option<AppointmentVisitType>,
    pub location: Location,
    pub start_time: DateTime<Utc>,
    pub end_time: DateTime<Utc>,
    pub status: Status,
    pub reason: Option<String>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl Appointment {
    pub fn parties(&self) -> Parties {
        Parties { doctor_id: self.doctor.id, patient_id: self.patient.id, location_id: self.location.id }
    }

    /// Whether its patient or doctor can still cancel it.
    pub fn can_be_cancelled(&self, now: DateTime<Utc>) -> bool {
        self.status.can_cancel() && self.start_time > now
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
}

/// Longest text a patient can give as the reason.
pub const MAX_REASON_CHARS: usize = 1000;
