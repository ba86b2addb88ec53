//! Acknowledged means durable: every appointment ended as what clients were told can explain, and none is missing.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::{
    Verdict,
    order::{Booked, Operation, State, Step, can_end_as},
    story,
};
use crate::history::{Appointment, Event, Outcome, Span, Wish};

/// What the history knows of one appointment.
#[derive(Default)]
struct Life {
    operations: Vec<Operation>,
    /// Whether a client was told of the booking itself.
    is_acknowledged: bool,
    /// Doctor and patient.
    parties: Option<(Uuid, Uuid)>,
    last: State,
}

/// A booking without an answer: it may have become one appointment that nobody was told of.
struct Unanswered {
    parties: (Uuid, Uuid),
    operation: Operation,
}

pub fn check(events: &[Event], rows: &[Appointment]) -> Verdict {
    let mut against = Vec::new();
    let mut lives: BTreeMap<Uuid, Life> = BTreeMap::new();
    for row in rows {
        let life = lives.entry(row.id).or_default();
        life.parties = Some((row.doctor, row.patient));
        life.last = Some(booked(row));
    }
    for event in events {
        if let Some(wrong) = add(&mut lives, event) {
            against.push(wrong);
        }
    }
    let unanswered: Vec<Unanswered> = events.iter().filter_map(unanswered_booking).collect();
    let acknowledged = events.iter().filter(|event| event.is_done()).count();
    let orphans: Vec<(&Uuid, &Life)> = lives.iter().filter(|(_, life)| !life.is_acknowledged).collect();
    let unexplained = match_up(&orphans, &unanswered);
    let is_wrong = |id: &Uuid, life: &Life| {
        if life.is_acknowledged { !can_end_as(&life.operations, life.last) } else { unexplained.contains(id) }
    };
    for (id, life) in lives.iter().filter(|(id, life)| is_wrong(id, life)) {
        let now = life.last.map_or("is not there".to_owned(), |booked| {
            format!("is {} at {}", if booked.cancelled { "cancelled" } else { "live" }, booked.during)
        });
        against.push(format!("{id} {now}, which no order of these explains:"));
        against.extend(story(events, *id));
    }
    let explained = orphans.len() - unexplained.len();
    Verdict {
        law: "acknowledged means durable",
        counted: format!(
            "{} appointments explained by {acknowledged} acknowledged answers; {explained} by bookings without an answer",
            lives.len()
        ),
        against,
    }
}

/// Adds what an event did to an appointment, or tells that an answer is not about what was asked.
fn add(lives: &mut BTreeMap<Uuid, Life>, event: &Event) -> Option<String> {
    let done = match &event.outcome {
        Outcome::Done { told, .. } => Some(told),
        Outcome::Unknown(_) => None,
        Outcome::Refused { .. } | Outcome::Unsent => return None,
    };
    let operation = |step| Operation { step, begin: event.begin, end: done.map(|_| event.end) };
    match (&event.wish, done) {
        (Wish::Book { patient, doctor, during, .. }, Some(told)) => {
            let booked = told.first().filter(|it| is(it, (*doctor, *patient), *during));
            let Some(booked) = booked else { return Some(format!("another answer than was asked for: {event}")) };
            let life = lives.entry(booked.id).or_default();
            life.is_acknowledged = true;
            life.operations.push(operation(Step::Book(*during)));
        }
        (Wish::Move { appointment, to }, _) => {
            let parties = (appointment.doctor, appointment.patient);
            if done.is_some_and(|told| !told.first().is_some_and(|it| it.id == appointment.id && is(it, parties, *to)))
            {
                return Some(format!("another answer than was asked for: {event}"));
            }
            lives.entry(appointment.id).or_default().operations.push(operation(Step::Move(*to)));
        }
        (Wish::Cancel { appointment }, _) => {
            lives.entry(appointment.id).or_default().operations.push(operation(Step::Cancel));
        }
        (Wish::Ask { .. }, Some(told)) => {
            for appointment in told {
                let life = lives.entry(appointment.id).or_default();
                life.parties = Some((appointment.doctor, appointment.patient));
                life.operations.push(operation(Step::See(booked(appointment))));
            }
        }
        _ => {}
    }
    None
}

fn is(told: &Appointment, parties: (Uuid, Uuid), during: Span) -> bool {
    (told.doctor, told.patient) == parties && told.during == during && told.status == "confirmed"
}

fn booked(appointment: &Appointment) -> Booked {
    Booked { during: appointment.during, cancelled: appointment.is_cancelled() }
}

fn unanswered_booking(event: &Event) -> Option<Unanswered> {
    match &event.wish {
        Wish::Book { patient, doctor, during, .. } if event.is_unknown() => Some(Unanswered {
            parties: (*doctor, *patient),
            operation: Operation { step: Step::Book(*during), begin: event.begin, end: None },
        }),
        _ => None,
    }
}

/// Gives each appointment that nobody was told of a booking of its own without an answer, and tells which get none.
fn match_up(orphans: &[(&Uuid, &Life)], unanswered: &[Unanswered]) -> BTreeSet<Uuid> {
    let explains = |life: &Life, booking: &Unanswered| {
        let operations = || life.operations.iter().copied().chain([booking.operation]).collect::<Vec<_>>();
        life.parties == Some(booking.parties) && can_end_as(&operations(), life.last)
    };
    let choices: Vec<Vec<usize>> = orphans
        .iter()
        .map(|(_, life)| (0..unanswered.len()).filter(|number| explains(life, &unanswered[*number])).collect())
        .collect();
    let mut owner = vec![None; unanswered.len()];
    let has_none = |number: &usize| !give(*number, &choices, &mut owner, &mut BTreeSet::new());
    (0..orphans.len()).filter(has_none).map(|number| *orphans[number].0).collect()
}

/// Finds a booking for an appointment; who has it already may have to take another (an augmenting path).
fn give(orphan: usize, choices: &[Vec<usize>], owner: &mut [Option<usize>], asked: &mut BTreeSet<usize>) -> bool {
    choices[orphan].iter().any(|&booking| {
        asked.insert(booking) && owner[booking].is_none_or(|other| give(other, choices, owner, asked)) && {
            owner[booking] = Some(orphan);
            true
        }
    })
}

#[cfg(test)]
mod tests;
