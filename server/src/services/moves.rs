//! Moving an appointment to another time, in one step: the old time is kept until the new one is had.

use chrono::{DateTime, Utc};
use domain::{
    Tz,
    actor::Actor,
    appointment::{Appointment, ChangeForm, MAX_REASON_CHARS, SlotQuery},
    audit::Action,
    directory::VisitType,
    error::ClinicError,
    ids::AppointmentId,
    local_time::parse_instant,
    schedule::{self, Slot, StartRule, Taken, TimeRange, Visit},
    text,
};
use serde_json::json;
use sqlx::PgConnection;

use super::{
    Answer, Required, Services,
    appointments::{about, check_is_expected, check_is_in_time, describe, visible_appointment},
    bookable::{For, Wanted, around, around_instant},
    booking::by_other,
    commit,
};
use crate::{
    db::{self, calendars::Bookable},
    jobs::SendMail,
};

impl Services {
    /// The other times an appointment can have. What it takes up itself counts as free.
    ///
    /// # Errors
    /// [`ClinicError::NotFound`], also for somebody else's; [`ClinicError::Invalid`].
    pub async fn times_to_move_to(&self, actor: &Actor, id: AppointmentId, query: &SlotQuery) -> Answer<Vec<Slot>> {
        let mut db = self.connect().await?;
        let appointment = visible_appointment(&mut db, actor, id).await?;
        let doctor = appointment.doctor.id;
        let (rough, whom) = (self.parse_bounds(Tz::UTC, query)?, mover(actor, &appointment));
        let mut bookable = self.bookable(&mut db, &doctor.to_string(), around(rough), whom).await?;
        let within = self.parse_bounds(bookable.zone(), query)?;
        let Some(blocked) = db::appointments::blocked(&mut db, doctor, id).await? else { return Ok(Vec::new()) };
        bookable.calendar.give_back(&taken(&appointment, blocked));
        let (visit, asker) = (visit_of(&appointment, &bookable), whom.asker(&bookable, self.now()));
        let mut slots = schedule::slots(&bookable.calendar, &visit, &asker, within);
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
        let mut tx = self.begin().await?;
        let appointment = visible_appointment(&mut tx, actor, id).await?;
        if form.start_time.is_none() && reason.is_none() {
            check_is_expected(&mut tx, &appointment).await?;
            let appointment = self.read_appointment(&mut tx, actor, id).await?;
            commit(tx).await?;
            return Ok(appointment);
        }
        let now = self.now();
        if !appointment.can_be_changed(now) {
            return Err(not_changeable(&appointment, now));
        }
        // Another reason can be given at any time.
        if form.start_time.is_some() {
            check_is_in_time(actor, &appointment, now)?;
            // PostgreSQL has no `on conflict` for updates: two that want each other's time would wait for each other. So the
            // doctor's bookings, and the patient's, wait for this one, always in this order.
            db::calendars::lock(&mut tx, appointment.doctor.id).await?;
            db::users::lock(&mut tx, appointment.patient.id).await?;
        }
        check_is_expected(&mut tx, &appointment).await?;
        if let Some(start) = &form.start_time {
            self.move_locked(&mut tx, actor, id, start).await?;
        }
        if let Some(reason) = reason {
            if !db::appointments::set_reason(&mut tx, appointment.doctor.id, id, reason.as_deref(), now).await? {
                return Err(not_changeable(&appointment, now));
            }
            self.note(&mut tx, about(actor, Action::AppointmentReasonChanged, &appointment)).await?;
        }
        let changed = db::appointments::find(&mut tx, id).await?.required("appointment")?;
        commit(tx).await?;
        self.changes.note(changed.doctor.id);
        Ok(changed)
    }

