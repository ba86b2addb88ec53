//! When a doctor can be booked: the question slots, availability, bookings, holds and moves all ask in the same words.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    Tz,
    actor::{Actor, Role},
    appointment::SlotQuery,
    dependant::Attendee,
    directory::VisitType,
    error::{ClinicError, Problems},
    ids::LocationId,
    local_time::{parse_instant, parse_instant_or_date},
    schedule::{self, Asker, OpenTime, Refusal, Slot, Standing, Taken, TimeRange, Visit},
};
use sqlx::PgConnection;

use super::{Answer, Required, Services};
use crate::db::{
    self,
    calendars::{AskedBy, Bookable},
    doctors::Visible,
};

const DEFAULT_DAYS: i64 = 14;
const MAX_DAYS: i64 = 62;
/// How many other times a refused booking suggests, and how far from the wished one.
const ALTERNATIVES: usize = 3;
const ALTERNATIVES_WITHIN: TimeDelta = TimeDelta::days(14);
/// Most have them this near, where the calendar that refused the booking has been read already.
const NEAR: TimeDelta = TimeDelta::days(1);
/// Visits and windows reach over the ends of a stretch of time by less than this.
const REACH: TimeDelta = TimeDelta::days(2);
/// A time without an offset is off by less than this.
const MAX_OFFSET: TimeDelta = TimeDelta::days(1);

/// What of a calendar bears on a stretch of time.
pub(super) fn around(within: TimeRange) -> TimeRange {
    within.widened(REACH + MAX_OFFSET, REACH + MAX_OFFSET)
}

/// What bears on a booking at an instant.
pub(super) fn around_instant(instant: DateTime<Utc>) -> TimeRange {
    around(moment(instant))
}

fn moment(instant: DateTime<Utc>) -> TimeRange {
    TimeRange::new(instant, instant + TimeDelta::seconds(1)).expect("a second later is later")
}

/// Whom times are looked up for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum For {
    Anybody,
    /// A patient who asks for themselves, or for somebody they care for.
    Patient(Attendee),
    /// A patient, by the practice.
    ByStaff(Attendee),
    /// A patient, by an external system: as if they asked themselves.
    ByToken(Attendee),
}

impl For {
    /// Whom somebody looks up times for who may be signed in: patients for themselves.
    pub(super) fn actor(actor: Option<&Actor>) -> Self {
        match actor {
            Some(actor) if actor.role == Role::Patient => Self::Patient(actor.user_id.into()),
            _ => Self::Anybody,
        }
    }

    pub(super) fn attendee(self) -> Option<Attendee> {
        match self {
            Self::Anybody => None,
            Self::Patient(attendee) | Self::ByStaff(attendee) | Self::ByToken(attendee) => Some(attendee),
        }
    }

    pub(super) fn asker(self, bookable: &Bookable, now: DateTime<Utc>) -> Asker {
        let standing = match self {
            Self::Anybody => Standing::Unknown,
            Self::ByStaff(_) => Standing::Staff,
            Self::Patient(_) | Self::ByToken(_) if bookable.seen_before => Standing::KnownPatient,
            Self::Patient(_) | Self::ByToken(_) => Standing::NewPatient,
        };
        Asker { now, standing }
    }
}

/// What somebody would like to have.
pub(super) struct Wanted<'a> {
    pub(super) visit: &'a Visit,
    pub(super) start: DateTime<Utc>,
    pub(super) whom: For,
    /// What their appointment would leave free that is to be moved.
    pub(super) freed: Option<&'a Taken>,
}

impl Bookable {
    /// The zone in which times without an offset are meant: that of the doctor's first location.
    pub(super) fn zone(&self) -> Tz {
        self.calendar.zones.first().map_or(Tz::UTC, |(_, zone)| *zone)
    }

    /// Where the doctor first is in a stretch of time; where they are nowhere, their first location.
    pub(super) fn place_in(&self, during: TimeRange) -> Option<LocationId> {
        let there = self.calendar.working_time(during).first().map(|open| open.location_id);
        there.or_else(|| self.calendar.zones.first().map(|(id, _)| *id))
    }

    /// The zone of the place where they are at an instant.
    pub(super) fn zone_at(&self, instant: DateTime<Utc>) -> Tz {
        self.place_in(moment(instant)).map_or(Tz::UTC, |place| self.calendar.zone_of(place))
    }

    /// The named visit type, by id or slug, or the first one where none is named.
    ///
    /// # Errors
    /// [`ClinicError::Invalid`] for one the doctor does not offer.
    pub(super) fn visit_type(&self, key: Option<&str>) -> Answer<Option<&VisitType>> {
        let Some(key) = key.filter(|key| !key.is_empty()) else { return Ok(self.visit_types.first()) };
        let found = self.visit_types.iter().find(|visit| visit.slug == key || visit.id.to_string() == key);
        found.map(Some).ok_or_else(unknown_visit_type)
    }
}

impl Services {
    /// A doctor patients may see, with their calendar as far as it bears on `within`.
    pub(super) async fn bookable(
        &self,
        db: &mut PgConnection,
        key: &str,
        within: TimeRange,
        whom: For,
    ) -> Answer<Bookable> {
        // PostgreSQL cannot look for a NUL, and no key holds one.
        let key = Some(key).filter(|key| !key.contains('\0')).required("doctor")?;
        let by = AskedBy { attendee: whom.attendee(), now: self.now() };
        db::calendars::find(db, key, Visible::Approved, within, by).await?.required("doctor")
    }

