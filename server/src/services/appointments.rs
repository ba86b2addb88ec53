//! Booking, listing and cancelling.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    Tz,
    actor::Actor,
    appointment::{Appointment, AppointmentFilter, BookForm, MAX_REASON_CHARS, Status},
    audit::Action,
    directory::{Doctor, Page},
    error::{ClinicError, Problems},
    ids::{AppointmentId, UserId},
    local_time::parse_instant,
    schedule::{self, Calendar, Refusal, Slot, StartRule, TimeRange, Visit},
    text,
};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    Answer, Required, Services,
    bookable::{around, limits, unknown_visit_type, zone_of},
    commit,
    directory::visible_doctor,
    paging::{Place, invalid_cursor, one_more, page},
};
use crate::db::{
    self,
    appointments::{After, NewAppointment},
    audit::Happened,
};

/// Shortest and longest visit of a booking that names its own length, and the grid of its times; in minutes.
const OWN_LENGTH_MINUTES: std::ops::RangeInclusive<i64> = 5..=480;
const OWN_LENGTH_STEP: i64 = 5;
/// How many other times a refused booking suggests, and how far from the wished one.
const ALTERNATIVES: usize = 3;
const ALTERNATIVES_WITHIN_DAYS: i64 = 14;

/// A booking whose words have been read.
pub(super) struct Wish {
    pub(super) visit: Visit,
    pub(super) start: DateTime<Utc>,
    pub(super) reason: Option<String>,
}

impl Services {
    /// Books one appointment for the patient themselves.
    ///
    /// The doctor's hours are locked against edits (bookings do not wait for each other), the wish is checked against
    /// them, and the database has the last word on overlaps. Success is told only after the commit.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`], [`ClinicError::NotFound`], [`ClinicError::Invalid`], [`ClinicError::Rule`] with
    /// `in_the_past`, `outside_availability`, `off_grid` or `beyond_horizon`, [`ClinicError::SlotTaken`] with the
    /// nearest free times, [`ClinicError::PatientBusy`].
    pub async fn book(&self, actor: &Actor, form: &BookForm) -> Answer<Appointment> {
        actor.can_book()?;
        let mut tx = self.begin().await?;
        let doctor = visible_doctor(&mut tx, &form.doctor_id).await?;
        let wish = read_wish(form, &doctor, zone_of(&doctor)?)?;
        let now = self.now();

        db::calendars::lock_for_booking(&mut tx, doctor.id).await?;
        let calendar = calendar_near(&mut tx, doctor.id, wish.start, now).await?;
        let slot = schedule::slot_at(&calendar, &wish.visit, &limits(now), wish.start)
            .map_err(|refusal| refused(refusal, &calendar, &wish, now))?;

        let id = AppointmentId(self.new_id());
        let new = NewAppointment {
            id,
            doctor_id: doctor.id,
            patient_id: actor.user_id,
            slot: &slot,
            blocked: wish.visit.blocked(slot.during()),
            reason: wish.reason.as_deref(),
            now,
        };
        if !db::appointments::insert(&mut tx, &new).await? {
            if db::appointments::patient_is_busy(&mut tx, actor.user_id, slot.during(), None).await? {
                return Err(ClinicError::PatientBusy);
            }
            // Somebody was faster: what they took is no longer among the alternatives.
            let calendar = calendar_near(&mut tx, doctor.id, wish.start, now).await?;
            if schedule::slot_at(&calendar, &wish.visit, &limits(now), wish.start).is_ok() {
                // Nobody took it, so one of the two is gone since they were looked up.
                visible_doctor(&mut tx, &form.doctor_id).await?;
                let patient = db::users::find(&mut tx, actor.user_id).await?;
                patient.filter(|patient| patient.active).ok_or(ClinicError::Unauthenticated)?;
            }
            return Err(slot_taken(&calendar, &wish, now));
        }
        let appointment = db::appointments::find(&mut tx, id).await?.required("appointment")?;
        self.note(&mut tx, about(actor, Action::AppointmentBooked, &appointment)).await?;
        commit(tx).await?;
        Ok(appointment)
    }

