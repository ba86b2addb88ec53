//! Webhooks (Standard Webhooks 1.0.0): other systems are told what happens to appointments.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    error::{ClinicError, FieldError, Problems},
    ids::{DeliveryId, WebhookId},
    text,
};

const MAX_URL_CHARS: usize = 2000;
const MAX_DESCRIPTION_CHARS: usize = 200;

/// How long the secret before the present one signs too.
pub const SECRETS_OVERLAP: TimeDelta = TimeDelta::hours(24);
/// A webhook that nothing got through to for so long is switched off.
pub const GIVE_UP: TimeDelta = TimeDelta::days(5);
/// How long the log of deliveries goes back.
pub const KEPT: TimeDelta = TimeDelta::days(30);

/// How long to wait after the first try that failed, the second, and so on: those of the specification.
const PAUSES: [TimeDelta; 9] = [
    TimeDelta::seconds(5),
    TimeDelta::minutes(5),
    TimeDelta::minutes(30),
    TimeDelta::hours(2),
    TimeDelta::hours(5),
    TimeDelta::hours(10),
    TimeDelta::hours(14),
    TimeDelta::hours(20),
    TimeDelta::hours(24),
];

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = WebhookEvent))]
pub enum Event {
    #[serde(rename = "appointment.booked")]
    Booked,
    /// To another time or place.
    #[serde(rename = "appointment.moved")]
    Moved,
    #[serde(rename = "appointment.cancelled")]
    Cancelled,
    #[serde(rename = "appointment.checked_in")]
    CheckedIn,
    /// Nothing: an administrator wants to see whether it arrives.
    #[serde(rename = "webhook.test")]
    Test,
}

impl Event {
    /// Those that can be chosen.
    pub const OF_APPOINTMENTS: [Self; 4] = [Self::Booked, Self::Moved, Self::Cancelled, Self::CheckedIn];

    /// The word used in the API and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Booked => "appointment.booked",
            Self::Moved => "appointment.moved",
            Self::Cancelled => "appointment.cancelled",
            Self::CheckedIn => "appointment.checked_in",
            Self::Test => "webhook.test",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::OF_APPOINTMENTS.into_iter().chain([Self::Test]).find(|event| event.as_str() == text)
    }
}

/// Where to, and what of: what an administrator says of a webhook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Endpoint {
    pub url: String,
    /// Which of those that there are for appointments.
    pub events: Vec<Event>,
    pub description: Option<String>,
    /// Whether it is told anything.
    pub active: bool,
}

/// Why a webhook was switched off, if not by an administrator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DisabledReason {
    /// The receiver answered 410.
    Gone,
    /// Nothing got through for five days.
    Failing,
}

impl DisabledReason {
    /// The word used in the API and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::Failing => "failing",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Gone, Self::Failing].into_iter().find(|reason| reason.as_str() == text)
    }
}

/// A webhook, without what it signs with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Webhook {
    pub id: WebhookId,
    #[serde(flatten)]
    pub endpoint: Endpoint,
    pub disabled_reason: Option<DisabledReason>,
    /// Since when nothing got through; none: the last try did.
    pub failing_since: Option<DateTime<Utc>>,
    /// Until when the secret before the present one signs too.
    pub previous_secret_until: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// A new webhook, or what to change about one: what is absent stays as it is.
#[derive(Debug, Clone, Default)]
pub struct WebhookForm {
    pub url: Option<String>,
    pub events: Option<Vec<String>>,
    /// Empty: none.
    pub description: Option<String>,
    pub active: Option<bool>,
}

impl WebhookForm {
    /// The webhook as the form wants it, made of what it was; a new one needs an address and events. `check_url` says what is
    /// wrong with an address.
    ///
    /// # Errors
    /// [`ClinicError::Invalid`], with everything that is not accepted.
    pub fn parse(
        &self,
        before: Option<&Endpoint>,
        check_url: impl FnOnce(&str) -> Result<(), FieldError>,
    ) -> Result<Endpoint, ClinicError> {
        let mut problems = Problems::default();
        let url = match (&self.url, before) {
            (None, Some(before)) => Ok(before.url.clone()),
            (url, _) => text::required("url", "The address", url.as_deref().unwrap_or_default(), MAX_URL_CHARS)
                .and_then(|url| check_url(&url).map(|()| url)),
        };
        let events = match (&self.events, before) {
            (None, Some(before)) => Ok(before.events.clone()),
            (events, _) => parse_events(events.as_deref().unwrap_or_default()),
        };
        let description = match (&self.description, before) {
            (None, Some(before)) => Ok(before.description.clone()),
            (text, _) => text::optional("description", "The description", text.as_deref(), MAX_DESCRIPTION_CHARS),
        };
        let (url, events) = (problems.keep(url), problems.keep(events));
        let description = problems.keep(description);
        problems.check()?;
        // `check` has answered for whatever is missing.
        let (Some(url), Some(events), Some(description)) = (url, events, description) else {
            return Err(ClinicError::Internal);
        };
        let active = self.active.unwrap_or(before.is_none_or(|before| before.active));
        Ok(Endpoint { url, events, description, active })
    }
}

