//! Offering times that opened to those who wait: one time to one person, the first it suits, until they answer or it runs
//! out; then to the next.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    appointment::Appointment,
    audit::Action,
    dependant::Attendee,
    directory::VisitType,
    error::ClinicError,
    ids::{HoldId, UserId, WaitlistEntryId},
    schedule::{self, Slot, TimeRange, Visit},
    waitlist::{OFFER, SHORTEST_OFFER, WORTH_MOVING},
};

use super::{
    Answer, Services,
    bookable::{For, around, around_instant},
    commit,
    moves::visit_of,
};
use crate::{
    db::{
        self,
        audit::Happened,
        calendars::Bookable,
        holds::{Kept, NewHold},
        waitlist::Waiting,
    },
    jobs::SendMail,
};

/// How far ahead times are looked for.
const LOOK_AHEAD: TimeDelta = TimeDelta::days(90);
/// How many times are tried for one person: others may take them at this moment.
const TRIES: usize = 5;

impl Services {
    /// Looks through the list of a doctor, or of all, and offers what has opened.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn offer_times(&self, doctor: Option<UserId>) -> Answer<()> {
        let doctors = match doctor {
            Some(doctor) => vec![doctor],
            None => db::waitlist::doctors(&mut *self.connect().await?).await?,
        };
        let mut looked = Ok(());
        for doctor in doctors {
            // What went wrong with one list is no reason to leave the others.
            looked = looked.and(self.offer_times_of(doctor).await);
        }
        looked
    }

    async fn offer_times_of(&self, doctor: UserId) -> Answer<()> {
        let mut db = self.connect().await?;
        let mut changed = db::waitlist::tidy(&mut db, doctor, self.now()).await?;
        let waiting = db::waitlist::waiting(&mut db, doctor).await?;
        drop(db);
        for entry in waiting {
            match self.offer_to(doctor, &entry).await {
                Ok(offered) => changed |= offered,
                // A doctor whom patients do not see just now has no times to offer.
                Err(ClinicError::NotFound { .. }) => break,
                Err(error) => return Err(error),
            }
        }
        if changed {
            self.changes.note(doctor);
        }
        Ok(())
    }

    /// Offers the earliest time that suits somebody, if there is one.
    async fn offer_to(&self, doctor: UserId, entry: &Waiting) -> Answer<bool> {
        let now = self.now();
        let mut db = self.connect().await?;
        let own = match entry.appointment_id {
            Some(id) => db::appointments::find(&mut db, id).await?,
            None => None,
        };
        if own.as_ref().is_some_and(|own| !own.can_be_changed_by(entry.patient_id, now + OFFER)) {
            // Too late to move it, even for something earlier.
            return Ok(false);
        }
        let attendee = own.as_ref().map_or_else(|| entry.patient_id.into(), Appointment::attendee);
        let whom = For::Patient(attendee);
        let until = own.as_ref().map_or(now + LOOK_AHEAD, |own| own.start_time).min(now + LOOK_AHEAD);
        let Some(within) = TimeRange::new(now, until) else { return Ok(false) };
        let bookable = self.bookable(&mut db, &doctor.to_string(), around(within), whom).await?;
        let elsewhere = db::waitlist::elsewhere(&mut db, attendee, within, now).await?;
        drop(db);
        let visit = match &own {
            Some(own) => visit_of(own, &bookable),
            None => match bookable.visit_types.iter().find(|visit| Some(visit.id) == entry.visit_type_id) {
                Some(visit_type) => VisitType::visit(visit_type),
                // Offered no more.
                None => return Ok(false),
            },
        };
        let slots = schedule::slots(&bookable.calendar, &visit, &whom.asker(&bookable, now), within);
        let suits = |slot: &&Slot| {
            entry.preferences.are_met(slot.start_time, bookable.calendar.zone_of(slot.location_id), now)
                && own.as_ref().is_none_or(|own| own.start_time - slot.start_time >= WORTH_MOVING)
                && !entry.offered.contains(&slot.start_time)
                && !elsewhere.iter().any(|other| other.overlaps(&slot.during()))
                && kept_until(&visit, slot, now) - now >= SHORTEST_OFFER
        };
        for slot in slots.iter().filter(suits).take(TRIES) {
            if self.offer(&bookable, &visit, entry.id, attendee, slot).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Keeps a time for somebody, and writes to them. False when it could not be kept.
    async fn offer(
        &self,
        bookable: &Bookable,
        visit: &Visit,
        to: WaitlistEntryId,
        attendee: Attendee,
        slot: &Slot,
    ) -> Answer<bool> {
        let now = self.now();
        let (doctor, during) = (bookable.doctor_id, slot.during());
        let new = NewHold {
            id: HoldId(self.new_id()),
            doctor_id: doctor,
            calendar_version: bookable.version,
            kept: Kept::Offered,
            attendee,
            slot,
            visit,
            now,
            expires_at: kept_until(visit, slot, now),
        };
        // A transaction of its own: what ran out may be in the way.
        let mut db = self.connect().await?;
        db::holds::clear_expired(&mut db, doctor, visit.blocked(during), attendee, during, now).await?;
        drop(db);
        let mut tx = self.begin().await?;
        if visit.is_counted() {
            // Counted while nobody else books.
            db::calendars::lock(&mut tx, doctor).await?;
            let whom = For::Patient(attendee);
            let bookable = self.bookable(&mut tx, &doctor.to_string(), around_instant(slot.start_time), whom).await?;
            let asker = whom.asker(&bookable, now);
            if schedule::slot_at(&bookable.calendar, visit, &asker, slot.start_time).is_err() {
                return Ok(false);
            }
        }
        if !db::holds::insert(&mut tx, &new).await? || !db::waitlist::note_offer(&mut tx, doctor, to, new.id).await? {
            return Ok(false);
        }
        self.note(&mut tx, Happened::new(Action::TimeOffered).to(to.0).of(attendee.patient)).await?;
        self.enqueue(&mut tx, &SendMail::TimeOffered { offer_id: new.id }).await?;
        commit(tx).await?;
        Ok(true)
    }
}

/// It must still be bookable at the last moment.
fn kept_until(visit: &Visit, slot: &Slot, now: DateTime<Utc>) -> DateTime<Utc> {
    (now + OFFER).min(slot.start_time - TimeDelta::minutes(visit.minimum_notice.into()))
}
