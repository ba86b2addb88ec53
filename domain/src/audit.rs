//! What is written down about who did what.

use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;

use crate::ids::UserId;

/// Everything that is written down is named once: no list can forget one.
macro_rules! actions {
    ($($(#[$doc:meta])* $action:ident = $word:literal,)*) => {
        /// Something that is written down.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Action {
            $($(#[$doc])* $action,)*
        }

        impl Action {
            pub const ALL: [Self; [$($word),*].len()] = [$(Self::$action),*];

            /// The word used in the API and the database.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$action => $word,)*
                }
            }

            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|action| action.as_str() == word)
            }
        }
    };
}

actions! {
    Registered = "registered",
    EmailVerified = "email_verified",
    SignedIn = "signed_in",
    SignInFailed = "sign_in_failed",
    SignedOut = "signed_out",
    /// Its owner ended a session from the list.
    SessionEnded = "session_ended",
    /// Its owner ended all sessions but the one at hand.
    OtherSessionsEnded = "other_sessions_ended",
    /// A refresh token came back after its time; the session ended.
    TokenReplayed = "token_replayed",
    PasswordChanged = "password_changed",
    PasswordReset = "password_reset",
    TwoStepTurnedOn = "two_step_turned_on",
    TwoStepTurnedOff = "two_step_turned_off",
    PasskeyAdded = "passkey_added",
    PasskeyRemoved = "passkey_removed",
    AdminCreated = "admin_created",
    RoleChanged = "role_changed",
    DoctorApproved = "doctor_approved",
    AccountDisabled = "account_disabled",
    AccountEnabled = "account_enabled",
    AccountDeleted = "account_deleted",
    /// Made by the practice for somebody else.
    AccountCreated = "account_created",
    /// A name, a number or a text, or what a doctor knows about and where they work.
    ProfileChanged = "profile_changed",
    AppointmentBooked = "appointment_booked",
    AppointmentMoved = "appointment_moved",
    AppointmentReasonChanged = "appointment_reason_changed",
    AppointmentStatusChanged = "appointment_status_changed",
    AppointmentCancelled = "appointment_cancelled",
    /// By somebody other than its patient.
    AppointmentRead = "appointment_read",
    /// Those of other people.
    AppointmentsListed = "appointments_listed",
    AccountRead = "account_read",
    AccountsListed = "accounts_listed",
    /// What a doctor offers, or by which rules.
    VisitTypeChanged = "visit_type_changed",
    SpecialtyChanged = "specialty_changed",
    LocationChanged = "location_changed",
    DepartmentChanged = "department_changed",
    DependantAdded = "dependant_added",
    DependantRemoved = "dependant_removed",
    WaitlistJoined = "waitlist_joined",
    WaitlistLeft = "waitlist_left",
    /// A time was offered to somebody on a waiting list.
    TimeOffered = "time_offered",
    ApiTokenMade = "api_token_made",
    ApiTokenRevoked = "api_token_revoked",
    /// Added, changed, removed, given a new secret, or switched off because nothing gets through.
    WebhookChanged = "webhook_changed",
}

/// One line of the audit log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditEntry {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    /// None: nobody was signed in. The token's own id where an external system asked.
    pub actor_id: Option<UserId>,
    pub actor_role: Option<String>,
    pub action: String,
    /// What it was done to.
    pub subject_id: Option<Uuid>,
    /// Whose data it is.
    pub person_id: Option<UserId>,
    /// JSON, as text; each door makes of it what it needs.
    #[serde(skip)]
    pub details: String,
    pub address: Option<String>,
    pub request_id: Option<String>,
}

/// A line of the log as people read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditLine {
    pub entry: AuditEntry,
    /// The name of who did it.
    pub actor: Option<String>,
    /// The name of whose data it is.
    pub person: Option<String>,
    /// What more there is to say, each with what it is: `from`, `patient`.
    pub details: Vec<(String, String)>,
}

/// Which lines to list.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    pub action: Option<Action>,
    pub actor_id: Option<UserId>,
    pub person_id: Option<UserId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_actions_share_a_word() {
        let mut words = Action::ALL.map(Action::as_str);
        words.sort_unstable();
        assert!(words.windows(2).all(|pair| pair[0] != pair[1]), "{words:?}");
    }
}
