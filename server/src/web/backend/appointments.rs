//! Booking, moving, cancelling, and waiting for an earlier time.

use app::backend::Appointments;
use async_trait::async_trait;
use domain::{
    actor::Actor,
    appointment::{Appointment, AppointmentFilter, BookForm, ChangeForm, Hold, Series, SeriesForm, SlotQuery, Status},
    directory::Page,
    ids::{AppointmentId, HoldId, WaitlistEntryId},
    schedule::Slot,
    session::Device,
    waitlist::{MailedOffer, WaitlistEntry, WaitlistForm},
};

use super::{APPOINTMENTS_PER_PAGE, Answer, Port};

#[async_trait]
impl Appointments for Port {
    async fn hold(&self, actor: &Actor, form: BookForm) -> Answer<Hold> {
        self.services.hold(actor, &form).await
    }

    async fn extend_hold(&self, actor: &Actor, id: HoldId) -> Answer<Hold> {
        self.services.extend_hold(actor, id).await
    }

    async fn book(&self, actor: &Actor, form: BookForm) -> Answer<Appointment> {
        self.services.book(actor, &form).await
    }

    async fn book_series(&self, actor: &Actor, form: SeriesForm) -> Answer<Series> {
        self.services.book_series(actor, &form).await
    }

    async fn appointments(
        &self,
        actor: &Actor,
        filter: &AppointmentFilter,
        cursor: Option<&str>,
    ) -> Answer<Page<Appointment>> {
        self.services.appointments(actor, filter, cursor, APPOINTMENTS_PER_PAGE).await
    }

    async fn appointment(&self, actor: &Actor, id: AppointmentId) -> Answer<Appointment> {
        self.services.appointment(actor, id).await
    }

    async fn times_to_move_to(&self, actor: &Actor, id: AppointmentId, query: &SlotQuery) -> Answer<Vec<Slot>> {
        self.services.times_to_move_to(actor, id, query).await
    }

    async fn change_appointment(&self, actor: &Actor, id: AppointmentId, form: ChangeForm) -> Answer<Appointment> {
        self.services.change_appointment(actor, id, &form).await
    }

    async fn set_status(&self, actor: &Actor, id: AppointmentId, status: Status) -> Answer<Appointment> {
        self.services.set_status(actor, id, status).await
    }

    async fn cancel(&self, actor: &Actor, id: AppointmentId) -> Answer<()> {
        self.services.cancel(actor, id).await
    }

    async fn join_waitlist(&self, actor: &Actor, form: WaitlistForm) -> Answer<WaitlistEntry> {
        self.services.join_waitlist(actor, &form).await
    }

    async fn waitlist(&self, actor: &Actor) -> Answer<Vec<WaitlistEntry>> {
        self.services.waitlist(actor).await
    }

    async fn leave_waitlist(&self, actor: &Actor, id: WaitlistEntryId) -> Answer<()> {
        self.services.leave_waitlist(actor, id).await
    }

    async fn accept_offer(&self, actor: &Actor, id: WaitlistEntryId, offer: Option<HoldId>) -> Answer<Appointment> {
        self.services.accept_offer(actor, id, offer).await
    }

    async fn decline_offer(&self, actor: &Actor, id: WaitlistEntryId, offer: Option<HoldId>) -> Answer<()> {
        self.services.decline_offer(actor, id, offer).await
    }

    async fn mailed_offer(&self, token: &str, device: &Device) -> Answer<MailedOffer> {
        self.services.mailed_offer(token, device).await
    }
}
