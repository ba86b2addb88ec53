//! Open time cut into start times, and the same answer for one start time.

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    calendar::{Calendar, Place},
    ranges::TimeRange,
    visit::{Limits, Slot, StartRule, Visit, minutes},
};

const FIVE_MINUTES: TimeDelta = TimeDelta::minutes(5);

/// Every time at which the visit can be booked and that starts within `within`, in order.
///
/// A visit fits where all of it lies in working time of one location, and what it blocks (itself and its buffers)
/// overlaps nothing that is blocked already. That is the very condition by which the database excludes a second
/// appointment, so what is offered can be booked.
pub fn slots(calendar: &Calendar, visit: &Visit, limits: &Limits, within: TimeRange) -> Vec<Slot> {
    let Some(starts_in) = limits.cut(within) else { return Vec::new() };
    // A visit that starts at the very end reaches over it by its length.
    let reach = starts_in.widened(TimeDelta::zero(), visit.length());
    let blocked = calendar.blocked(visit.blocked(reach));
    let mut slots = Vec::new();
    for place in calendar.places(reach) {
        let starts = starts(&place, visit, starts_in);
        keep_fitting(&starts, &place, &blocked, visit, &mut slots);
    }
    slots.sort_by_key(|slot| slot.start_time);
    slots
}

/// The same decision for one start: the slot, exactly when [`slots`] offers it.
///
/// # Errors
/// Why it is not offered. Of several reasons it is the first in the order of [`Refusal`].
pub fn slot_at(calendar: &Calendar, visit: &Visit, limits: &Limits, start: DateTime<Utc>) -> Result<Slot, Refusal> {
    if start < limits.now {
        return Err(Refusal::InThePast);
    }
    if start > limits.latest() {
        return Err(Refusal::BeyondHorizon);
    }
    let during = visit.during(start).ok_or(Refusal::OutsideAvailability)?;
    let moment = start.checked_add_signed(TimeDelta::nanoseconds(1)).and_then(|end| TimeRange::new(start, end));
    let offered = moment.and_then(|moment| slots(calendar, visit, limits, moment).pop());
    offered.ok_or_else(|| why_not(calendar, visit, during))
}

/// What is in the way of a visit that is not offered, limits aside.
fn why_not(calendar: &Calendar, visit: &Visit, during: TimeRange) -> Refusal {
    let works = calendar.working_time(during).iter().any(|open| open.during.encloses(&during));
    if !works {
        Refusal::OutsideAvailability
    } else if calendar.blocked(visit.blocked(during)).is_empty() {
        Refusal::OffGrid
    } else {
        Refusal::Taken
    }
}

/// Up to `count` offered slots nearest to `wanted`, before or after it, in time order. Of two equally near ones the
/// earlier is nearer.
pub fn nearest(
    calendar: &Calendar,
    visit: &Visit,
    limits: &Limits,
    wanted: DateTime<Utc>,
    within: TimeRange,
    count: usize,
) -> Vec<Slot> {
    let mut slots = slots(calendar, visit, limits, within);
    let after = slots.partition_point(|slot| slot.start_time < wanted);
    let (mut first, mut last) = (after, after);
    while last - first < count {
        let before = first.checked_sub(1).map(|index| wanted - slots[index].start_time);
        let after = slots.get(last).map(|slot| slot.start_time - wanted);
        match (before, after) {
            (None, None) => break,
            (Some(before), Some(after)) if before <= after => first -= 1,
            (Some(_), None) => first -= 1,
            (_, Some(_)) => last += 1,
        }
    }
    slots.truncate(last);
    slots.split_off(first)
}

/// The start times of one place, sorted, whether or not a visit fits.
fn starts(place: &Place, visit: &Visit, starts_in: TimeRange) -> Vec<DateTime<Utc>> {
    let mut starts = Vec::new();
    match visit.start_rule {
        StartRule::Every(step) => {
            for stated in &place.stated {
                every(minutes(step), *stated, starts_in, &mut starts);
            }
            // Stated hours may overlap; most lists are sorted already, which this sort is fast at.
            starts.sort();
            starts.dedup();
        }
        StartRule::FiveMinutes => {
            for working in &place.working {
                five_minutes(*working, starts_in, &mut starts);
            }
        }
    }
    starts
}

