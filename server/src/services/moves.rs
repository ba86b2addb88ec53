//! Moving an appointment to another time, in one step: the old time is kept until the new one is had.

use chrono::{DateTime, Utc};
use domain::{
    actor::Actor,
    appointment::{Appointment, ChangeForm, MAX_REASON_CHARS, SlotQuery},
    audit::Action,
    directory::Doctor,
    error::ClinicError,
    ids::AppointmentId,
    local_time::parse_instant,
    schedule::{self, Calendar, Slot, TimeRange, Visit},
    text,
};
use serde_json::json;
use sqlx::PgConnection;

use super::{
    Answer, Required, Services,
    appointments::{Wish, about, calendar_near, describe, own_length, refused, visible_appointment},
    bookable::{around, limits, zone_of},
    commit,
    directory::visible_doctor,
};
use crate::db;

impl Services {
    /// The other times an appointment can have. What it takes up itself counts as free.
    ///
    /// # Errors
    /// [`ClinicError::NotFound`], also for somebody else's; [`ClinicError::Invalid`].
    pub async fn times_to_move_to(&self, actor: &Actor, id: AppointmentId, query: &SlotQuery) -> Answer<Vec<Slot>> {
        let mut db = self.connect().await?;
        let appointment = visible_appointment(&mut db, actor, id).await?;
        let doctor = visible_doctor(&mut db, &appointment.doctor.id.to_string()).await?;
        let within = self.parse_bounds(&doctor, query)?;
        let Some(own) = db::appointments::blocked(&mut db, doctor.id, id).await? else { return Ok(Vec::new()) };
        let loaded = db::calendars::load(&mut db, &[doctor.id], around(within)).await?.remove(&doctor.id);
        let calendar = without(loaded.required("doctor")?, own);
        let mut slots = schedule::slots(&calendar, &visit_of(&appointment, &doctor)?, &limits(self.now()), within);
        slots.retain(|slot| slot.start_time != appointment.start_time);
        Ok(slots)
    }

    /// Moves an appointment, gives it another reason, or both: what is absent stays as it is.
    ///
    /// # Errors
    /// [`ClinicError::NotFound`], also for somebody else's; [`ClinicError::Conflict`] `not_changeable` when it is
    /// cancelled or has begun; those of [`Self::book`] for the new time. Nothing is changed then.
    pub async fn change_appointment(&self, actor: &Actor, id: AppointmentId, form: &ChangeForm) -> Answer<Appointment> {
        let reason =
            form.reason.as_deref().map(|reason| text::optional("reason", "The reason", Some(reason), MAX_REASON_CHARS));
        let reason = reason.transpose()?;
        if form.start_time.is_none() && reason.is_none() {
            return self.appointment(actor, id).await;
        }
        let mut tx = self.begin().await?;
        let appointment = visible_appointment(&mut tx, actor, id).await?;
        let now = self.now();
        if !appointment.can_be_changed(now) {
            return Err(not_changeable(&appointment, now));
        }
        if let Some(start) = &form.start_time {
            let details = json!({ "from": self.move_to(&mut tx, &appointment, start).await? });
            self.note(&mut tx, about(actor, Action::AppointmentMoved, &appointment).with(details)).await?;
        }
        if let Some(reason) = reason {
            if !db::appointments::set_reason(&mut tx, appointment.doctor.id, id, reason.as_deref(), now).await? {
                return Err(not_changeable(&appointment, now));
            }
            self.note(&mut tx, about(actor, Action::AppointmentReasonChanged, &appointment)).await?;
        }
        let changed = db::appointments::find(&mut tx, id).await?.required("appointment")?;
        commit(tx).await?;
        Ok(changed)
    }

    /// From when it was moved: what was read before the locks may be old by then.
    async fn move_to(&self, tx: &mut PgConnection, appointment: &Appointment, start: &str) -> Answer<DateTime<Utc>> {
        let (id, patient, now) = (appointment.id, appointment.patient.id, self.now());
        let doctor = visible_doctor(tx, &appointment.doctor.id.to_string()).await?;
        let start = parse_instant("start_time", start, zone_of(&doctor)?)?;
        // PostgreSQL has no `on conflict` for updates: two that want each other's time would wait for each other. So the
        // doctor's bookings, and the patient's, wait for this one, always in this order.
        db::calendars::lock_for_editing(tx, doctor.id).await?;
        db::users::lock(tx, patient).await?;
        let appointment = &db::appointments::find(tx, id).await?.required("appointment")?;
        let not_changeable = || not_changeable(appointment, now);
        let own = db::appointments::blocked(tx, doctor.id, id).await?.ok_or_else(not_changeable)?;
        let wish = Wish { visit: visit_of(appointment, &doctor)?, start, reason: None };
        let calendar = without(calendar_near(tx, doctor.id, start, now).await?, own);
        let slot = schedule::slot_at(&calendar, &wish.visit, &limits(now), start)
            .map_err(|refusal| refused(refusal, &calendar, &wish, now))?;
        if db::appointments::patient_is_busy(tx, patient, slot.during(), Some(id)).await? {
            return Err(ClinicError::PatientBusy);
        }
        let blocked = wish.visit.blocked(slot.during());
        if !db::appointments::move_to(tx, doctor.id, id, &slot, blocked, now).await? {
            return Err(not_changeable());
        }
        Ok(appointment.start_time)
    }
}

/// The visit as it would be booked today; what named its own length keeps that.
fn visit_of(appointment: &Appointment, doctor: &Doctor) -> Answer<Visit> {
    let key = appointment.visit_type.as_ref().map(|visit_type| visit_type.id.to_string());
    match key.and_then(|key| doctor.visit_type(Some(&key))) {
        Some(visit_type) => Ok(visit_type.visit()),
        None => own_length(appointment.start_time, appointment.end_time),
    }
}

/// The calendar as it is without this appointment.
fn without(calendar: Calendar, own: TimeRange) -> Calendar {
    Calendar { blocked: calendar.blocked.into_iter().filter(|blocked| *blocked != own).collect(), ..calendar }
}

fn not_changeable(appointment: &Appointment, now: DateTime<Utc>) -> ClinicError {
    let status = describe(appointment, now);
    ClinicError::conflict("not_changeable", format!("This appointment is {status} and cannot be changed."))
}
