//! Everything that decides when one doctor can be booked, and the time that leaves.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::{
    booked::GroupVisit,
    hours::WeeklyHours,
    ranges::{TimeRange, intersect, normalise, subtract, union},
    visit::Visit,
    zone::Clock,
};
use crate::ids::{LocationId, VisitTypeId};

/// Time opened once, outside the weekly hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    pub location_id: LocationId,
    pub during: TimeRange,
}

/// Days on which a location is closed for everybody, on its own calendar; both are among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Closure {
    pub location_id: LocationId,
    pub first_day: NaiveDate,
    pub last_day: NaiveDate,
}

/// A live appointment of a visit type of which there can be only so many a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Counted {
    pub visit_type_id: VisitTypeId,
    pub start: DateTime<Utc>,
}

/// What is stated about one doctor's time. Lists are in any order unless said otherwise.
///
/// Open time = (weekly hours ∪ windows) − time off − closures − blocked. A doctor is at one place at a time: where hours of
/// several locations overlap, a window wins over weekly hours, then the location that comes first in `zones`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    /// The locations where the doctor works, in the practice's order, each with its zone. Weekly hours anywhere else
    /// cannot be placed in time and count for nothing; windows are instants and need no zone.
    pub zones: Vec<(LocationId, Tz)>,
    pub weekly: Vec<WeeklyHours>,
    pub windows: Vec<Window>,
    pub time_off: Vec<TimeRange>,
    pub closures: Vec<Closure>,
    /// Live appointments and holds with their buffers, but for those of group visits, which are here:
    pub blocked: Vec<TimeRange>,
    pub groups: Vec<GroupVisit>,
    pub counted: Vec<Counted>,
}

/// A stretch of the doctor's time at one location.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenTime {
    pub location_id: LocationId,
    pub during: TimeRange,
}

/// A calendar over a stretch of time, made ready for looking up.
#[derive(Debug)]
pub(super) struct Ground {
    pub(super) places: Vec<Place>,
    /// Normalised, as the next.
    pub(super) time_off: Vec<TimeRange>,
    pub(super) blocked: Vec<TimeRange>,
    /// Group visits of the type in question, which are not among what is blocked.
    pub(super) groups: Vec<GroupVisit>,
}

/// One location's share of a calendar.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) location_id: LocationId,
    /// Windows and weekly hours as stated, each of them whole, sorted. Slots count from their starts.
    pub(super) stated: Vec<TimeRange>,
    /// Working time, normalised; time off and closures are not taken out.
    pub(super) working: Vec<TimeRange>,
    /// Normalised.
    pub(super) closed: Vec<TimeRange>,
    /// Days on which there can be no more visits of the type in question.
    pub(super) full_days: Vec<TimeRange>,
}

impl Ground {
    /// For visits that lie in `within`.
    pub(super) fn new(calendar: &Calendar, visit: &Visit, within: TimeRange) -> Self {
        let own =
            |group: &&GroupVisit| visit.group_seats().is_some() && Some(group.visit_type_id) == visit.visit_type_id;
        let (groups, others): (Vec<&GroupVisit>, Vec<_>) = calendar.groups.iter().partition(own);
        let blocked = calendar.blocked.iter().chain(others.into_iter().map(|group| &group.blocked));
        Self {
            places: calendar.places(Some(visit), within),
            time_off: clipped(&calendar.time_off, within),
            blocked: clipped(blocked, visit.blocked(within)),
            groups: groups.into_iter().copied().collect(),
        }
    }
}

impl Calendar {
    /// The clock of a location; UTC where none is known.
    pub fn zone_of(&self, location_id: LocationId) -> Tz {
        self.zones.iter().find(|(id, _)| *id == location_id).map_or(Tz::UTC, |(_, zone)| *zone)
    }

    /// When the doctor works, whether booked or not: (weekly hours ∪ windows) − time off − closures, sorted by start.
    ///
    /// Stretches never overlap, and those of one location never touch.
    pub fn working_time(&self, within: TimeRange) -> Vec<OpenTime> {
        let time_off = clipped(&self.time_off, within);
        let working = |place: Place| (place.location_id, subtract(&subtract(&place.working, &time_off), &place.closed));
        by_start(self.places(None, within).into_iter().map(working))
    }

    /// Working time − blocked, sorted by start.
    pub fn open_time(&self, within: TimeRange) -> Vec<OpenTime> {
        let blocked = clipped(self.blocked.iter().chain(self.groups.iter().map(|group| &group.blocked)), within);
        let working = self.working_time(within).into_iter();
        let open = working.map(|working| (working.location_id, subtract(&[working.during], &blocked)));
        by_start(open)
    }