/// Steps from the start of `stated`, as far as they lie in both ranges.
fn every(step: TimeDelta, stated: TimeRange, starts_in: TimeRange, into: &mut Vec<DateTime<Utc>>) {
    let Some(inside) = stated.intersect(&starts_in) else { return };
    let anchor = stated.start();
    if step.is_zero() {
        into.extend(Some(anchor).filter(|start| inside.contains(*start)));
        return;
    }
    // Straight to the last step that is not after the first start wanted.
    let steps = (inside.start() - anchor).num_seconds() / step.num_seconds();
    into.extend(steps_from(anchor + TimeDelta::seconds(steps * step.num_seconds()), step, inside));
}

/// Multiples of five minutes, as far as they lie in both ranges.
fn five_minutes(working: TimeRange, starts_in: TimeRange, into: &mut Vec<DateTime<Utc>>) {
    let Some(inside) = working.intersect(&starts_in) else { return };
    let step = FIVE_MINUTES.num_seconds();
    let first = DateTime::from_timestamp(inside.start().timestamp().div_euclid(step) * step, 0);
    into.extend(first.into_iter().flat_map(|first| steps_from(first, FIVE_MINUTES, inside)));
}

/// `first` and every step after it, as far as they lie inside.
fn steps_from(first: DateTime<Utc>, step: TimeDelta, inside: TimeRange) -> impl Iterator<Item = DateTime<Utc>> {
    std::iter::successors(Some(first), move |start| start.checked_add_signed(step))
        .skip_while(move |start| *start < inside.start())
        .take_while(move |start| *start < inside.end())
}

/// Those of the sorted `starts` at which the visit fits. Everything is sorted, so one pass does.
fn keep_fitting(starts: &[DateTime<Utc>], place: &Place, blocked: &[TimeRange], visit: &Visit, slots: &mut Vec<Slot>) {
    let (mut working, mut blocked) = (place.working.as_slice(), blocked);
    for during in starts.iter().filter_map(|start| visit.during(*start)) {
        working = skip(working, during.start());
        let taken = visit.blocked(during);
        blocked = skip(blocked, taken.start());
        let works = working.first().is_some_and(|open| open.encloses(&during));
        let free = !blocked.first().is_some_and(|blocked| blocked.overlaps(&taken));
        if works && free {
            slots.push(Slot {
                start_time: during.start(),
                end_time: during.end(),
                location_id: place.location_id,
                visit_type_id: visit.visit_type_id,
            });
        }
    }
}

/// Leaves out the ranges that are over at `instant`.
fn skip(ranges: &[TimeRange], instant: DateTime<Utc>) -> &[TimeRange] {
    let over = ranges.iter().take_while(|range| range.end() <= instant).count();
    &ranges[over..]
}

/// Why a start time is not offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    InThePast,
    BeyondHorizon,
    /// The doctor does not work there and then, or not long enough.
    OutsideAvailability,
    /// Inside working time, but an appointment or its buffers are in the way.
    Taken,
    /// Free, but not a start time that is offered.
    OffGrid,
}

impl Refusal {
    /// Stable, `snake_case`: what programs branch on.
    pub fn code(self) -> &'static str {
        match self {
            Self::InThePast => "in_the_past",
            Self::BeyondHorizon => "beyond_horizon",
            Self::OutsideAvailability => "outside_availability",
            Self::Taken => "slot_taken",
            Self::OffGrid => "off_grid",
        }
    }

    /// A sentence for people: what is wrong and what is accepted.
    pub fn detail(self) -> String {
        match self {
            Self::InThePast => "This time has already passed. Please choose a time that is still to come.",
            Self::BeyondHorizon => {
                "This is further ahead than appointments can be booked. Please choose an earlier time."
            }
            Self::OutsideAvailability => {
                "The doctor is not available for the whole of this visit. Please choose one of the free times."
            }
            Self::Taken => "This time slot is already booked. Please choose another time.",
            Self::OffGrid => "Visits do not start at this time. Please choose one of the start times offered.",
        }
        .to_owned()
    }
}
