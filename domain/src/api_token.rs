//! Tokens with which external systems ask, instead of a person who signs in.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    Tz,
    actor::{Actor, Role},
    error::{ClinicError, FieldError, Problems},
    ids::{ApiTokenId, LocationId, UserId},
    local_time::parse_instant_or_date,
    location::unknown_location,
    text,
};

const MAX_NAME_CHARS: usize = 120;
/// How long a token lasts where nothing is said, and at most.
const USUAL_LIFETIME: TimeDelta = TimeDelta::days(90);
const MAX_LIFETIME: TimeDelta = TimeDelta::days(366);

/// One thing a token may be for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TokenScope {
    /// Specialties, locations, departments, visit types and doctors.
    #[serde(rename = "directory:read")]
    DirectoryRead,
    /// Open time and free times.
    #[serde(rename = "slots:read")]
    SlotsRead,
    /// Booking for patients, and reading, moving and cancelling what the token itself booked.
    #[serde(rename = "appointments:write")]
    AppointmentsWrite,
}

impl TokenScope {
    pub const ALL: [Self; 3] = [Self::DirectoryRead, Self::SlotsRead, Self::AppointmentsWrite];

    /// The word used in the API and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DirectoryRead => "directory:read",
            Self::SlotsRead => "slots:read",
            Self::AppointmentsWrite => "appointments:write",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == text.trim())
    }
}

/// A token that came with a request, as far as it decides what is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenBearer {
    pub id: ApiTokenId,
    pub scopes: Vec<TokenScope>,
    pub location_id: Option<LocationId>,
}

impl TokenBearer {
    pub fn may(&self, scope: TokenScope) -> bool {
        self.scopes.contains(&scope)
    }

    /// Who it is to the policy, which knows no tokens but those for appointments: the others only read what everybody may.
    pub fn actor(&self) -> Option<Actor> {
        self.may(TokenScope::AppointmentsWrite).then_some(Actor {
            user_id: UserId(self.id.0),
            role: Role::ApiToken,
            location_id: self.location_id,
        })
    }
}

/// Who made a token, by their name at the time of reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TokenMaker {
    pub id: UserId,
    pub full_name: String,
}

/// A token as administrators see it: everything but its secret, which nobody has but whom it was given to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApiToken {
    pub id: ApiTokenId,
    pub name: String,
    pub scopes: Vec<TokenScope>,
    /// Where it books; none: at every location.
    pub location_id: Option<LocationId>,
    pub created_by: TokenMaker,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub revoked_at: Option<DateTime<Utc>>,
    /// To the minute or so.
    pub last_used_at: Option<DateTime<Utc>>,
    pub last_used_address: Option<String>,
}

/// What an administrator wants a token to be for, as it was written.
#[derive(Debug, Clone, Default)]
pub struct ApiTokenForm {
    pub name: String,
    pub scopes: Vec<String>,
    pub location_id: Option<String>,
    /// An instant, or a date in UTC; none: in 90 days.
    pub expires_at: Option<String>,
}

/// A token that can be made, as far as the form tells.
#[derive(Debug)]
pub struct NewApiToken {
    pub name: String,
    pub scopes: Vec<TokenScope>,
    pub location_id: Option<LocationId>,
    pub expires_at: DateTime<Utc>,
}

impl ApiTokenForm {
    /// # Errors
    /// [`ClinicError::Invalid`], with everything that is not accepted.
    pub fn parse(&self, now: DateTime<Utc>) -> Result<NewApiToken, ClinicError> {
        let mut problems = Problems::default();
        let name = problems.keep(text::required("name", "The name", &self.name, MAX_NAME_CHARS));
        let scopes = self.parse_scopes(&mut problems);
        let location_id = self.location_id.as_deref().filter(|id| !id.is_empty());
        let location_id = location_id.and_then(|id| problems.keep(id.parse().map_err(|_| unknown_location())));
        let expires_at = problems.keep(self.parse_end(now));
        problems.check()?;
        // `check` has answered for every field that is missing.
        let (name, expires_at) = name.zip(expires_at).ok_or(ClinicError::Internal)?;
        Ok(NewApiToken { name, scopes, location_id, expires_at })
    }

    /// Each once, however often it is named.
    fn parse_scopes(&self, problems: &mut Problems) -> Vec<TokenScope> {
        let known = "`directory:read`, `slots:read` and `appointments:write`";
        if self.scopes.is_empty() {
            let detail = format!("Say what the token is for; the scopes are {known}.");
            problems.push(FieldError::new("scopes", "required", detail));
        }
        for (place, text) in self.scopes.iter().enumerate() {
            if TokenScope::parse(text).is_none() {
                let detail = format!("There is no such scope; there are {known}.");
                problems.push(FieldError::new(format!("scopes/{place}"), "unknown_scope", detail));
            }
        }
        let named = |scope: &TokenScope| self.scopes.iter().any(|text| TokenScope::parse(text) == Some(*scope));
        TokenScope::ALL.into_iter().filter(named).collect()
    }

    fn parse_end(&self, now: DateTime<Utc>) -> Result<DateTime<Utc>, FieldError> {
        let Some(text) = &self.expires_at else { return Ok(now + USUAL_LIFETIME) };
        let end = parse_instant_or_date("expires_at", text, Tz::UTC)?;
        if end <= now {
            return Err(FieldError::new("expires_at", "in_the_past", "A token expires some time after now."));
        }
        if end > now + MAX_LIFETIME {
            let detail = format!("A token lasts for at most {} days; make another one then.", MAX_LIFETIME.num_days());
            return Err(FieldError::new("expires_at", "too_far_ahead", detail));
        }
        Ok(end)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn only_a_token_for_appointments_is_anybody_to_the_policy() {
        let bearer = |scopes: &[TokenScope]| TokenBearer {
            id: ApiTokenId(Uuid::from_u128(1)),
            scopes: scopes.to_vec(),
            location_id: None,
        };
        assert_eq!(bearer(&[]).actor(), None);
        assert_eq!(bearer(&[TokenScope::DirectoryRead, TokenScope::SlotsRead]).actor(), None);
        let actor = bearer(&[TokenScope::AppointmentsWrite]).actor().unwrap();
        assert_eq!((actor.user_id.0, actor.role), (Uuid::from_u128(1), Role::ApiToken));
    }
}
