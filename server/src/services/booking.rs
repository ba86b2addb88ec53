//! Booking one appointment.
//!
//! A booking is two statements: one reads everything it is judged by, one writes it, and its line of the audit log, and
//! commits. The second finds nothing to write where the calendar was edited since the first, or somebody was faster; then
//! it is all looked at again.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    actor::{Actor, Role},
    appointment::{Appointment, BookForm, MAX_REASON_CHARS, Status},
    audit::Action,
    dependant::Attendee,
    error::{ClinicError, Problems},
    ids::{AppointmentId, HoldId, SeriesId, UserId},
    local_time::parse_instant,
    schedule::{self, Refusal, Slot, StartRule, TimeRange, Visit},
    text,
};
use serde_json::json;
use sqlx::PgConnection;

use super::{
    Answer, Required, Services,
    bookable::{For, Wanted, around_instant, unknown_visit_type},
    commit,
};
use crate::db::{self, appointments::NewAppointment, audit::Happened, calendars::Bookable};

/// Shortest and longest visit of a booking that names its own length, and the grid of its times; in minutes.
const OWN_LENGTH_MINUTES: std::ops::RangeInclusive<i64> = 5..=480;
const OWN_LENGTH_STEP: i64 = 5;
/// How often a booking looks again. Each time somebody else was faster or the hours were edited, which ends sooner.
pub(super) const TRIES: usize = 5;

/// A booking whose words have been read.
pub(super) struct Wish {
    pub(super) visit: Visit,
    needs_confirmation: bool,
    pub(super) start: DateTime<Utc>,
    reason: Option<String>,
}

impl Wish {
    pub(super) fn wanted(&self, whom: For) -> Wanted<'_> {
        Wanted { visit: &self.visit, start: self.start, whom, freed: None }
    }
}

/// Who wants to book what, for whom.
pub(super) struct Attempt<'a> {
    pub(super) actor: &'a Actor,
    pub(super) form: &'a BookForm,
    pub(super) whom: For,
    /// The hold it is to be made of.
    pub(super) hold: Option<HoldId>,
    /// What it is one of.
    pub(super) series: Option<SeriesId>,
}

/// How a try to book ended.
pub(super) enum Tried {
    Booked(Box<Appointment>),
    /// Something changed between looking and writing.
    LookAgain,
    /// There can be only so many of these visits, or the time may be taken: it is booked while nobody else books.
    OneByOne(UserId),
}

impl Services {
    /// Books one appointment: a patient for themselves, staff or an external system for a patient.
    ///
    /// The wish is checked against the calendar, the calendar's version and all overlaps against the database, which has
    /// the last word. Success is told only after the commit.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`], [`ClinicError::NotFound`], [`ClinicError::Invalid`], [`ClinicError::Rule`] with a code
    /// of [`Refusal`], [`ClinicError::SlotTaken`] with the nearest free times, [`ClinicError::PatientBusy`],
    /// [`ClinicError::Conflict`] `hold_expired`.
    pub async fn book(&self, actor: &Actor, form: &BookForm) -> Answer<Appointment> {
        let attempt = Attempt { actor, form, whom: whom(actor, form)?, hold: named_hold(form)?, series: None };
        let mut one_by_one = None;
        for _ in 0..TRIES {
            let tried = match one_by_one {
                None => self.try_to_book(&mut *self.connect().await?, &attempt, false).await?,
                Some(doctor) => {
                    let mut tx = self.begin().await?;
                    keep_others_out(&mut tx, doctor, form).await?;
                    let tried = self.try_to_book(&mut tx, &attempt, true).await?;
                    commit(tx).await?;
                    tried
                }
            };
            match tried {
                Tried::Booked(appointment) => {
                    self.changes.note(appointment.doctor.id);
                    return Ok(*appointment);
                }
                Tried::OneByOne(doctor) => one_by_one = Some(doctor),
                Tried::LookAgain => {}
            }
        }
        Err(ClinicError::Overloaded)
    }

