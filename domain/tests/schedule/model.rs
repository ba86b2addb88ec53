//! The engine said again in the plainest way: minute by minute, looking at everything, remembering nothing.
//! Everything in a modelled calendar happens at whole minutes.

use chrono::{DateTime, Datelike, NaiveDateTime, TimeDelta, Timelike, Utc};
use chrono_tz::Tz;
use domain::{
    ids::LocationId,
    schedule::{Calendar, Limits, Refusal, Slot, StartRule, TimeRange, Visit, WeeklyHours},
};

/// How long a modelled stretch of time is, in minutes.
pub const MINUTES: i64 = 10 * 24 * 60;

/// Whose working time each minute is, and where the stated hours begin.
pub struct Model {
    base: DateTime<Utc>,
    /// The location where the doctor works, per minute.
    works_at: Vec<Option<LocationId>>,
    blocked: Vec<bool>,
    /// Stated hours: location, first minute, first minute after.
    stated: Vec<(LocationId, i64, i64)>,
}

impl Model {
    pub fn new(calendar: &Calendar, base: DateTime<Utc>) -> Self {
        let at = |minute: i64| base + TimeDelta::minutes(minute);
        let mut weekly = Vec::new();
        for (index, (id, zone)) in calendar.zones.iter().enumerate() {
            if calendar.zones[..index].iter().any(|(earlier, _)| earlier == id) {
                continue;
            }
            let clock: Vec<NaiveDateTime> = (0..MINUTES).map(|minute| shown(*zone, at(minute))).collect();
            for hours in calendar.weekly.iter().filter(|hours| hours.location_id == *id) {
                let stated: Vec<bool> = clock.iter().map(|shown| states(hours, *shown)).collect();
                weekly.extend(runs(&stated).map(|(start, end)| (*id, start, end)));
            }
        }
        let minutes = |range: &TimeRange| ((range.start() - base).num_minutes(), (range.end() - base).num_minutes());
        let windows: Vec<(LocationId, i64, i64)> = calendar
            .windows
            .iter()
            .map(|window| (window.location_id, minutes(&window.during).0, minutes(&window.during).1))
            .collect();
        let covers = |ranges: &[TimeRange], minute| ranges.iter().any(|range| range.contains(at(minute)));
        let works_at = (0..MINUTES)
            .map(|minute| {
                let claimed = |stated: &[(LocationId, i64, i64)]| {
                    let here = stated.iter().filter(|(_, start, end)| (*start..*end).contains(&minute));
                    here.map(|(id, ..)| *id).min_by_key(|id| (rank(calendar, *id), *id))
                };
                let place = claimed(&windows).or_else(|| claimed(&weekly));
                place.filter(|_| !covers(&calendar.time_off, minute))
            })
            .collect();
        let blocked = (0..MINUTES).map(|minute| covers(&calendar.blocked, minute)).collect();
        Self { base, works_at, blocked, stated: [windows, weekly].concat() }
    }

    /// Whether and where a visit can start at this minute.
    pub fn start(&self, visit: &Visit, limits: &Limits, minute: i64) -> Result<Slot, Refusal> {
        let start_time = self.base + TimeDelta::minutes(minute);
        if start_time < limits.now {
            return Err(Refusal::InThePast);
        }
        if start_time > limits.now + TimeDelta::days(limits.horizon_days.into()) {
            return Err(Refusal::BeyondHorizon);
        }
        let end = minute + i64::from(visit.minutes);
        let place =
            (minute..end).map(|minute| self.works_at(minute)).reduce(|one, next| one.filter(|_| one == next)).flatten();
        let location_id = place.ok_or(Refusal::OutsideAvailability)?;
        let (before, after) = (i64::from(visit.buffer_before), i64::from(visit.buffer_after));
        if (minute - before..end + after).any(|minute| self.is_blocked(minute)) {
            return Err(Refusal::Taken);
        }
        let offered = match visit.start_rule {
            StartRule::FiveMinutes => start_time.timestamp() % 300 == 0,
            StartRule::Every(step) => self.stated.iter().any(|(id, start, end)| {
                let steps = if step == 0 { minute == *start } else { (minute - start) % i64::from(step) == 0 };
                *id == location_id && (*start..*end).contains(&minute) && steps
            }),
        };
        let end_time = self.base + TimeDelta::minutes(end);
        if offered {
            Ok(Slot { start_time, end_time, location_id, visit_type_id: visit.visit_type_id })
        } else {
            Err(Refusal::OffGrid)
        }
    }

    pub fn works_at(&self, minute: i64) -> Option<LocationId> {
        usize::try_from(minute).ok().and_then(|minute| self.works_at.get(minute).copied().flatten())
    }

    pub fn is_blocked(&self, minute: i64) -> bool {
        usize::try_from(minute).is_ok_and(|minute| self.blocked.get(minute).copied().unwrap_or(false))
    }
}

fn shown(zone: Tz, at: DateTime<Utc>) -> NaiveDateTime {
    at.with_timezone(&zone).naive_local()
}

fn states(hours: &WeeklyHours, shown: NaiveDateTime) -> bool {
    let minute = u16::try_from(shown.hour() * 60 + shown.minute()).unwrap();
    shown.weekday() == hours.weekday
        && (hours.start.minutes()..hours.end.minutes()).contains(&minute)
        && hours.effective_from.is_none_or(|from| from <= shown.date())
        && hours.effective_until.is_none_or(|until| shown.date() <= until)
}

/// Stretches of minutes that follow each other.
fn runs(stated: &[bool]) -> impl Iterator<Item = (i64, i64)> {
    let mut runs: Vec<(i64, i64)> = Vec::new();
    for (minute, _) in (0..).zip(stated).filter(|(_, stated)| **stated) {
        match runs.last_mut() {
            Some((_, end)) if *end == minute => *end = minute + 1,
            _ => runs.push((minute, minute + 1)),
        }
    }
    runs.into_iter()
}

/// Listed locations first, in their order.
fn rank(calendar: &Calendar, location: LocationId) -> usize {
    calendar.zones.iter().position(|(id, _)| *id == location).unwrap_or(usize::MAX)
}
