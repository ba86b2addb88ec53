//! The waiting list of a doctor: joining, leaving, and answering an offer.

use domain::{
    actor::{Actor, Role},
    appointment::{Appointment, BookForm, ChangeForm},
    audit::Action,
    error::ClinicError,
    ids::{AppointmentId, HoldId, UserId, VisitTypeId, WaitlistEntryId},
    session::Device,
    waitlist::{MailedOffer, WaitlistEntry, WaitlistForm, WaitlistOffer},
};
use sqlx::PgConnection;

use super::{
    Answer, Required, Services,
    appointments::visible_appointment,
    bookable::unknown_visit_type,
    commit,
    directory::visible_doctor,
    passwords::stale_link,
    rate_limits::{LINK_NETWORK, Try},
};
use crate::{
    auth::opaque::OpaqueToken,
    db::{self, audit::Happened, waitlist::NewEntry},
};

/// What somebody waits for.
struct Awaited {
    doctor: UserId,
    appointment: Option<AppointmentId>,
    visit_type: Option<VisitTypeId>,
}

impl Services {
    /// Puts a patient on a doctor's list: for an earlier time than that of an appointment, or for any.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`], [`ClinicError::NotFound`], [`ClinicError::Invalid`], [`ClinicError::Conflict`]
    /// `already_waiting`, `not_changeable` for an appointment that is cancelled or has begun.
    pub async fn join_waitlist(&self, actor: &Actor, form: &WaitlistForm) -> Answer<WaitlistEntry> {
        actor.can_book()?;
        let preferences = form.preferences()?;
        let mut tx = self.begin().await?;
        let awaited = self.awaited(&mut tx, actor, form).await?;
        let new = NewEntry {
            id: WaitlistEntryId(self.new_id()),
            doctor_id: awaited.doctor,
            patient_id: actor.user_id,
            appointment_id: awaited.appointment,
            visit_type_id: awaited.visit_type,
            preferences: &preferences,
            now: self.now(),
        };
        if !db::waitlist::insert(&mut tx, &new).await? {
            let detail = "You are on this doctor’s waiting list already. Leave it to say something else.";
            return Err(ClinicError::conflict("already_waiting", detail));
        }
        self.note(&mut tx, of_list(Action::WaitlistJoined, actor, new.id)).await?;
        let entry = self.own_entry(&mut tx, actor.user_id, new.id).await?;
        commit(tx).await?;
        // There may be something for them at once.
        self.changes.note(awaited.doctor);
        Ok(entry)
    }

    async fn awaited(&self, db: &mut PgConnection, actor: &Actor, form: &WaitlistForm) -> Answer<Awaited> {
        if let Some(id) = form.appointment_id.as_deref().filter(|id| !id.is_empty()) {
            let id = id.parse().map_err(|_| ClinicError::not_found("appointment"))?;
            let appointment = visible_appointment(db, actor, id).await?;
            if !appointment.can_be_changed_by(actor.user_id, self.now()) {
                let detail = "Only an appointment that can still be moved can be earlier.";
                return Err(ClinicError::conflict("not_changeable", detail));
            }
            return Ok(Awaited { doctor: appointment.doctor.id, appointment: Some(id), visit_type: None });
        }
        let Some(doctor) = form.doctor_id.as_deref().filter(|id| !id.is_empty()) else {
            let detail = "Name the appointment that is to be earlier, or the doctor you want to see.";
            return Err(ClinicError::invalid("doctor_id", "required", detail));
        };
        let doctor = visible_doctor(db, doctor).await?;
        let key = form.visit_type_id.as_deref().filter(|key| !key.is_empty());
        let mut offered = doctor.visit_types.iter();
        let visit_type = match key {
            None => offered.next(),
            Some(key) => offered.find(|visit| visit.slug == key || visit.id.to_string() == key),
        };
        let visit_type = visit_type.ok_or_else(unknown_visit_type)?.id;
        Ok(Awaited { doctor: doctor.id, appointment: None, visit_type: Some(visit_type) })
    }

    /// What somebody waits for, and what they are offered now.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`] for all but patients.
    pub async fn waitlist(&self, actor: &Actor) -> Answer<Vec<WaitlistEntry>> {
        actor.can_book()?;
        Ok(db::waitlist::of_patient(&mut *self.connect().await?, actor.user_id, None, self.now()).await?)
    }

    /// Takes a patient off a list; what is kept for them goes to the next.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`], [`ClinicError::NotFound`], also for somebody else's.
    pub async fn leave_waitlist(&self, actor: &Actor, id: WaitlistEntryId) -> Answer<()> {
        actor.can_book()?;
        let mut tx = self.begin().await?;
        let doctor = db::waitlist::delete(&mut tx, actor.user_id, id).await?.required("entry in a waiting list")?;
        self.note(&mut tx, of_list(Action::WaitlistLeft, actor, id)).await?;
        commit(tx).await?;
        self.changes.note(doctor);
        Ok(())
    }