    /// `alone`: in a transaction that keeps everybody else from the doctor's calendar. Otherwise there is none.
    pub(super) async fn try_to_book(&self, db: &mut PgConnection, attempt: &Attempt<'_>, alone: bool) -> Answer<Tried> {
        let Attempt { actor, form, whom, .. } = *attempt;
        let attendee = whom.attendee().required("patient")?;
        self.check_dependant(db, attendee).await?;
        let rough = form.rough_start()?;
        let bookable = self.bookable(db, &form.doctor_id, around_instant(rough), whom).await?;
        actor.can_book_with(bookable.doctor_id)?;
        let wish = read_wish(form, &bookable)?;
        if (wish.visit.is_counted() || form.overbook) && !alone {
            return Ok(Tried::OneByOne(bookable.doctor_id));
        }
        let (slot, overbooked) = self.find_slot(db, attempt, &bookable, &wish).await?;
        let hold = own_hold(&bookable, &slot, attempt.hold)?;
        let new = NewAppointment {
            id: AppointmentId(self.new_id()),
            doctor_id: bookable.doctor_id,
            calendar_version: bookable.version,
            attendee,
            slot: &slot,
            visit: &wish.visit,
            status: if wish.needs_confirmation && whom != For::ByStaff(attendee) {
                Status::Requested
            } else {
                Status::Confirmed
            },
            overbooked,
            reason: wish.reason.as_deref(),
            hold,
            series: attempt.series,
            token: actor.token(),
            now: self.now(),
        };
        let details = if overbooked { json!({ "overbooked": true }) } else { json!({}) };
        let entry = self.entry(Happened::new(Action::AppointmentBooked).by(actor).with(details));
        match db::appointments::book(db, &new, &entry).await {
            Ok(Some(appointment)) => return Ok(Tried::Booked(Box::new(appointment))),
            Ok(None) => {}
            // A hold that was to be a child's visit, who was booked elsewhere at this moment: an update knows no
            // `on conflict`.
            Err(error) if error.constraint() == Some("appointment_patient_no_overlap") => {
                return Err(ClinicError::PatientBusy);
            }
            Err(error) => return Err(error.into()),
        }
        self.make_way(db, bookable.doctor_id, whom, &slot, &wish.visit, hold).await?;
        Ok(Tried::LookAgain)
    }

    /// Patients book for whom they said they care for. (Most book for themselves, which costs no question.)
    async fn check_dependant(&self, db: &mut PgConnection, attendee: Attendee) -> Answer<()> {
        match attendee.dependant {
            Some(id) if !db::dependants::exists(db, attendee.patient, id).await? => Err(unknown_dependant()),
            _ => Ok(()),
        }
    }

    /// Where and when it would be, and whether that is against the rules.
    async fn find_slot(
        &self,
        db: &mut PgConnection,
        attempt: &Attempt<'_>,
        bookable: &Bookable,
        wish: &Wish,
    ) -> Answer<(Slot, bool)> {
        let Attempt { actor, form, whom, .. } = *attempt;
        let asker = whom.asker(bookable, self.now());
        let found = match schedule::explain(&bookable.calendar, &wish.visit, &asker, wish.start) {
            Ok(slot) => (slot, false),
            Err(reasons) if asker.is_staff() && form.overbook && reasons[0] != Refusal::InThePast => {
                (overbooked_slot(bookable, &wish.visit, wish.start).required("location")?, true)
            }
            Err(reasons) => return Err(self.refused(db, reasons[0], bookable, &wish.wanted(whom)).await?),
        };
        actor.can_book_at(found.0.location_id)?;
        Ok(found)
    }

    /// After nothing was written: sweeps expired holds out of the way, and answers for the patient. Everything else shows
    /// when it is looked at again.
    pub(super) async fn make_way(
        &self,
        db: &mut PgConnection,
        doctor: UserId,
        whom: For,
        slot: &Slot,
        visit: &Visit,
        hold: Option<HoldId>,
    ) -> Answer<()> {
        let attendee = whom.attendee().required("patient")?;
        let patient = attendee.patient;
        if db::appointments::attendee_is_busy(db, attendee, slot.during(), None).await? {
            return Err(ClinicError::PatientBusy);
        }
        let account = db::users::find(db, patient).await?;
        if !account.is_some_and(|account| account.active && account.role == Role::Patient) {
            return Err(if whom == For::Patient(attendee) { ClinicError::Unauthenticated } else { unknown_patient() });
        }
        let (during, blocked) = (slot.during(), visit.blocked(slot.during()));
        db::holds::clear_the_way(db, doctor, blocked, patient, during, hold, self.now()).await?;
        Ok(())
    }
}

/// Nobody else books with the doctor until this is done.
pub(super) async fn keep_others_out(tx: &mut PgConnection, doctor: UserId, form: &BookForm) -> Answer<()> {
    if form.overbook {
        // What no constraint keeps apart: bookings that have looked already look again.
        db::calendars::edit(tx, doctor).await?;
    } else {
        db::calendars::lock(tx, doctor).await?;
    }
    Ok(())
}

