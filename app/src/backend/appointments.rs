//! Booking, moving, cancelling, and waiting for an earlier time.

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

use super::Answer;

/// Errors are those of the service behind it.
#[async_trait]
pub trait Appointments: Send + Sync {
    async fn hold(&self, actor: &Actor, form: BookForm) -> Answer<Hold>;
    async fn extend_hold(&self, actor: &Actor, id: HoldId) -> Answer<Hold>;
    async fn book(&self, actor: &Actor, form: BookForm) -> Answer<Appointment>;
    /// The same visit for several weeks.
    async fn book_series(&self, actor: &Actor, form: SeriesForm) -> Answer<Series>;
    async fn appointments(
        &self,
        actor: &Actor,
        filter: &AppointmentFilter,
        cursor: Option<&str>,
    ) -> Answer<Page<Appointment>>;
    async fn appointment(&self, actor: &Actor, id: AppointmentId) -> Answer<Appointment>;
    /// What it takes up itself counts as free.
    async fn times_to_move_to(&self, actor: &Actor, id: AppointmentId, query: &SlotQuery) -> Answer<Vec<Slot>>;
    async fn change_appointment(&self, actor: &Actor, id: AppointmentId, form: ChangeForm) -> Answer<Appointment>;
    async fn set_status(&self, actor: &Actor, id: AppointmentId, status: Status) -> Answer<Appointment>;
    async fn cancel(&self, actor: &Actor, id: AppointmentId) -> Answer<()>;
    async fn join_waitlist(&self, actor: &Actor, form: WaitlistForm) -> Answer<WaitlistEntry>;
    /// What somebody waits for, and what they are offered.
    async fn waitlist(&self, actor: &Actor) -> Answer<Vec<WaitlistEntry>>;
    async fn leave_waitlist(&self, actor: &Actor, id: WaitlistEntryId) -> Answer<()>;
    /// The offer that is meant; none: whatever is offered now.
    async fn accept_offer(&self, actor: &Actor, id: WaitlistEntryId, offer: Option<HoldId>) -> Answer<Appointment>;
    async fn decline_offer(&self, actor: &Actor, id: WaitlistEntryId, offer: Option<HoldId>) -> Answer<()>;
    /// What the token of a mail is for.
    async fn mailed_offer(&self, token: &str, device: &Device) -> Answer<MailedOffer>;
}
