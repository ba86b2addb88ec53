//! Listing, reading and cancelling.

use app::format;
use chrono::{DateTime, Utc};
use domain::{
    actor::Actor,
    appointment::{Appointment, AppointmentFilter, Status},
    audit::Action,
    directory::Page,
    error::ClinicError,
    ids::AppointmentId,
};
use serde_json::json;
use sqlx::PgConnection;

use super::{
    Answer, Required, Services, commit,
    paging::{Place, invalid_cursor, one_more, page},
};
use crate::{
    db::{self, appointments::Listed, audit::Happened},
    jobs::SendMail,
    precondition,
};

impl Services {
    /// One's own appointments, as patient or doctor; an administrator's list is everybody's, a token's what it booked.
    ///
    /// # Errors
    /// [`ClinicError::Invalid`] for a cursor that is not one of ours.
    pub async fn appointments(
        &self,
        actor: &Actor,
        filter: &AppointmentFilter,
        cursor: Option<&str>,
        limit: u16,
    ) -> Answer<Page<Appointment>> {
        let after = Place::read(cursor)?.map(after).transpose()?;
        let mut db = self.connect().await?;
        let listed = db::appointments::list(&mut db, actor.scope(), filter, after, one_more(limit)).await?;
        let Page { items, next_cursor } = page(listed, limit, place);
        let ids: Vec<_> = items.iter().map(|listed| listed.id).collect();
        let items = db::appointments::find_all(&mut db, &ids).await?;
        self.note_listed(&mut db, actor, &items).await?;
        Ok(Page { items, next_cursor })
    }

    /// A doctor's list of appointments.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`], [`ClinicError::Invalid`].
    pub async fn doctors_appointments(
        &self,
        actor: &Actor,
        filter: &AppointmentFilter,
        cursor: Option<&str>,
        limit: u16,
    ) -> Answer<Page<Appointment>> {
        actor.can_run_a_day()?;
        self.appointments(actor, filter, cursor, limit).await
    }

    /// # Errors
    /// [`ClinicError::NotFound`], also for somebody else's.
    pub async fn appointment(&self, actor: &Actor, id: AppointmentId) -> Answer<Appointment> {
        self.read_appointment(&mut *self.connect().await?, actor, id).await
    }

    pub(super) async fn read_appointment(
        &self,
        db: &mut PgConnection,
        actor: &Actor,
        id: AppointmentId,
    ) -> Answer<Appointment> {
        let appointment = visible_appointment(db, actor, id).await?;
        if appointment.patient.id != actor.user_id {
            self.note(db, about(actor, Action::AppointmentRead, &appointment)).await?;
        }
        Ok(appointment)
    }

    /// Cancels; the row stays, the time is free again.
    ///
    /// # Errors
    /// [`ClinicError::NotFound`], [`ClinicError::NotCancellable`] when it is cancelled already or has begun,
    /// [`ClinicError::Conflict`] `too_late` for a patient within the notice of the visit type.
    pub async fn cancel(&self, actor: &Actor, id: AppointmentId) -> Answer<()> {
        let mut tx = self.begin().await?;
        let appointment = visible_appointment(&mut tx, actor, id).await?;
        let now = self.now();
        if !appointment.can_be_changed(now) {
            return Err(ClinicError::NotCancellable { status: describe(&appointment, now) });
        }
        check_is_in_time(actor, &appointment, now)?;
        check_is_expected(&mut tx, &appointment).await?;
        self.cancel_within(&mut tx, actor, &appointment).await?;
        commit(tx).await?;
        self.changes.note(appointment.doctor.id);
        Ok(())
    }

    pub(super) async fn cancel_within(
        &self,
        tx: &mut PgConnection,
        actor: &Actor,
        appointment: &Appointment,
    ) -> Answer<()> {
        let (doctor, id, status) = (appointment.doctor.id, appointment.id, appointment.status);
        if !db::appointments::change_status(tx, doctor, id, status, Status::Cancelled, self.now()).await? {
            return Err(ClinicError::NotCancellable { status: "changed meanwhile".to_owned() });
        }
        if actor.user_id != appointment.patient.id {
            self.enqueue(tx, &SendMail::AppointmentCancelled { appointment_id: id }).await?;
        }
        self.note(tx, about(actor, Action::AppointmentCancelled, appointment)).await
    }

    /// One entry for all the appointments of others that somebody was shown.
    pub(super) async fn note_listed(&self, db: &mut PgConnection, actor: &Actor, shown: &[Appointment]) -> Answer<()> {
        let others: Vec<_> = shown.iter().filter(|it| it.patient.id != actor.user_id).map(|it| it.id).collect();
        if others.is_empty() {
            return Ok(());
        }
        let details = json!({ "appointments": others });
        self.note(db, Happened::new(Action::AppointmentsListed).by(actor).with(details)).await
    }
}

/// Something done to or with one appointment.
pub(super) fn about<'a>(actor: &'a Actor, action: Action, appointment: &Appointment) -> Happened<'a> {
    Happened::new(action).by(actor).to(appointment.id.0).of(appointment.patient.id)
}

/// A place in the order of starts.
fn place(listed: &Listed) -> Place {
    Place { id: listed.id.0, by: listed.start_time.timestamp_micros().to_string() }
}

fn after(Place { id, by }: Place) -> Answer<Listed> {
    let start_time = by.parse().ok().and_then(DateTime::from_timestamp_micros).ok_or_else(invalid_cursor)?;
    Ok(Listed { start_time, id: AppointmentId(id) })
}

pub(super) async fn visible_appointment(
    db: &mut PgConnection,
    actor: &Actor,
    id: AppointmentId,
) -> Answer<Appointment> {
    let appointment = db::appointments::find(db, id).await?.required("appointment")?;
    actor.can_touch(appointment.parties())?;
    Ok(appointment)
}

/// Looks again, under a lock, where the request is about a certain state of the appointment.
pub(super) async fn check_is_expected(tx: &mut PgConnection, appointment: &Appointment) -> Answer<()> {
    if precondition::is_met() {
        return Ok(());
    }
    db::appointments::lock(tx, appointment.doctor.id, appointment.id).await?;
    precondition::check(&db::appointments::find(tx, appointment.id).await?.required("appointment")?)
}

/// Whether a patient is not too late to change their appointment themselves, nor a system that asks for them. The practice
/// never is.
pub(super) fn check_is_in_time(actor: &Actor, appointment: &Appointment, now: DateTime<Utc>) -> Answer<()> {
    let who = if actor.token().is_some() { appointment.patient.id } else { actor.user_id };
    if appointment.can_be_changed_by(who, now) {
        return Ok(());
    }
    let zone = format::zone(&appointment.location.time_zone);
    let until = format::long(appointment.changeable_until, zone);
    let detail = format!("This appointment could be moved or cancelled here until {until}. Please call the practice.");
    Err(ClinicError::conflict("too_late", detail))
}

pub(super) fn describe(appointment: &Appointment, now: DateTime<Utc>) -> String {
    match appointment.status {
        Status::Requested | Status::Confirmed if appointment.start_time <= now => "in the past".to_owned(),
        Status::CheckedIn => "under way".to_owned(),
        Status::NoShow => "over".to_owned(),
        other => other.as_str().to_owned(),
    }
}