    /// Every location's share of `within`.
    fn places(&self, visit: Option<&Visit>, within: TimeRange) -> Vec<Place> {
        let mut shares: Vec<Share> =
            self.locations().into_iter().map(|(id, zone)| self.share(visit, id, zone, within)).collect();
        let mut spoken_for = Vec::new();
        for share in &mut shares {
            claim(&mut share.windows, &mut spoken_for);
        }
        for share in &mut shares {
            claim(&mut share.weekly, &mut spoken_for);
        }
        let place = |share: Share| Place {
            location_id: share.location_id,
            working: intersect(&union(&share.windows, &share.weekly), &[within]),
            closed: share.closed,
            full_days: share.full_days,
            stated: share.stated,
        };
        shares.into_iter().map(place).collect()
    }

    /// When a location is closed, normalised.
    fn closed(&self, location_id: LocationId, clock: &Clock, within: TimeRange) -> Vec<TimeRange> {
        let closures = self.closures.iter().filter(|closure| closure.location_id == location_id);
        let closed: Vec<TimeRange> = closures.flat_map(|it| clock.days(it.first_day, it.last_day)).collect();
        clipped(&closed, within)
    }

    /// The days of a location on which there are as many visits of this type as there can be.
    fn full_days(&self, visit: &Visit, zone: Tz, clock: &Clock) -> Vec<TimeRange> {
        let Some(most) = visit.per_day else { return Vec::new() };
        let mut days: Vec<NaiveDate> = self
            .counted
            .iter()
            .filter(|counted| Some(counted.visit_type_id) == visit.visit_type_id)
            .map(|counted| counted.start.with_timezone(&zone).date_naive())
            .collect();
        days.sort_unstable();
        let full = days.chunk_by(|one, next| one == next).filter(|same| same.len() >= most.into());
        full.flat_map(|same| clock.days(same[0], same[0])).collect()
    }

    /// Each location once, the most important first.
    fn locations(&self) -> Vec<(LocationId, Option<Tz>)> {
        let mut locations: Vec<(LocationId, Option<Tz>)> = Vec::new();
        let listed = self.zones.iter().map(|(id, zone)| (*id, Some(*zone)));
        let mut unlisted: Vec<LocationId> = self.windows.iter().map(|window| window.location_id).collect();
        unlisted.sort_unstable();
        unlisted.dedup();
        for (id, zone) in listed.chain(unlisted.into_iter().map(|id| (id, None))) {
            if locations.iter().all(|(known, _)| *known != id) {
                locations.push((id, zone));
            }
        }
        locations
    }

    fn share(&self, visit: Option<&Visit>, location_id: LocationId, zone: Option<Tz>, within: TimeRange) -> Share {
        let windows: Vec<TimeRange> = self
            .windows
            .iter()
            .filter(|window| window.location_id == location_id && window.during.overlaps(&within))
            .map(|window| window.during)
            .collect();
        let mut share = Share {
            location_id,
            stated: windows.clone(),
            windows: normalise(windows),
            weekly: Vec::new(),
            closed: Vec::new(),
            full_days: Vec::new(),
        };
        let clock = Clock::new(zone.unwrap_or(Tz::UTC), within);
        share.full_days = visit.map(|visit| self.full_days(visit, zone.unwrap_or(Tz::UTC), &clock)).unwrap_or_default();
        // Where the clock is not known, what is stated on it cannot be placed in time.
        if zone.is_some() {
            for hours in self.weekly.iter().filter(|hours| hours.location_id == location_id) {
                share.weekly.extend(hours.expand_on(&clock, within));
            }
            share.stated.extend_from_slice(&share.weekly);
            share.stated.sort();
            share.weekly = normalise(share.weekly);
            share.closed = self.closed(location_id, &clock, within);
        }
        share
    }
}

/// What is stated of one location, before the claims of the others.
struct Share {
    location_id: LocationId,
    stated: Vec<TimeRange>,
    windows: Vec<TimeRange>,
    weekly: Vec<TimeRange>,
    closed: Vec<TimeRange>,
    full_days: Vec<TimeRange>,
}

/// Takes what nobody has taken before.
fn claim(wanted: &mut Vec<TimeRange>, spoken_for: &mut Vec<TimeRange>) {
    let granted = subtract(wanted, spoken_for);
    *spoken_for = union(spoken_for, wanted);
    *wanted = granted;
}

fn clipped<'a>(ranges: impl IntoIterator<Item = &'a TimeRange>, within: TimeRange) -> Vec<TimeRange> {
    normalise(ranges.into_iter().filter_map(|range| range.intersect(&within)).collect())
}

fn by_start(places: impl Iterator<Item = (LocationId, Vec<TimeRange>)>) -> Vec<OpenTime> {
    let mut open: Vec<OpenTime> = places
        .flat_map(|(location_id, ranges)| ranges.into_iter().map(move |during| OpenTime { location_id, during }))
        .collect();
    open.sort_by_key(|open| open.during);
    open
}
