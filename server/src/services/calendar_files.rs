//! An appointment as a file for calendars (iCalendar, RFC 5545).

use domain::{
    actor::Actor,
    appointment::{Appointment, Status},
    ids::AppointmentId,
};
use icalendar::{Calendar, Component, Event, EventLike, EventStatus};
use url::Url;

use super::{Answer, Services};

impl Services {
    /// One event. It keeps its name when the appointment is moved, so that a calendar that reads it again moves it too.
    /// The reason for the visit is not in it: calendars are shared.
    ///
    /// # Errors
    /// Those of [`Self::appointment`].
    pub async fn calendar_file(&self, actor: &Actor, id: AppointmentId) -> Answer<String> {
        let appointment = self.appointment(actor, id).await?;
        let site = Url::parse(&self.public_url).ok();
        let host = site.as_ref().and_then(Url::host_str).unwrap_or_default();
        let event = Event::new()
            .uid(&format!("{id}@{host}"))
            .sequence(sequence(&appointment))
            .timestamp(appointment.updated_at)
            .summary(&summary(actor, &appointment))
            .location(&appointment.location.in_full())
            .url(&format!("{}{}", self.public_url, app::paths::booked(id)))
            .starts(appointment.start_time)
            .ends(appointment.end_time)
            .status(if appointment.status == Status::Cancelled {
                EventStatus::Cancelled
            } else {
                EventStatus::Confirmed
            })
            .done();
        Ok(Calendar::new().push(event).done().to_string())
    }
}

/// Whom one meets.
fn summary(actor: &Actor, appointment: &Appointment) -> String {
    let other = if actor.user_id == appointment.patient.id {
        appointment.doctor.full_name.as_str()
    } else {
        appointment.attendee_name()
    };
    format!("Appointment with {other}")
}

/// Grows from one change to a later one: seconds since the booking.
fn sequence(appointment: &Appointment) -> u32 {
    u32::try_from((appointment.updated_at - appointment.created_at).num_seconds()).unwrap_or(0)
}
