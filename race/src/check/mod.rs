//! The laws, each checked over all that was seen.

mod answers;
mod audit;
mod liveness;
mod order;
mod replay;

use std::path::PathBuf;

use crate::{
    database::Trace,
    history::{Appointment, Event},
    kills::Kill,
    watch::Seen,
};

/// All that is known after the race.
pub struct Facts {
    pub events: Vec<Event>,
    pub kills: Vec<Kill>,
    /// The last look was taken when everything was still.
    pub seen: Seen,
    pub rows: Vec<Appointment>,
    pub traces: Vec<Trace>,
    pub logs: Vec<(PathBuf, String)>,
}

/// What one check found; without anything against it, its law holds.
#[derive(Debug)]
pub struct Verdict {
    pub law: &'static str,
    /// How much was looked at.
    pub counted: String,
    pub against: Vec<String>,
}

pub fn all(facts: &Facts) -> Vec<Verdict> {
    vec![
        Verdict {
            law: "never twice",
            counted: format!("{} appointments, {} looks at all pairs", facts.rows.len(), facts.seen.looks),
            against: facts.seen.overlaps.iter().cloned().collect(),
        },
        replay::check(&facts.events, &facts.rows),
        audit::check(&facts.events, &facts.rows, &facts.traces),
        Verdict {
            law: "nobody stranded outside working hours",
            counted: format!("{} looks", facts.seen.looks),
            against: facts.seen.stranded.iter().cloned().collect(),
        },
        answers::check(&facts.events, &facts.logs),
        liveness::check(&facts.events, &facts.kills),
    ]
}

/// The history of one appointment, for people to read.
fn story(events: &[Event], appointment: uuid::Uuid) -> impl Iterator<Item = String> {
    events.iter().filter(move |event| event.concerns(appointment)).map(|event| format!("    {event}"))
}
