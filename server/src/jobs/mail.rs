use chrono::{DateTime, Utc};
use domain::ids::{AppointmentId, HoldId, UserId};
use graphile_worker::{IntoTaskHandlerResult, TaskHandler, WorkerContext};
use serde::{Deserialize, Serialize};

use crate::services::Services;

/// A mail to somebody with an account. It names them by id: their address is looked up when it is sent.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "letter", rename_all = "snake_case")]
pub enum SendMail {
    /// A link that confirms the address.
    VerifyEmail { user_id: UserId },
    /// Somebody, perhaps they, tried to register with their address.
    AddressTaken { user_id: UserId },
    /// A link that sets a new password. None: nobody has the address that was asked for. The job is made all the same,
    /// so that asking takes as long.
    ResetPassword { user_id: Option<UserId> },
    /// The practice made an account for them; a link that sets its first password.
    Invited { user_id: UserId },
    /// Patients see the doctor from now on.
    DoctorApproved { user_id: UserId },
    /// The password is another one now.
    PasswordChanged { user_id: UserId },
    /// A passkey signs in to the account from now on.
    PasskeyAdded { user_id: UserId },
    /// The password alone signs in again.
    TwoStepTurnedOff { user_id: UserId },
    /// The practice moved an appointment, from this time.
    AppointmentMoved { appointment_id: AppointmentId, from: DateTime<Utc> },
    /// The practice cancelled an appointment.
    AppointmentCancelled { appointment_id: AppointmentId },
    /// A time is kept for somebody on a waiting list.
    TimeOffered { offer_id: HoldId },
}

impl TaskHandler for SendMail {
    const IDENTIFIER: &'static str = "send_mail";

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let services = context.extensions().get::<Services>().ok_or("the worker was started without services")?;
        services.send_mail(*context.job().id(), &self).await.map_err(|error| error.to_string())
    }
}
