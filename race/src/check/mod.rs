//! The laws, each checked over all that was seen.

mod answers;
mod audit;
mod liveness;
mod order;
mod replay;

use std::{collections::BTreeSet, path::PathBuf};

use uuid::Uuid;

use crate::{
    database::{Trace, Wrong},
    history::{Appointment, Event, Outcome},
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
            against: told(&facts.events, &facts.seen.overlaps),
        },
        replay::check(&facts.events, &facts.rows),
        audit::check(&facts.events, &facts.rows, &facts.traces),
        Verdict {
            law: "nobody stranded outside working hours",
            counted: format!("{} looks", facts.seen.looks),
            against: told(&facts.events, &facts.seen.stranded),
        },
        answers::check(&facts.events, &facts.logs),
        liveness::check(&facts.events, &facts.kills),
    ]
}

/// What is wrong, each with the history of the appointments it is about.
fn told(events: &[Event], wrong: &BTreeSet<Wrong>) -> Vec<String> {
    let with_stories = |wrong: &Wrong| {
        let stories: Vec<String> = wrong.ids.iter().flat_map(|id| story(events, *id)).collect();
        [wrong.what.clone()].into_iter().chain(stories)
    };
    wrong.iter().flat_map(with_stories).collect()
}

/// The history of one appointment, for people to read.
fn story(events: &[Event], id: Uuid) -> impl Iterator<Item = String> {
    events.iter().filter(move |event| event.concerns(id)).map(move |event| {
        let mut event = event.clone();
        if let Outcome::Done { told, .. } = &mut event.outcome {
            told.retain(|appointment| appointment.id == id);
        }
        format!("    {event}")
    })
}
