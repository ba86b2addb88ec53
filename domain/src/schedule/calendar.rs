//! Everything that decides when one doctor can be booked, and the time that leaves.

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::{
    hours::WeeklyHours,
    ranges::{TimeRange, intersect, normalise, subtract, union},
    zone::Clock,
};
use crate::ids::LocationId;

/// Time opened once, outside the weekly hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    pub location_id: LocationId,
    pub during: TimeRange,
}

/// What is stated about one doctor's time. Lists are in any order unless said otherwise.
///
/// Open time = (weekly hours ∪ windows) − time off − blocked. A doctor is at one place at a time: where hours of
/// several locations overlap, a window wins over weekly hours, then the location that comes first in `zones`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    /// The locations where the doctor works, in the practice's order, each with its zone. Weekly hours anywhere else
    /// cannot be placed in time and count for nothing; windows are instants and need no zone.
    pub zones: Vec<(LocationId, Tz)>,
    pub weekly: Vec<WeeklyHours>,
    pub windows: Vec<Window>,
    pub time_off: Vec<TimeRange>,
    /// Live appointments with their buffers.
    pub blocked: Vec<TimeRange>,
}

/// A stretch of the doctor's time at one location.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenTime {
    pub location_id: LocationId,
    pub during: TimeRange,
}

/// One location's share of a calendar.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) location_id: LocationId,
    /// Windows and weekly hours as stated, each of them whole, in any order. Slots count from their starts.
    pub(super) stated: Vec<TimeRange>,
    /// Working time, normalised.
    pub(super) working: Vec<TimeRange>,
}

impl Calendar {
    /// When the doctor works, whether booked or not: (weekly hours ∪ windows) − time off, sorted by start.
    ///
    /// Stretches never overlap, and those of one location never touch.
    pub fn working_time(&self, within: TimeRange) -> Vec<OpenTime> {
        by_start(self.places(within).into_iter().map(|place| (place.location_id, place.working)))
    }

    /// Working time − blocked, sorted by start.
    pub fn open_time(&self, within: TimeRange) -> Vec<OpenTime> {
        let blocked = self.blocked(within);
        by_start(self.places(within).into_iter().map(|place| (place.location_id, subtract(&place.working, &blocked))))
    }

    /// What appointments block of `within`, normalised.
    pub(super) fn blocked(&self, within: TimeRange) -> Vec<TimeRange> {
        clipped(self.blocked.iter(), within)
    }

    /// Every location's share of `within`.
    pub(super) fn places(&self, within: TimeRange) -> Vec<Place> {
        let time_off = clipped(self.time_off.iter(), within);
        let mut shares: Vec<Share> =
            self.locations().into_iter().map(|(location_id, zone)| self.share(location_id, zone, within)).collect();
        let mut spoken_for = Vec::new();
        for share in &mut shares {
            claim(&mut share.windows, &mut spoken_for);
        }
        for share in &mut shares {
            claim(&mut share.weekly, &mut spoken_for);
        }
        shares
            .into_iter()
            .map(|share| Place {
                location_id: share.location_id,
                stated: share.stated,
                working: intersect(&subtract(&union(&share.windows, &share.weekly), &time_off), &[within]),
            })
            .collect()
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

    fn share(&self, location_id: LocationId, zone: Option<Tz>, within: TimeRange) -> Share {
        let windows: Vec<TimeRange> = self
            .windows
            .iter()
            .filter(|window| window.location_id == location_id && window.during.overlaps(&within))
            .map(|window| window.during)
            .collect();
        let mut weekly = Vec::new();
        if let Some(zone) = zone {
            let clock = Clock::new(zone, within);
            for hours in self.weekly.iter().filter(|hours| hours.location_id == location_id) {
                weekly.extend(hours.expand_on(&clock, within));
            }
        }
        let stated = [windows.as_slice(), &weekly].concat();
        Share { location_id, stated, windows: normalise(windows), weekly: normalise(weekly) }
    }
}

/// What is stated of one location, before the claims of the others.
struct Share {
    location_id: LocationId,
    stated: Vec<TimeRange>,
    windows: Vec<TimeRange>,
    weekly: Vec<TimeRange>,
}

/// Takes what nobody has taken before.
fn claim(wanted: &mut Vec<TimeRange>, spoken_for: &mut Vec<TimeRange>) {
    let granted = subtract(wanted, spoken_for);
    *spoken_for = union(spoken_for, wanted);
    *wanted = granted;
}

fn clipped<'a>(ranges: impl Iterator<Item = &'a TimeRange>, within: TimeRange) -> Vec<TimeRange> {
    normalise(ranges.filter_map(|range| range.intersect(&within)).collect())
}

fn by_start(places: impl Iterator<Item = (LocationId, Vec<TimeRange>)>) -> Vec<OpenTime> {
    let mut open: Vec<OpenTime> = places
        .flat_map(|(location_id, ranges)| ranges.into_iter().map(move |during| OpenTime { location_id, during }))
        .collect();
    open.sort_by_key(|open| open.during);
    open
}
