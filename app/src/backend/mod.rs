//! The port: what pages need of the server, without a road to its database.
//!
//! The server implements [`Backend`], and the traits it is made of, over its services, and provides it as `Arc<dyn Backend>`
//! in every request's context, for page renders and server functions alike.

mod accounts;
mod administration;
mod appointments;
mod availability;
mod directory;
mod integrations;

pub use accounts::{Accounts, LoginStep, Registered, SignIn};
pub use administration::Administration;
pub use appointments::Appointments;
pub use availability::Availability;
pub use directory::Directory;
pub use integrations::Integrations;

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{
    actor::Actor,
    appointment::SlotQuery,
    error::ClinicError,
    ids::{AppointmentId, SessionId},
    mail::DevMail,
    schedule::Slot,
    session::Device,
    two_step::HalfSignIn,
    user::User,
};
use leptos::prelude::use_context;

use crate::flash::Flash;

type Answer<T> = Result<T, ClinicError>;

/// Every use case a page has. Errors are those of the service behind it.
#[async_trait]
pub trait Backend: Accounts + Administration + Appointments + Availability + Directory + Integrations {
    fn now(&self) -> DateTime<Utc>;
    /// The development mailbox, latest first.
    async fn dev_mails(&self) -> Answer<Vec<DevMail>>;
    async fn dev_mail(&self, id: i64) -> Answer<DevMail>;
    /// The `Set-Cookie` value that carries a flash, encrypted, to the next page.
    fn seal(&self, flash: &Flash) -> String;
}

/// The signed-in person, as the server's middleware found them; it puts this into the request's extensions.
#[derive(Debug, Clone)]
pub struct CurrentUser(pub User);

/// The session they are signed in with; put there as well.
#[derive(Debug, Clone, Copy)]
pub struct CurrentSession(pub SessionId);

/// # Panics
/// When a door forgot to provide the port: no page works without it.
pub fn backend() -> Arc<dyn Backend> {
    use_context().expect("the server provides `Arc<dyn Backend>` for every request")
}

/// Free times, to book or to move an appointment to.
///
/// # Errors
/// Those of the services.
pub async fn free_times(query: &SlotQuery, moving: Option<AppointmentId>) -> Answer<Vec<Slot>> {
    match moving {
        None => backend().slots(actor().ok().as_ref(), query).await,
        Some(id) => backend().times_to_move_to(&actor()?, id, query).await,
    }
}

/// # Errors
/// [`ClinicError::Unauthenticated`] when nobody is signed in.
pub fn actor() -> Answer<Actor> {
    current_user().map(|user| user.actor()).ok_or(ClinicError::Unauthenticated)
}

/// The session of this request.
///
/// # Errors
/// [`ClinicError::Unauthenticated`] when nobody is signed in.
pub fn session() -> Answer<SessionId> {
    extension::<CurrentSession>().map(|current| current.0).ok_or(ClinicError::Unauthenticated)
}

/// What the request came from.
pub fn device() -> Device {
    extension().unwrap_or_default()
}

/// Who is signed in, if anybody. Also `None` while the routes are listed at start, outside any request.
pub fn current_user() -> Option<User> {
    extension::<CurrentUser>().map(|current| current.0)
}

/// Whose password this browser has given already.
pub fn half_sign_in() -> Option<HalfSignIn> {
    extension()
}

/// What the last form left behind for this page.
pub fn flash() -> Option<Flash> {
    extension()
}

/// What the server's middleware found out about the request.
fn extension<T: Clone + Send + Sync + 'static>() -> Option<T> {
    use_context::<http::request::Parts>()?.extensions.get::<T>().cloned()
}