    /// One's own appointments, as patient or doctor; an administrator's list is everybody's.
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
        let found = db::appointments::list(&mut db, actor.scope(), None, filter, after, one_more(limit)).await?;
        let page = page(found, limit, |last| place(last.start_time, last.id.0));
        self.note_listed(&mut db, actor, &page.items).await?;
        Ok(page)
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
        let mut db = self.connect().await?;
        let appointment = visible_appointment(&mut db, actor, id).await?;
        if appointment.patient.id != actor.user_id {
            self.note(&mut db, about(actor, Action::AppointmentRead, &appointment)).await?;
        }
        Ok(appointment)
    }

    /// Cancels; the row stays, the time is free again.
    ///
    /// # Errors
    /// [`ClinicError::NotFound`], [`ClinicError::NotCancellable`] when it is cancelled already or has begun.
    pub async fn cancel(&self, actor: &Actor, id: AppointmentId) -> Answer<()> {
        let mut tx = self.begin().await?;
        let appointment = visible_appointment(&mut tx, actor, id).await?;
        let now = self.now();
        if !appointment.can_be_changed(now) {
            return Err(ClinicError::NotCancellable { status: describe(&appointment, now) });
        }
        let cancelled = db::appointments::change_status(
            &mut tx,
            appointment.doctor.id,
            id,
            appointment.status,
            Status::Cancelled,
            now,
        )
        .await?;
        if !cancelled {
            return Err(ClinicError::NotCancellable { status: "changed meanwhile".to_owned() });
        }
        self.note(&mut tx, about(actor, Action::AppointmentCancelled, &appointment)).await?;
        commit(tx).await
    }

    /// One entry for all the appointments of others that somebody was shown.
    async fn note_listed(&self, db: &mut PgConnection, actor: &Actor, shown: &[Appointment]) -> Answer<()> {
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
fn place(start: DateTime<Utc>, id: Uuid) -> Place {
    Place { id, by: start.timestamp_micros().to_string() }
}

fn after(Place { id, by }: Place) -> Answer<After> {
    let start_time = by.parse().ok().and_then(DateTime::from_timestamp_micros).ok_or_else(invalid_cursor)?;
    Ok(After { start_time, id })
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

pub(super) fn describe(appointment: &Appointment, now: DateTime<Utc>) -> String {
    match appointment.status {
        Status::Confirmed if appointment.start_time <= now => "in the past".to_owned(),
        Status::CheckedIn => "under way".to_owned(),
        Status::NoShow => "over".to_owned(),
        other => other.as_str().to_owned(),
    }
}

/// Enough of the calendar to decide on `start` and to suggest other times.
pub(super) async fn calendar_near(
    db: &mut PgConnection,
    doctor: UserId,
    start: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Answer<Calendar> {
    let within = around(near(start, now));
    db::calendars::load(db, &[doctor], within).await?.remove(&doctor).required("doctor")
}

fn near(start: DateTime<Utc>, now: DateTime<Utc>) -> TimeRange {
    let days = TimeDelta::days(ALTERNATIVES_WITHIN_DAYS);
    let from = (start - days).max(now.min(start));
    TimeRange::new(from, start + days).expect("an instant lies before one two weeks after it")
}

fn read_wish(form: &BookForm, doctor: &Doctor, zone: Tz) -> Answer<Wish> {
    let mut problems = Problems::default();
    let start = problems.keep(parse_instant("start_time", &form.start_time, zone));
    let end = match &form.end_time {
        None => Some(None),
        Some(text) => problems.keep(parse_instant("end_time", text, zone)).map(Some),
    };
    let reason = problems.keep(text::optional("reason", "The reason", form.reason.as_deref(), MAX_REASON_CHARS));
    problems.check()?;
    // `check` has answered for whatever is missing.
    let (Some(start), Some(end), Some(reason)) = (start, end, reason) else { return Err(ClinicError::Internal) };
    let visit = match (end, form.visit_type_id.as_deref().filter(|key| !key.is_empty())) {
        (Some(end), None) => own_length(start, end)?,
        (end, key) => {
            let visit = doctor.visit_type(key).ok_or_else(unknown_visit_type)?.visit();
            let length = TimeDelta::minutes(visit.minutes.into());
            if end.is_some_and(|end| end - start != length) {
                return Err(ClinicError::invalid(
                    "end_time",
                    "wrong_length",
                    format!("This visit type takes {} minutes; leave `end_time` out, or make it fit.", visit.minutes),
                ));
            }
            visit
        }
    };
    Ok(Wish { visit, start, reason })
}

/// A visit of no type: as long as the caller says, within bounds.
pub(super) fn own_length(start: DateTime<Utc>, end: DateTime<Utc>) -> Answer<Visit> {
    if end <= start {
        return Err(ClinicError::invalid("end_time", "end_before_start", "The end must come after the start."));
    }
    let length = end - start;
    let minutes = length.num_minutes();
    if !OWN_LENGTH_MINUTES.contains(&minutes) || length != TimeDelta::minutes(minutes) || minutes % OWN_LENGTH_STEP != 0
    {
        return Err(ClinicError::invalid(
            "end_time",
            "wrong_length",
            "An appointment lasts 5 minutes to 8 hours, in steps of 5 minutes.",
        ));
    }
    Ok(Visit {
        visit_type_id: None,
        minutes: u16::try_from(minutes).map_err(|_| ClinicError::Internal)?,
        buffer_before: 0,
        buffer_after: 0,
        start_rule: StartRule::FiveMinutes,
    })
}

pub(super) fn refused(refusal: Refusal, calendar: &Calendar, wish: &Wish, now: DateTime<Utc>) -> ClinicError {
    match refusal {
        Refusal::Taken => slot_taken(calendar, wish, now),
        rule => ClinicError::rule("start_time", rule.code(), rule.detail()),
    }
}

fn slot_taken(calendar: &Calendar, wish: &Wish, now: DateTime<Utc>) -> ClinicError {
    let alternatives: Vec<Slot> =
        schedule::nearest(calendar, &wish.visit, &limits(now), wish.start, near(wish.start, now), ALTERNATIVES);
    ClinicError::SlotTaken { alternatives }
}