    /// For who holds the locks of the doctor's calendar and of the patient.
    pub(super) async fn move_locked(
        &self,
        tx: &mut PgConnection,
        actor: &Actor,
        id: AppointmentId,
        start: &str,
    ) -> Answer<()> {
        let now = self.now();
        let appointment = &db::appointments::find(tx, id).await?.required("appointment")?;
        let (doctor, attendee, whom) = (appointment.doctor.id, appointment.attendee(), mover(actor, appointment));
        let rough = parse_instant("start_time", start, Tz::UTC)?;
        let mut bookable = self.bookable(tx, &doctor.to_string(), around_instant(rough), whom).await?;
        let start = parse_instant("start_time", start, bookable.zone())?;
        let not_changeable = || not_changeable(appointment, now);
        let blocked = db::appointments::blocked(tx, doctor, id).await?.ok_or_else(not_changeable)?;
        let own = taken(appointment, blocked);
        bookable.calendar.give_back(&own);
        let (visit, asker) = (visit_of(appointment, &bookable), whom.asker(&bookable, now));
        let slot = match schedule::slot_at(&bookable.calendar, &visit, &asker, start) {
            Ok(slot) => slot,
            Err(why) => {
                let wanted = Wanted { visit: &visit, start, whom, freed: Some(&own) };
                return Err(self.refused(tx, why, &bookable, &wanted).await?);
            }
        };
        actor.can_book_at(slot.location_id)?;
        if db::appointments::attendee_is_busy(tx, attendee, slot.during(), Some(id)).await? {
            return Err(ClinicError::PatientBusy);
        }
        let blocked = visit.blocked(slot.during());
        db::holds::clear_the_way(tx, doctor, blocked, attendee.patient, slot.during(), None, now).await?;
        match db::appointments::move_to(tx, doctor, id, &slot, &visit, now).await {
            // A hold that was made longer at this moment, or what the practice overbooked.
            Err(error) if error.constraint().is_some_and(|name| name.ends_with("_no_overlap")) => {
                return Err(ClinicError::SlotTaken { alternatives: Vec::new() });
            }
            moved => moved?.then_some(()).ok_or_else(not_changeable)?,
        }
        let details = json!({ "from": appointment.start_time });
        self.note(tx, about(actor, Action::AppointmentMoved, appointment).with(details)).await?;
        if actor.user_id != attendee.patient {
            let from = appointment.start_time;
            self.enqueue(tx, &SendMail::AppointmentMoved { appointment_id: id, from }).await?;
        }
        Ok(())
    }
}

/// What it leaves free when it is moved.
fn taken(appointment: &Appointment, blocked: TimeRange) -> Taken {
    Taken {
        visit_type_id: appointment.visit_type.as_ref().map(|visit_type| visit_type.id),
        start: appointment.start_time,
        blocked,
        overbooked: appointment.overbooked,
    }
}

/// Whom another time is looked for: the practice moves by its own rules.
fn mover(actor: &Actor, appointment: &Appointment) -> For {
    let attendee = appointment.attendee();
    if actor.user_id == attendee.patient { For::Patient(attendee) } else { by_other(actor, attendee) }
}

/// The visit as it would be booked today; what named its own length, or is offered no more, keeps its length.
pub(super) fn visit_of(appointment: &Appointment, bookable: &Bookable) -> Visit {
    let id = appointment.visit_type.as_ref().map(|visit_type| visit_type.id);
    let offered = id.and_then(|id| bookable.visit_types.iter().find(|visit_type| visit_type.id == id));
    offered.map_or_else(
        || Visit {
            visit_type_id: id,
            minutes: u16::try_from((appointment.end_time - appointment.start_time).num_minutes()).unwrap_or(u16::MAX),
            start_rule: StartRule::FiveMinutes,
            ..Visit::default()
        },
        VisitType::visit,
    )
}

fn not_changeable(appointment: &Appointment, now: DateTime<Utc>) -> ClinicError {
    let status = describe(appointment, now);
    ClinicError::conflict("not_changeable", format!("This appointment is {status} and cannot be changed."))
}