/// Whom the booking is for. Patients book for themselves, whatever else they may write.
pub(super) fn whom(actor: &Actor, form: &BookForm) -> Answer<For> {
    let dependant = form.dependant_id.as_deref().filter(|id| !id.is_empty());
    let dependant = dependant.map(|id| id.parse().map_err(|_| unknown_dependant())).transpose()?;
    if actor.role == Role::Patient {
        return Ok(For::Patient(Attendee { patient: actor.user_id, dependant }));
    }
    match form.patient_id.as_deref().filter(|id| !id.is_empty()) {
        None if actor.token().is_some() => {
            Err(ClinicError::invalid("patient_id", "required", "Name the patient whom the visit is for."))
        }
        None => Err(actor.can_book().err().unwrap_or_else(unknown_patient)),
        Some(id) => {
            actor.can_book_for_others()?;
            let patient = id.parse().map_err(|_| unknown_patient())?;
            Ok(by_other(actor, Attendee { patient, dependant }))
        }
    }
}

/// A patient for whom somebody else asks.
pub(super) fn by_other(actor: &Actor, attendee: Attendee) -> For {
    if actor.token().is_some() { For::ByToken(attendee) } else { For::ByStaff(attendee) }
}

fn unknown_dependant() -> ClinicError {
    let detail = "There is nobody of this id whom the patient books for.";
    ClinicError::invalid("dependant_id", "unknown_dependant", detail)
}

fn unknown_patient() -> ClinicError {
    ClinicError::invalid("patient_id", "unknown_patient", "There is no such patient.")
}

pub(super) fn read_wish(form: &BookForm, bookable: &Bookable) -> Answer<Wish> {
    let mut problems = Problems::default();
    let start = problems.keep(parse_instant("start_time", &form.start_time, bookable.zone()));
    let end = match &form.end_time {
        None => Some(None),
        Some(text) => problems.keep(parse_instant("end_time", text, bookable.zone())).map(Some),
    };
    let reason = problems.keep(text::optional("reason", "The reason", form.reason.as_deref(), MAX_REASON_CHARS));
    problems.check()?;
    // `check` has answered for whatever is missing.
    let (Some(start), Some(end), Some(reason)) = (start, end, reason) else { return Err(ClinicError::Internal) };
    let key = form.visit_type_id.as_deref().filter(|key| !key.is_empty());
    let (visit, needs_confirmation) = read_visit(bookable, key, start, end)?;
    Ok(Wish { visit, needs_confirmation, start, reason })
}

/// The visit that is meant, and whether the practice confirms each of them.
fn read_visit(
    bookable: &Bookable,
    key: Option<&str>,
    start: DateTime<Utc>,
    end: Option<DateTime<Utc>>,
) -> Answer<(Visit, bool)> {
    if let (Some(end), None) = (end, key) {
        return Ok((own_length(start, end)?, false));
    }
    let visit_type = bookable.visit_type(key)?.ok_or_else(unknown_visit_type)?;
    let visit = visit_type.visit();
    let length = TimeDelta::minutes(visit.minutes.into());
    if end.is_some_and(|end| end - start != length) {
        return Err(ClinicError::invalid(
            "end_time",
            "wrong_length",
            format!("This visit type takes {} minutes; leave `end_time` out, or make it fit.", visit.minutes),
        ));
    }
    Ok((visit, visit_type.needs_confirmation))
}

/// A visit of no type: as long as the caller says, within bounds.
fn own_length(start: DateTime<Utc>, end: DateTime<Utc>) -> Answer<Visit> {
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
    let minutes = u16::try_from(minutes).map_err(|_| ClinicError::Internal)?;
    Ok(Visit { minutes, start_rule: StartRule::FiveMinutes, ..Visit::default() })
}

/// A slot that nobody offers: where the doctor works then, or else at their first location.
fn overbooked_slot(bookable: &Bookable, visit: &Visit, start: DateTime<Utc>) -> Option<Slot> {
    let end_time = start.checked_add_signed(TimeDelta::minutes(visit.minutes.into()))?;
    let location_id = bookable.place_in(TimeRange::new(start, end_time)?)?;
    Some(Slot { start_time: start, end_time, location_id, visit_type_id: visit.visit_type_id })
}

/// The hold that is to become the appointment.
pub(super) fn named_hold(form: &BookForm) -> Answer<Option<HoldId>> {
    form.hold_id.as_deref().map(|id| id.parse().map_err(|_| hold_expired())).transpose()
}

/// The patient's hold of this very slot. The one that was named has to be that.
pub(super) fn own_hold(bookable: &Bookable, slot: &Slot, named: Option<HoldId>) -> Answer<Option<HoldId>> {
    let own = bookable.own_holds.iter().find(|hold| {
        (hold.start, hold.end, hold.visit_type_id) == (slot.start_time, slot.end_time, slot.visit_type_id)
    });
    let own = own.map(|hold| hold.id);
    if named.is_some() && named != own { Err(hold_expired()) } else { Ok(own) }
}

pub(super) fn hold_expired() -> ClinicError {
    let detail = "Your hold on this time has run out. You can still book the time if nobody was faster.";
    ClinicError::conflict("hold_expired", detail)
}
