//! The waiting list: who would like an earlier time with a doctor, and what they are offered.

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::{
    actor::Actor,
    appointment::{AppointmentDoctor, AppointmentVisitType},
    directory::Location,
    error::{ClinicError, FieldError, Problems},
    ids::{AppointmentId, HoldId, WaitlistEntryId},
    schedule::{PartOfDay, Wish},
};

/// How long an offered time is kept for the one it is offered to.
pub const OFFER: TimeDelta = TimeDelta::hours(1);
/// What can be kept for less is not offered: nobody reads their mail all the time.
pub const SHORTEST_OFFER: TimeDelta = TimeDelta::minutes(15);
/// By how much an offered time is earlier than the appointment that somebody has.
pub const WORTH_MOVING: TimeDelta = TimeDelta::days(1);

/// The longest notice somebody can ask for: four weeks, in minutes.
const MAX_NOTICE_MINUTES: u32 = 28 * 24 * 60;

/// When somebody could come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Preferences {
    /// ISO 8601 weekdays, 1 is Monday, in order; on the clock of the practice. Never empty.
    pub weekdays: Vec<u8>,
    /// Never empty.
    pub parts_of_day: Vec<PartOfDay>,
    /// How long beforehand they have to know.
    pub notice_minutes: u32,
}

impl Preferences {
    /// Whether a visit that starts then, at a place in `zone`, suits them if they hear of it `now`.
    pub fn are_met(&self, start: DateTime<Utc>, zone: Tz, now: DateTime<Utc>) -> bool {
        let weekday = start.with_timezone(&zone).weekday().number_from_monday();
        let part = |part: &PartOfDay| Wish { date: None, part_of_day: Some(*part) }.is_fulfilled_by(start, zone);
        start - now >= TimeDelta::minutes(self.notice_minutes.into())
            && self.weekdays.iter().any(|day| u32::from(*day) == weekday)
            && self.parts_of_day.iter().any(part)
    }
}

/// Somebody on the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WaitlistEntry {
    pub id: WaitlistEntryId,
    pub doctor: AppointmentDoctor,
    /// None for an appointment that named its own length.
    pub visit_type: Option<AppointmentVisitType>,
    /// The appointment that is to be earlier; none: they have none yet.
    pub appointment_id: Option<AppointmentId>,
    #[serde(flatten)]
    pub preferences: Preferences,
    pub created_at: DateTime<Utc>,
    /// A time that is kept for them now.
    pub offer: Option<WaitlistOffer>,
}

/// A time kept for somebody on the list, and for nobody else, until they answer or it runs out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WaitlistOffer {
    pub id: HoldId,
    pub location: Location,
    pub start_time: DateTime<Utc>,
    pub end_time: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

/// What the link in a mail is for.
#[derive(Debug, Clone)]
pub struct MailedOffer {
    /// On whose behalf it answers.
    pub patient: Actor,
    pub offer: HoldId,
    /// With that offer, while it lasts.
    pub entry: WaitlistEntry,
}

/// The wish for an earlier time, as it was written.
#[derive(Debug, Clone, Default)]
pub struct WaitlistForm {
    /// The appointment that is to be earlier; without one, the doctor and the visit type are named.
    pub appointment_id: Option<String>,
    /// Id or slug.
    pub doctor_id: Option<String>,
    /// Id or slug; none means the doctor's first.
    pub visit_type_id: Option<String>,
    /// None or empty: any.
    pub weekdays: Option<Vec<i64>>,
    /// None or empty: any.
    pub parts_of_day: Option<Vec<String>>,
    /// None: a day.
    pub notice_minutes: Option<i64>,
}

impl WaitlistForm {
    /// When they could come.
    ///
    /// # Errors
    /// [`ClinicError::Invalid`], with everything that is not accepted.
    pub fn preferences(&self) -> Result<Preferences, ClinicError> {
        let mut problems = Problems::default();
        let mut weekdays = problems.keep(read_weekdays(self.weekdays.as_deref())).unwrap_or_default();
        weekdays.sort_unstable();
        weekdays.dedup();
        let named = self.parts_of_day.as_deref().filter(|named| !named.is_empty());
        let parts_of_day = named.map_or_else(
            || PartOfDay::ALL.into(),
            |named| named.iter().filter_map(|part| problems.keep(PartOfDay::parse("parts_of_day", part))).collect(),
        );
        let notice = self.notice_minutes.unwrap_or(24 * 60);
        let notice = u32::try_from(notice).ok().filter(|minutes| *minutes <= MAX_NOTICE_MINUTES).ok_or_else(|| {
            let detail = format!("The notice is 0 to {MAX_NOTICE_MINUTES} minutes, which is four weeks.");
            FieldError::new("notice_minutes", "out_of_range", detail)
        });
        let notice_minutes = problems.keep(notice).unwrap_or_default();
        problems.check()?;
        Ok(Preferences { weekdays, parts_of_day, notice_minutes })
    }
}

fn read_weekdays(named: Option<&[i64]>) -> Result<Vec<u8>, FieldError> {
    let Some(named) = named.filter(|named| !named.is_empty()) else { return Ok((1..=7).collect()) };
    let read = |day: &i64| u8::try_from(*day).ok().filter(|day| (1..=7).contains(day));
    let detail = "Weekdays are numbers from 1, Monday, to 7, Sunday.";
    named.iter().map(read).collect::<Option<_>>().ok_or_else(|| FieldError::new("weekdays", "unknown_weekday", detail))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn preferences_are_read_on_the_practices_clock() {
        let form = WaitlistForm {
            weekdays: Some(vec![2, 1, 2]),
            parts_of_day: Some(vec!["morning".to_owned()]),
            notice_minutes: Some(120),
            ..WaitlistForm::default()
        };
        let preferences = form.preferences().unwrap();
        assert_eq!(preferences.weekdays, [1, 2]);
        let (zone, now) = (Tz::America__New_York, at("2026-03-02T15:00:00Z"));
        let met = |start: &str, now: DateTime<Utc>| preferences.are_met(at(start), zone, now);
        assert!(met("2026-03-03T14:00:00Z", now), "Tuesday at nine in New York");
        assert!(!met("2026-03-03T17:00:00Z", now), "noon is no morning");
        assert!(!met("2026-03-04T14:00:00Z", now), "a Wednesday");
        assert!(met("2026-03-02T16:59:00Z", at("2026-03-02T14:59:00Z")));
        assert!(!met("2026-03-02T16:59:00Z", at("2026-03-02T15:00:00Z")), "too soon");
    }

    #[test]
    fn nothing_said_is_any_time_a_day_ahead_and_nonsense_is_named() {
        let any = WaitlistForm::default().preferences().unwrap();
        assert_eq!((any.weekdays.len(), any.parts_of_day.len(), any.notice_minutes), (7, 3, 1440));
        let nonsense = WaitlistForm {
            weekdays: Some(vec![0]),
            parts_of_day: Some(vec!["night".to_owned()]),
            notice_minutes: Some(-1),
            ..WaitlistForm::default()
        };
        let ClinicError::Invalid { errors } = nonsense.preferences().unwrap_err() else { panic!() };
        let fields: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["weekdays", "parts_of_day", "notice_minutes"]);
    }
}