    /// Takes the offered time: the appointment that was to be earlier moves there, or one is booked. The list is left.
    /// Where one `offer` is meant, such as that of a mail, no other is taken.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`], [`ClinicError::NotFound`], [`ClinicError::Conflict`] `no_offer` when there is nothing to
    /// take (any more); those of [`Self::book`] and [`Self::change_appointment`].
    pub async fn accept_offer(&self, actor: &Actor, id: WaitlistEntryId, offer: Option<HoldId>) -> Answer<Appointment> {
        actor.can_book()?;
        let mut db = self.connect().await?;
        let entry = self.own_entry(&mut db, actor.user_id, id).await?;
        drop(db);
        let offer = offer_of(&entry, offer)?;
        let appointment = self.take(actor, &entry, offer).await?;
        let mut db = self.connect().await?;
        db::waitlist::delete(&mut db, actor.user_id, id).await?;
        Ok(appointment)
    }

    async fn take(&self, actor: &Actor, entry: &WaitlistEntry, offer: &WaitlistOffer) -> Answer<Appointment> {
        let start = offer.start_time.to_rfc3339();
        if let Some(id) = entry.appointment_id {
            let form = ChangeForm { start_time: Some(start), reason: None };
            return self.change_appointment(actor, id, &form).await;
        }
        let form = BookForm {
            doctor_id: entry.doctor.id.to_string(),
            start_time: start,
            visit_type_id: entry.visit_type.as_ref().map(|visit_type| visit_type.id.to_string()),
            hold_id: Some(offer.id.to_string()),
            ..BookForm::default()
        };
        self.book(actor, &form).await
    }

    /// Lets the offered time go to the next; they stay on the list, for another. Where one `offer` is meant, no other goes.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`], [`ClinicError::NotFound`], [`ClinicError::Conflict`] `no_offer`.
    pub async fn decline_offer(&self, actor: &Actor, id: WaitlistEntryId, offer: Option<HoldId>) -> Answer<()> {
        actor.can_book()?;
        let mut db = self.connect().await?;
        let entry = self.own_entry(&mut db, actor.user_id, id).await?;
        let offer = offer_of(&entry, offer)?.id;
        let doctor = db::waitlist::decline(&mut db, actor.user_id, offer).await?.ok_or_else(no_offer)?;
        self.changes.note(doctor);
        Ok(())
    }

    /// What a mail offered: to whom, which offer, and the entry, with that offer while it lasts. Whoever has the mail can
    /// answer it.
    ///
    /// # Errors
    /// [`ClinicError::Invalid`] for what is no token, or none of somebody on a list; [`ClinicError::RateLimited`].
    pub async fn mailed_offer(&self, token: &str, device: &Device) -> Answer<MailedOffer> {
        let found = self.find_mailed_offer(token);
        let tries = Try::of_network(&LINK_NETWORK, device);
        self.spend_on_failure(tries.as_slice(), found, |error| *error == stale_link()).await
    }

    async fn find_mailed_offer(&self, token: &str) -> Answer<MailedOffer> {
        let hash = OpaqueToken::parse(token).ok_or_else(stale_link)?.hash();
        let mut db = self.connect().await?;
        let (patient, entry, offer) = db::waitlist::by_token(&mut db, &hash).await?.ok_or_else(stale_link)?;
        let mut entry = self.own_entry(&mut db, patient, entry).await?;
        // The mail is good for the time it told of, not for a later one.
        entry.offer = entry.offer.filter(|current| current.id == offer);
        let patient = Actor { user_id: patient, role: Role::Patient, location_id: None };
        Ok(MailedOffer { patient, entry, offer })
    }

    async fn own_entry(&self, db: &mut PgConnection, patient: UserId, id: WaitlistEntryId) -> Answer<WaitlistEntry> {
        let found = db::waitlist::of_patient(db, patient, Some(id), self.now()).await?.pop();
        found.required("entry in a waiting list")
    }
}

fn of_list(action: Action, actor: &Actor, id: WaitlistEntryId) -> Happened<'_> {
    Happened::new(action).by(actor).to(id.0).of(actor.user_id)
}

/// What is offered now, if it is what is meant.
fn offer_of(entry: &WaitlistEntry, meant: Option<HoldId>) -> Answer<&WaitlistOffer> {
    let offer = entry.offer.as_ref().filter(|offer| meant.is_none_or(|meant| offer.id == meant));
    offer.ok_or_else(no_offer)
}

fn no_offer() -> ClinicError {
    let detail = "This offer has run out, or was answered. You are still on the list, and hear of the next time.";
    ClinicError::conflict("no_offer", detail)
}
