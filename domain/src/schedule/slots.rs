//! Open time cut into start times, and the same answer for one start time.

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    calendar::{Calendar, Ground, Place},
    ranges::{TimeRange, intersect, parts_within, subtract},
    rules::{Case, Refusal, refusals},
    visit::{Asker, Slot, StartRule, Visit, minutes},
};

const FIVE_MINUTES: TimeDelta = TimeDelta::minutes(5);

/// Every time at which the visit can be booked and that starts within `within`, in order.
///
/// A start time is offered where the visit's start rule counts it and no rule refuses it.
pub fn slots(calendar: &Calendar, visit: &Visit, asker: &Asker, within: TimeRange) -> Vec<Slot> {
    // A visit that starts at the very end reaches over it by its length.
    let ground = Ground::new(calendar, visit, within.widened(TimeDelta::zero(), visit.length()));
    let mut slots = Vec::new();
    for place in &ground.places {
        // Rules refuse whatever starts outside working time or inside what is blocked; only of the rest need they be asked.
        let open = intersect(&subtract(&place.working, &ground.blocked), &[within]);
        for during in starts(place, visit, &open).into_iter().filter_map(|start| visit.during(start)) {
            let case = Case { visit, asker, ground: &ground, place: Some(place), during };
            if refusals(&case).next().is_none() {
                slots.push(slot(visit, place, during));
            }
        }
    }
    slots.sort_by_key(|slot| slot.start_time);
    slots
}

/// The same decision for one start: the slot, exactly when [`slots`] offers it.
///
/// # Errors
/// Why it is not offered: every reason, in the order of [`Refusal`], at least one.
pub fn explain(calendar: &Calendar, visit: &Visit, asker: &Asker, start: DateTime<Utc>) -> Result<Slot, Vec<Refusal>> {
    let moment = start.checked_add_signed(TimeDelta::nanoseconds(1)).and_then(|end| TimeRange::new(start, end));
    let (Some(during), Some(moment)) = (visit.during(start), moment) else {
        return Err(vec![Refusal::OutsideAvailability]);
    };
    let ground = Ground::new(calendar, visit, during);
    // A doctor is at one place at a time, so where they are at the start is the only place it can be.
    let place = ground.places.iter().find(|place| place.working.iter().any(|working| working.contains(start)));
    let mut reasons: Vec<Refusal> = refusals(&Case { visit, asker, ground: &ground, place, during }).collect();
    match place {
        Some(place) if !starts(place, visit, &[moment]).contains(&start) => reasons.push(Refusal::OffGrid),
        Some(place) if reasons.is_empty() => return Ok(slot(visit, place, during)),
        _ => {}
    }
    Err(reasons)
}

/// As [`explain`], with the first reason only.
///
/// # Errors
/// The first reason against it.
pub fn slot_at(calendar: &Calendar, visit: &Visit, asker: &Asker, start: DateTime<Utc>) -> Result<Slot, Refusal> {
    let first = |reasons: Vec<Refusal>| reasons.first().copied().unwrap_or(Refusal::OutsideAvailability);
    explain(calendar, visit, asker, start).map_err(first)
}

fn slot(visit: &Visit, place: &Place, during: TimeRange) -> Slot {
    Slot {
        start_time: during.start(),
        end_time: during.end(),
        location_id: place.location_id,
        visit_type_id: visit.visit_type_id,
    }
}

/// Up to `count` offered slots nearest to `wanted`, before or after it, in time order. Of two equally near ones the
/// earlier is nearer.
pub fn nearest(
    calendar: &Calendar,
    visit: &Visit,
    asker: &Asker,
    wanted: DateTime<Utc>,
    within: TimeRange,
    count: usize,
) -> Vec<Slot> {
    let mut slots = slots(calendar, visit, asker, within);
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

/// The start times of one place that lie in one of the ranges, which are normalised: sorted, and whether or not a visit fits.
fn starts(place: &Place, visit: &Visit, starts_in: &[TimeRange]) -> Vec<DateTime<Utc>> {
    let mut starts = Vec::new();
    match visit.start_rule {
        StartRule::Every(step) => {
            for stated in &place.stated {
                for inside in parts_within(starts_in, *stated) {
                    every(minutes(step), stated.start(), inside, &mut starts);
                }
            }
            // Stated hours may overlap; most lists are sorted already, which this sort is fast at.
            starts.sort();
            starts.dedup();
        }
        StartRule::FiveMinutes => {
            for working in &place.working {
                for inside in parts_within(starts_in, *working) {
                    five_minutes(inside, &mut starts);
                }
            }
        }
    }
    starts
}

/// Steps from `anchor`, as far as they lie inside, which does not begin before it.
fn every(step: TimeDelta, anchor: DateTime<Utc>, inside: TimeRange, into: &mut Vec<DateTime<Utc>>) {
    if step.is_zero() {
        into.extend(Some(anchor).filter(|start| inside.contains(*start)));
        return;
    }
    // Straight to the last step that is not after the first start wanted.
    let steps = (inside.start() - anchor).num_seconds() / step.num_seconds();
    into.extend(steps_from(anchor + TimeDelta::seconds(steps * step.num_seconds()), step, inside));
}

/// Multiples of five minutes, as far as they lie inside.
fn five_minutes(inside: TimeRange, into: &mut Vec<DateTime<Utc>>) {
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
