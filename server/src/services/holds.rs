//! Keeping a time for somebody while they fill in the form.

use domain::{
    actor::Actor,
    appointment::{BookForm, HOLD, Hold},
    error::ClinicError,
    ids::{HoldId, UserId},
    schedule,
};
use sqlx::PgConnection;

use super::{
    Answer, Required, Services,
    bookable::{For, around_instant},
    booking::{TRIES, hold_expired, own_hold, read_wish},
    commit,
};
use crate::db::{
    self,
    holds::{Kept, NewHold},
};

/// How a try to hold a time ended.
enum Tried {
    Held(Hold),
    /// Something changed between looking and writing.
    LookAgain,
    /// There can be only so many of these visits: they are held one after another.
    OneByOne(UserId),
}

impl Services {
    /// Holds a time for five minutes, and lets go of what the patient held before. The same time again is the same hold:
    /// asking for it does not make it longer.
    ///
    /// # Errors
    /// Those of [`Self::book`].
    pub async fn hold(&self, actor: &Actor, form: &BookForm) -> Answer<Hold> {
        actor.can_book()?;
        let mut one_by_one = None;
        for _ in 0..TRIES {
            let tried = match one_by_one {
                None => self.try_to_hold(&mut *self.connect().await?, actor, form, false).await?,
                Some(doctor) => {
                    let mut tx = self.begin().await?;
                    db::calendars::lock(&mut tx, doctor).await?;
                    let tried = self.try_to_hold(&mut tx, actor, form, true).await?;
                    commit(tx).await?;
                    tried
                }
            };
            match tried {
                Tried::Held(hold) => {
                    self.changes.note(hold.doctor_id);
                    return Ok(hold);
                }
                Tried::OneByOne(doctor) => one_by_one = Some(doctor),
                Tried::LookAgain => {}
            }
        }
        Err(ClinicError::Overloaded)
    }

    /// `alone`: in a transaction that keeps everybody else from the doctor's calendar. Otherwise there is none.
    async fn try_to_hold(&self, db: &mut PgConnection, actor: &Actor, form: &BookForm, alone: bool) -> Answer<Tried> {
        let (whom, patient, now) = (For::Patient(actor.user_id.into()), actor.user_id, self.now());
        let rough = form.rough_start()?;
        let bookable = self.bookable(db, &form.doctor_id, around_instant(rough), whom).await?;
        let wish = read_wish(form, &bookable)?;
        let slot = match schedule::slot_at(&bookable.calendar, &wish.visit, &whom.asker(&bookable, now), wish.start) {
            Ok(slot) => slot,
            Err(why) => return Err(self.refused(db, why, &bookable, &wish.wanted(whom)).await?),
        };
        if let Some(id) = own_hold(&bookable, &slot, None)? {
            return Ok(db::holds::find(db, patient, id, now).await?.map_or(Tried::LookAgain, Tried::Held));
        }
        if !alone {
            // A commit of its own: who lets go of one time and then waits for another could be waited for itself.
            self.changes.note_all(db::holds::release_all(db, patient).await?);
            if wish.visit.is_counted() {
                return Ok(Tried::OneByOne(bookable.doctor_id));
            }
        }
        let new = NewHold {
            id: HoldId(self.new_id()),
            doctor_id: bookable.doctor_id,
            calendar_version: bookable.version,
            kept: Kept::Held,
            attendee: patient.into(),
            slot: &slot,
            visit: &wish.visit,
            now,
            expires_at: now + HOLD,
        };
        if db::holds::insert(db, &new).await? {
            return Ok(db::holds::find(db, patient, new.id, now).await?.map_or(Tried::LookAgain, Tried::Held));
        }
        self.make_way(db, bookable.doctor_id, whom, &slot, &wish.visit, None).await?;
        Ok(Tried::LookAgain)
    }

    /// Makes a hold five minutes longer, once.
    ///
    /// # Errors
    /// [`ClinicError::Conflict`] `hold_expired` for what is no hold of theirs any more, `already_extended`.
    pub async fn extend_hold(&self, actor: &Actor, id: HoldId) -> Answer<Hold> {
        actor.can_book()?;
        let (mut db, now) = (self.connect().await?, self.now());
        let extended = db::holds::extend(&mut db, actor.user_id, id, now).await?;
        let hold = db::holds::find(&mut db, actor.user_id, id, now).await?.ok_or_else(hold_expired)?;
        if extended {
            return Ok(hold);
        }
        Err(ClinicError::conflict("already_extended", "A hold can be made longer once; this one was."))
    }

    /// Lets go of a hold.
    ///
    /// # Errors
    /// [`ClinicError::NotFound`] for what is no hold of theirs any more.
    pub async fn release_hold(&self, actor: &Actor, id: HoldId) -> Answer<()> {
        actor.can_book()?;
        let doctor = db::holds::release(&mut *self.connect().await?, actor.user_id, id).await?.required("hold")?;
        self.changes.note(doctor);
        Ok(())
    }
}
