//! Nothing half done: what happened to an appointment and what the log says of it happened together.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{Verdict, story};
use crate::{
    database::Trace,
    history::{Appointment, Event, Wish},
};

pub fn check(events: &[Event], rows: &[Appointment], traces: &[Trace]) -> Verdict {
    let traces: BTreeMap<Uuid, &Trace> = traces.iter().map(|trace| (trace.subject_id, trace)).collect();
    let rows: BTreeMap<Uuid, &Appointment> = rows.iter().map(|row| (row.id, row)).collect();
    let moves = moves(events);
    let mut against = Vec::new();
    for (id, row) in &rows {
        let trace = traces.get(id).map_or_else(Trace::default, |trace| (*trace).clone());
        let (least, most) = moves.get(id).copied().unwrap_or_default();
        let is_whole = trace.booked == 1
            && trace.cancelled == i64::from(row.is_cancelled())
            && (least..=most).contains(&trace.moved);
        if !is_whole {
            against.push(format!("{row}, but in the log {trace:?}; told of {least} to {most} moves:"));
            against.extend(story(events, *id));
        }
    }
    let strangers = traces.iter().filter(|(id, _)| !rows.contains_key(id));
    against.extend(strangers.map(|(id, trace)| format!("no appointment {id}, but in the log {trace:?}")));
    let entries: i64 = traces.values().map(|trace| trace.booked + trace.moved + trace.cancelled).sum();
    Verdict {
        law: "nothing half done",
        counted: format!("{} appointments and {entries} entries of the log", rows.len()),
        against,
    }
}

/// How often each appointment was moved, at least and at most.
fn moves(events: &[Event]) -> BTreeMap<Uuid, (i64, i64)> {
    let mut moves: BTreeMap<Uuid, (i64, i64)> = BTreeMap::new();
    for event in events {
        if let Wish::Move { appointment, .. } = &event.wish {
            let (least, most) = moves.entry(appointment.id).or_default();
            *least += i64::from(event.is_done());
            *most += i64::from(event.is_done() || event.is_unknown());
        }
    }
    moves
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};

    use super::*;
    use crate::history::Span;

    const ID: Uuid = Uuid::from_u128(7);

    fn row(status: &str) -> Appointment {
        let start = DateTime::UNIX_EPOCH;
        let during = Span { start, end: start + TimeDelta::minutes(30) };
        Appointment { id: ID, doctor: Uuid::nil(), patient: Uuid::nil(), during, status: status.to_owned() }
    }

    fn trace(booked: i64, moved: i64, cancelled: i64) -> Trace {
        Trace { subject_id: ID, booked, moved, cancelled }
    }

    fn holds(rows: &[Appointment], traces: &[Trace]) -> bool {
        check(&[], rows, traces).against.is_empty()
    }

    #[test]
    fn an_appointment_and_its_entries_belong_together() {
        assert!(holds(&[row("confirmed")], &[trace(1, 0, 0)]));
        assert!(holds(&[row("cancelled")], &[trace(1, 0, 1)]));
        assert!(!holds(&[row("confirmed")], &[]), "not written down");
        assert!(!holds(&[], &[trace(1, 0, 0)]), "written down, not booked");
        assert!(!holds(&[row("cancelled")], &[trace(1, 0, 0)]), "cancelled, not written down");
        assert!(!holds(&[row("confirmed")], &[trace(1, 0, 1)]), "written down, not cancelled");
        assert!(!holds(&[row("confirmed")], &[trace(1, 1, 0)]), "moved by nobody");
        assert!(!holds(&[row("confirmed")], &[trace(2, 0, 0)]), "booked twice");
    }
}
