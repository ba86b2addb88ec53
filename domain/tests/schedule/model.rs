//! The engine said again in the plainest way: minute by minute, looking at everything, remembering nothing.
//! Everything in a modelled calendar happens at whole minutes.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, TimeDelta, Timelike, Utc, Weekday};
use chrono_tz::Tz;
use domain::{
    ids::{LocationId, VisitTypeId},
    schedule::{
        Asker, Calendar, Closure, GroupVisit, Refusal, Slot, Standing, StartRule, TimeRange, Visit, WeeklyHours,
    },
};

/// How long a modelled stretch of time is, in minutes.
pub const MINUTES: i64 = 10 * 24 * 60;

/// Whose working time each minute is, and where the stated hours begin.
pub struct Model {
    base: DateTime<Utc>,
    /// The location where the doctor works, per minute.
    works_at: Vec<Option<LocationId>>,
    off: Vec<bool>,
    blocked: Vec<bool>,
    /// Stated hours: location, first minute, first minute after.
    stated: Vec<(LocationId, i64, i64)>,
    zones: Vec<(LocationId, Tz)>,
    closures: Vec<Closure>,
    counted: Vec<(VisitTypeId, DateTime<Utc>)>,
    groups: Vec<GroupVisit>,
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
                claimed(&windows).or_else(|| claimed(&weekly))
            })
            .collect();
        let off = (0..MINUTES).map(|minute| covers(&calendar.time_off, minute)).collect();
        let blocked = (0..MINUTES).map(|minute| covers(&calendar.blocked, minute)).collect();
        Self {
            base,
            works_at,
            off,
            blocked,
            stated: [windows, weekly].concat(),
            zones: calendar.zones.clone(),
            closures: calendar.closures.clone(),
            groups: calendar.groups.clone(),
            counted: calendar.counted.iter().map(|counted| (counted.visit_type_id, counted.start)).collect(),
        }
    }

    /// Whether and where a visit can start at this minute; if not, every reason.
    pub fn start(&self, visit: &Visit, asker: &Asker, minute: i64) -> Result<Slot, Vec<Refusal>> {
        if visit.minutes == 0 {
            return Err(vec![Refusal::OutsideAvailability]);
        }
        let start_time = self.base + TimeDelta::minutes(minute);
        let end = minute + i64::from(visit.minutes);
        let staff = asker.standing == Standing::Staff;
        let place = self.works_at(minute);
        let works = place.is_some() && (minute..end).all(|minute| self.works_at(minute) == place);
        let (before, after) = (i64::from(visit.buffer_before), i64::from(visit.buffer_after));
        let day = |at: DateTime<Utc>| place.map(|place| shown(self.zone(place), at).date());
        let that_day =
            self.counted.iter().filter(|(id, at)| Some(*id) == visit.visit_type_id && day(*at) == day(start_time));
        let counted = that_day.count();
        let is_own = |group: &GroupVisit| {
            visit.seats > 1 && Some(group.visit_type_id) == visit.visit_type_id && group.start == start_time
        };
        let joins = self.groups.iter().any(is_own);
        let has_seat = |group: &GroupVisit| is_own(group) && group.taken < visit.seats && !group.with_asker;
        let taken = |minute| {
            let groups = self.groups.iter().filter(|group| group.blocked.contains(self.at(minute)));
            self.is_one_visit(minute) || groups.into_iter().any(|group| !has_seat(group))
        };
        let on_grid = match visit.start_rule {
            StartRule::FiveMinutes => start_time.timestamp() % 300 == 0,
            StartRule::Every(step) => self.stated.iter().any(|(id, start, end)| {
                let steps = if step == 0 { minute == *start } else { (minute - start) % i64::from(step) == 0 };
                Some(*id) == place && (*start..*end).contains(&minute) && steps
            }),
        };
        let against = [
            (start_time < asker.now, Refusal::InThePast),
            (!staff && start_time - asker.now < TimeDelta::minutes(visit.minimum_notice.into()), Refusal::TooSoon),
            (!staff && start_time > asker.now + TimeDelta::days(visit.horizon_days.into()), Refusal::BeyondHorizon),
            (!works, Refusal::OutsideAvailability),
            ((minute..end).any(|minute| self.is_off(minute)), Refusal::TimeOff),
            ((minute..end).any(|minute| place.is_some_and(|place| self.is_closed(place, minute))), Refusal::Closed),
            (
                place.is_some_and(|place| !visit.locations.is_empty() && !visit.locations.contains(&place)),
                Refusal::NotAtThisLocation,
            ),
            (asker.standing == Standing::NewPatient && !visit.new_patients, Refusal::KnownPatientsOnly),
            (asker.standing == Standing::KnownPatient && !visit.known_patients, Refusal::NewPatientsOnly),
            (
                !staff && !joins && place.is_some() && visit.per_day.is_some_and(|most| counted >= most.into()),
                Refusal::DayIsFull,
            ),
            ((minute - before..end + after).any(taken), Refusal::Taken),
            (place.is_some() && !on_grid, Refusal::OffGrid),
        ];
        let reasons: Vec<Refusal> = against.into_iter().filter(|(against, _)| *against).map(|(_, why)| why).collect();
        match place {
            Some(location_id) if reasons.is_empty() => Ok(Slot {
                start_time,
                end_time: self.base + TimeDelta::minutes(end),
                location_id,
                visit_type_id: visit.visit_type_id,
            }),
            _ => Err(reasons),
        }
    }

    /// Where the doctor is to be, time off and closures aside.
    pub fn works_at(&self, minute: i64) -> Option<LocationId> {
        usize::try_from(minute).ok().and_then(|minute| self.works_at.get(minute).copied().flatten())
    }

    /// Whether the doctor or the location where they are to be is away.
    pub fn is_away(&self, minute: i64) -> bool {
        self.is_off(minute) || self.works_at(minute).is_some_and(|place| self.is_closed(place, minute))
    }

    fn is_off(&self, minute: i64) -> bool {
        usize::try_from(minute).is_ok_and(|minute| self.off.get(minute).copied().unwrap_or(false))
    }

    fn is_closed(&self, place: LocationId, minute: i64) -> bool {
        let listed = self.zones.iter().any(|(id, _)| *id == place);
        let date = shown(self.zone(place), self.base + TimeDelta::minutes(minute)).date();
        let closures = self.closures.iter().filter(|closure| listed && closure.location_id == place);
        closures.into_iter().any(|closure| closure.first_day <= date && date <= closure.last_day)
    }

    /// The first one named for the location; that of an unlisted one is UTC.
    fn zone(&self, place: LocationId) -> Tz {
        self.zones.iter().find(|(id, _)| *id == place).map_or(Tz::UTC, |(_, zone)| *zone)
    }

    pub fn is_blocked(&self, minute: i64) -> bool {
        self.is_one_visit(minute) || self.groups.iter().any(|group| group.blocked.contains(self.at(minute)))
    }

    fn at(&self, minute: i64) -> DateTime<Utc> {
        self.base + TimeDelta::minutes(minute)
    }

    /// Whether there is a visit for one, or its buffers.
    fn is_one_visit(&self, minute: i64) -> bool {
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
        && in_week(hours, shown.date())
}

/// Counts weeks one by one.
pub fn in_week(hours: &WeeklyHours, date: NaiveDate) -> bool {
    let Some(first) = hours.effective_from else { return hours.weeks.which() == 1 };
    let mut monday = first.week(Weekday::Mon).first_day();
    let mut number = 0;
    while monday < date.week(Weekday::Mon).first_day() {
        monday = monday + Days::new(7);
        number += 1;
    }
    number % u32::from(hours.weeks.every()) + 1 == u32::from(hours.weeks.which())
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