    /// Exactly what can be booked now, by this person if they are a patient.
    ///
    /// # Errors
    /// [`ClinicError::NotFound`], [`ClinicError::Invalid`].
    pub async fn slots(&self, actor: Option<&Actor>, query: &SlotQuery) -> Answer<Vec<Slot>> {
        let whom = For::actor(actor);
        let mut db = self.connect().await?;
        let rough = self.parse_bounds(Tz::UTC, query)?;
        let bookable = self.bookable(&mut db, &query.doctor_id, around(rough), whom).await?;
        let within = self.parse_bounds(bookable.zone(), query)?;
        let Some(visit_type) = bookable.visit_type(query.visit_type_id.as_deref())? else { return Ok(Vec::new()) };
        Ok(schedule::slots(&bookable.calendar, &visit_type.visit(), &whom.asker(&bookable, self.now()), within))
    }

    /// Open time less booked time, from now on.
    ///
    /// # Errors
    /// [`ClinicError::NotFound`], [`ClinicError::Invalid`].
    pub async fn availability(&self, query: &SlotQuery) -> Answer<Vec<OpenTime>> {
        let mut db = self.connect().await?;
        let rough = self.parse_bounds(Tz::UTC, query)?;
        let bookable = self.bookable(&mut db, &query.doctor_id, around(rough), For::Anybody).await?;
        Ok(bookable.calendar.open_time(self.parse_bounds(bookable.zone(), query)?))
    }

    /// Every reason why a time cannot be booked; none: it can.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`], [`ClinicError::NotFound`], [`ClinicError::Invalid`].
    pub async fn explain(&self, actor: &Actor, query: &SlotQuery, at: &str) -> Answer<Vec<Refusal>> {
        let rough = parse_instant("at", at, Tz::UTC)?;
        let mut db = self.connect().await?;
        let bookable = self.bookable(&mut db, &query.doctor_id, around_instant(rough), For::Anybody).await?;
        actor.can_explain(bookable.doctor_id)?;
        let at = parse_instant("at", at, bookable.zone())?;
        let visit_type = bookable.visit_type(query.visit_type_id.as_deref())?.ok_or_else(unknown_visit_type)?;
        let asker = For::Anybody.asker(&bookable, self.now());
        let explained = schedule::explain(&bookable.calendar, &visit_type.visit(), &asker, at);
        Ok(explained.err().unwrap_or_default())
    }

    /// The answer to a wish that cannot be granted: with other times, where somebody was faster. `bookable` is what refused
    /// it, without what the wish would leave free.
    pub(super) async fn refused(
        &self,
        db: &mut PgConnection,
        refusal: Refusal,
        bookable: &Bookable,
        wanted: &Wanted<'_>,
    ) -> Answer<ClinicError> {
        if refusal != Refusal::Taken {
            // The doctor and administrators can ask for more.
            let rule = refusal.to_patients();
            return Ok(ClinicError::rule("start_time", rule.code(), rule.detail()));
        }
        let near = self.around_wish(wanted, NEAR)?;
        if bookable.read.encloses(&near.widened(REACH, REACH)) {
            let alternatives = self.alternatives(bookable, wanted, near);
            if alternatives.len() == ALTERNATIVES {
                return Ok(ClinicError::SlotTaken { alternatives });
            }
        }
        let within = self.around_wish(wanted, ALTERNATIVES_WITHIN)?;
        let mut bookable = self.bookable(db, &bookable.doctor_id.to_string(), around(within), wanted.whom).await?;
        if let Some(freed) = wanted.freed {
            bookable.calendar.give_back(freed);
        }
        Ok(ClinicError::SlotTaken { alternatives: self.alternatives(&bookable, wanted, within) })
    }

    fn around_wish(&self, wanted: &Wanted, reach: TimeDelta) -> Answer<TimeRange> {
        let earliest = self.now().min(wanted.start);
        TimeRange::new((wanted.start - reach).max(earliest), wanted.start + reach).required("time")
    }

    fn alternatives(&self, bookable: &Bookable, wanted: &Wanted, within: TimeRange) -> Vec<Slot> {
        let asker = wanted.whom.asker(bookable, self.now());
        schedule::nearest(&bookable.calendar, wanted.visit, &asker, wanted.start, within, ALTERNATIVES)
    }

    /// What a query asks for; times without an offset are read in `zone`.
    pub(super) fn parse_bounds(&self, zone: Tz, query: &SlotQuery) -> Answer<TimeRange> {
        let mut problems = Problems::default();
        let mut read = |field: &str, text: &Option<String>| match text {
            None => Some(None),
            Some(text) => problems.keep(parse_instant_or_date(field, text, zone)).map(Some),
        };
        let (from, to) = (read("from", &query.from), read("to", &query.to));
        problems.check()?;
        let from = from.flatten().unwrap_or_else(|| self.now());
        let to = to.flatten().unwrap_or(from + TimeDelta::days(DEFAULT_DAYS));
        let within = TimeRange::new(from, to)
            .ok_or_else(|| ClinicError::invalid("to", "empty_range", "`to` must come after `from`."))?;
        // An hour's grace: 62 days of a zone that turns its clocks back are longer.
        if within.duration() > TimeDelta::days(MAX_DAYS) + TimeDelta::hours(1) {
            return Err(ClinicError::invalid(
                "to",
                "range_too_long",
                format!("Ask for at most {MAX_DAYS} days at a time."),
            ));
        }
        Ok(within)
    }
}

pub(super) fn unknown_visit_type() -> ClinicError {
    ClinicError::invalid("visit_type_id", "unknown_visit_type", "The doctor does not offer this visit type.")
}
