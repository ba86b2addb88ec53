//! Identifiers: a UUID each, of a type of its own, so that a patient's can never stand where a doctor's is meant.
//!
//! Only the server mints them (UUID version 7, RFC 9562), hence no generating function here.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )+};
}

ids! {
    /// Anyone who can sign in. A doctor's and a patient's id *is* their user id.
    UserId,
    /// A medical specialty.
    SpecialtyId,
    /// A practice's address, with its time zone.
    LocationId,
    /// A part of a practice at one location.
    DepartmentId,
    /// A kind of appointment a doctor offers.
    VisitTypeId,
    /// A one-off range of open time.
    WindowId,
    /// A booked appointment.
    AppointmentId,
    /// Appointments that were booked in one go, week after week.
    SeriesId,
    /// A time kept for somebody who fills in the form. The appointment made of it keeps the id.
    HoldId,
    /// A stretch of a doctor's time off.
    TimeOffId,
    /// Days on which a location is closed.
    ClosureId,
    /// Somebody whom a patient books for.
    DependantId,
    /// Somebody's place on a waiting list.
    WaitlistEntryId,
    /// A sign-in on one device.
    SessionId,
    /// A passkey of an account.
    PasskeyId,
    /// A token of an external system.
    ApiTokenId,
    /// Another system that is told what happens.
    WebhookId,
    /// One thing that happened, told to one webhook.
    DeliveryId,
}