fn parse_events(words: &[String]) -> Result<Vec<Event>, FieldError> {
    let known = Event::OF_APPOINTMENTS.map(Event::as_str);
    if words.is_empty() || words.iter().any(|word| !known.contains(&word.as_str())) {
        let detail = format!("Name one or more of {}.", known.join(", "));
        return Err(FieldError::new("events", "unknown_event", detail));
    }
    let named = |event: &Event| words.iter().any(|word| word == event.as_str());
    Ok(Event::OF_APPOINTMENTS.into_iter().filter(named).collect())
}

/// How far a delivery is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DeliveryStatus {
    /// It is tried, or tried again.
    Pending,
    /// The receiver answered 2xx.
    Delivered,
    /// No try got through, and none follows.
    Failed,
}

impl DeliveryStatus {
    /// The word used in the API and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Pending, Self::Delivered, Self::Failed].into_iter().find(|status| status.as_str() == text)
    }
}

/// A line of a webhook's log: one thing that happened, and how telling it went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Delivery {
    /// The `webhook-id` it is sent with, each time.
    pub id: DeliveryId,
    pub event: Event,
    /// When it happened.
    pub created_at: DateTime<Utc>,
    pub status: DeliveryStatus,
    /// Tries, since it happened or was asked for again.
    pub attempts: i16,
    /// The HTTP status of the last answer.
    pub last_status: Option<i16>,
    /// Why there was none: `timeout`, `connection`, `private_address` or `secret_unreadable`.
    pub last_error: Option<String>,
    pub next_attempt_at: Option<DateTime<Utc>>,
    pub delivered_at: Option<DateTime<Utc>>,
}

/// Why a receiver did not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoAnswer {
    /// Not in time.
    Timeout,
    /// It could not be reached, or spoke no HTTP.
    Connection,
    /// Its address is of a private network, and those are not allowed.
    PrivateAddress,
    /// What it signs with was encrypted under another key of the server; a new secret helps.
    SecretUnreadable,
}

impl NoAnswer {
    const ALL: [Self; 4] = [Self::Timeout, Self::Connection, Self::PrivateAddress, Self::SecretUnreadable];

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == text)
    }

    /// The word used in the API and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Timeout => "timeout",
            Self::Connection => "connection",
            Self::PrivateAddress => "private_address",
            Self::SecretUnreadable => "secret_unreadable",
        }
    }
}

/// How long to wait before the next try, after so many that failed; none: no other follows.
///
/// Up to a tenth longer, by its id, so that what failed together does not come back together.
pub fn pause_after(attempts: i16, id: DeliveryId) -> Option<TimeDelta> {
    let failed = usize::try_from(attempts).ok()?;
    let pause = *PAUSES.get(failed.checked_sub(1)?)?;
    let share = i32::from(id.0.as_bytes()[15]);
    Some(pause + pause * share / 2560)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn tries_are_further_and_further_apart_and_come_to_an_end() {
        let [even, late] = [0, 255].map(|id| DeliveryId(Uuid::from_u128(id)));
        let pauses: Vec<_> = (1..=10).map(|attempts| pause_after(attempts, even)).collect();
        assert!(pauses[..9].is_sorted_by(|a, b| a < b), "{pauses:?}");
        assert_eq!(pauses[9], None, "the tenth is the last");
        for attempts in 1..=9 {
            let (pause, longer) = (pause_after(attempts, even).unwrap(), pause_after(attempts, late).unwrap());
            assert!(pause < longer && longer < pause + pause / 10, "{pause} {longer}");
        }
        assert_eq!(pause_after(0, even), None);
    }

    #[test]
    fn everything_that_is_wrong_with_a_webhook_is_told_at_once() {
        let accepted = |form: &WebhookForm| form.parse(None, |_| Ok(()));
        let ClinicError::Invalid { errors } = accepted(&WebhookForm::default()).unwrap_err() else { panic!() };
        let fields: Vec<_> = errors.iter().map(|error| (error.field.as_str(), error.code.as_str())).collect();
        assert_eq!(fields, [("url", "required"), ("events", "unknown_event")]);
        let events = |words: &[&str]| WebhookForm {
            url: Some("https://example.com".to_owned()),
            events: Some(words.iter().map(|word| (*word).to_owned()).collect()),
            ..WebhookForm::default()
        };
        assert!(accepted(&events(&["webhook.test"])).is_err(), "nobody waits for tests");
        let twice = accepted(&events(&["appointment.moved", "appointment.booked", "appointment.moved"])).unwrap();
        assert_eq!(twice.events, [Event::Booked, Event::Moved]);
        assert!(twice.active);
    }
}
