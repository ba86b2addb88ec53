//! What is written down about who did what.

use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;

use crate::ids::UserId;

/// Something that is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    Registered,
    EmailVerified,
    SignedIn,
    SignInFailed,
    SignedOut,
    /// Its owner ended a session from the list.
    SessionEnded,
    /// Its owner ended all sessions but the one at hand.
    OtherSessionsEnded,
    /// A refresh token came back after its time; the session ended.
    TokenReplayed,
    PasswordChanged,
    PasswordReset,
    TwoStepTurnedOn,
    TwoStepTurnedOff,
    PasskeyAdded,
    PasskeyRemoved,
    AdminCreated,
    RoleChanged,
    DoctorApproved,
    AccountDisabled,
    AccountEnabled,
    AccountDeleted,
    /// Made by the practice for somebody else.
    AccountCreated,
    /// A name, a number or a text, or what a doctor knows about and where they work.
    ProfileChanged,
    AppointmentBooked,
    AppointmentMoved,
    AppointmentReasonChanged,
    AppointmentStatusChanged,
    AppointmentCancelled,
    /// By somebody other than its patient.
    AppointmentRead,
    /// Those of other people.
    AppointmentsListed,
    AccountRead,
    AccountsListed,
    /// What a doctor offers, or by which rules.
    VisitTypeChanged,
    SpecialtyChanged,
    LocationChanged,
    DepartmentChanged,
    DependantAdded,
    DependantRemoved,
    WaitlistJoined,
    WaitlistLeft,
    /// A time was offered to somebody on a waiting list.
    TimeOffered,
    ApiTokenMade,
    ApiTokenRevoked,
    /// Added, changed, removed, given a new secret, or switched off because nothing gets through.
    WebhookChanged,
}

impl Action {
    /// Everything that is written down.
    pub const ALL: [Self; 40] = [
        Self::Registered,
        Self::EmailVerified,
        Self::SignedIn,
        Self::SignInFailed,
        Self::SignedOut,
        Self::SessionEnded,
        Self::OtherSessionsEnded,
        Self::TokenReplayed,
        Self::PasswordChanged,
        Self::PasswordReset,
        Self::TwoStepTurnedOn,
        Self::TwoStepTurnedOff,
        Self::PasskeyAdded,
        Self::PasskeyRemoved,
        Self::AdminCreated,
        Self::RoleChanged,
        Self::DoctorApproved,
        Self::AccountDisabled,
        Self::AccountEnabled,
        Self::AccountDeleted,
        Self::AccountCreated,
        Self::ProfileChanged,
        Self::AppointmentBooked,
        Self::AppointmentMoved,
        Self::AppointmentReasonChanged,
        Self::AppointmentStatusChanged,
        Self::AppointmentCancelled,
        Self::AppointmentRead,
        Self::AppointmentsListed,
        Self::AccountRead,
        Self::AccountsListed,
        Self::VisitTypeChanged,
        Self::SpecialtyChanged,
        Self::LocationChanged,
        Self::DepartmentChanged,
        Self::DependantAdded,
        Self::DependantRemoved,
        Self::WaitlistJoined,
        Self::WaitlistLeft,
        Self::TimeOffered,
    ];

    /// The word used in the API and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Registered => "registered",
            Self::EmailVerified => "email_verified",
            Self::SignedIn => "signed_in",
            Self::SignInFailed => "sign_in_failed",
            Self::SignedOut => "signed_out",
            Self::SessionEnded => "session_ended",
            Self::OtherSessionsEnded => "other_sessions_ended",
            Self::TokenReplayed => "token_replayed",
            Self::PasswordChanged => "password_changed",
            Self::PasswordReset => "password_reset",
            Self::TwoStepTurnedOn => "two_step_turned_on",
            Self::TwoStepTurnedOff => "two_step_turned_off",
            Self::PasskeyAdded => "passkey_added",
            Self::PasskeyRemoved => "passkey_removed",
            Self::AdminCreated => "admin_created",
            Self::RoleChanged => "role_changed",
            Self::DoctorApproved => "doctor_approved",
            Self::AccountDisabled => "account_disabled",
            Self::AccountEnabled => "account_enabled",
            Self::AccountDeleted => "account_deleted",
            Self::AccountCreated => "account_created",
            Self::ProfileChanged => "profile_changed",
            Self::AppointmentBooked => "appointment_booked",
            Self::AppointmentMoved => "appointment_moved",
            Self::AppointmentReasonChanged => "appointment_reason_changed",
            Self::AppointmentStatusChanged => "appointment_status_changed",
            Self::AppointmentCancelled => "appointment_cancelled",
            Self::AppointmentRead => "appointment_read",
            Self::AppointmentsListed => "appointments_listed",
            Self::AccountRead => "account_read",
            Self::AccountsListed => "accounts_listed",
            Self::VisitTypeChanged => "visit_type_changed",
            Self::SpecialtyChanged => "specialty_changed",
            Self::LocationChanged => "location_changed",
            Self::DepartmentChanged => "department_changed",
            Self::DependantAdded => "dependant_added",
            Self::DependantRemoved => "dependant_removed",
            Self::WaitlistJoined => "waitlist_joined",
            Self::WaitlistLeft => "waitlist_left",
            Self::TimeOffered => "time_offered",
            Self::ApiTokenMade => "api_token_made",
            Self::ApiTokenRevoked => "api_token_revoked",
            Self::WebhookChanged => "webhook_changed",
        }
    }
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
    pub action: Option<String>,
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
