//! The one time somebody chose, in words.

use chrono::{DateTime, TimeDelta};
use domain::{
    Tz,
    appointment::SlotQuery,
    directory::{Doctor, Location, VisitType},
    error::ClinicError,
    ids::AppointmentId,
    schedule::Slot,
};

use crate::{
    backend::{self, backend},
    format, paths,
};

pub struct Chosen {
    pub doctor: Doctor,
    /// `Monday 23 November 2026, 10:00`, on the clock of the place.
    pub when: String,
    /// The clock of the place.
    pub zone: Tz,
    /// Where; unknown for a doctor of several places when the time is not free any more.
    pub place: Option<String>,
    /// `Follow-up, 15 minutes`
    pub visit: Option<String>,
    pub free: bool,
    /// The day's other times.
    pub other_times: String,
}

/// # Errors
/// Those of the services, and a start that is no instant.
pub async fn chosen(
    key: &str,
    start: &str,
    visit_type: Option<&str>,
    moving: Option<AppointmentId>,
) -> Result<Chosen, ClinicError> {
    let start = DateTime::parse_from_rfc3339(start).map_err(|_| ClinicError::not_found("time"))?.to_utc();
    let port = backend();
    let doctor = port.doctor(key).await?;
    let query = SlotQuery {
        doctor_id: doctor.id.to_string(),
        visit_type_id: visit_type.map(str::to_owned),
        from: Some(start.to_rfc3339()),
        to: Some((start + TimeDelta::days(1)).to_rfc3339()),
    };
    let slots = backend::free_times(&query, moving).await?;
    let slot: Option<&Slot> = slots.iter().find(|slot| slot.start_time == start);
    let only = (doctor.locations.len() == 1).then(|| &doctor.locations[0]);
    let location = slot.and_then(|slot| doctor.location(slot.location_id)).or(only);
    let zone = location.or(doctor.locations.first()).map_or(Tz::UTC, |location| format::zone(&location.time_zone));
    let visit = doctor.visit_type(visit_type);
    Ok(Chosen {
        when: format::long(start, zone),
        zone,
        place: location.map(Location::in_full),
        visit: visit.map(VisitType::in_words),
        free: slot.is_some(),
        other_times: paths::week(&doctor.slug, visit_type, &format::date(start, zone).to_string(), moving),
        doctor,
    })
}
