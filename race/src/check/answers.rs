//! No answer is an accident: the servers refuse with a reason, or say that they cannot at the moment.

use std::path::PathBuf;

use super::Verdict;
use crate::history::{Event, Outcome};

/// A deadlock as PostgreSQL names it, by its code and in words, and a broken promise of the server's own code.
const ACCIDENTS: [&str; 3] = ["40P01", "deadlock", "panicked"];

pub fn check(events: &[Event], logs: &[(PathBuf, String)]) -> Verdict {
    let answers = events.iter().filter(|event| is_accident(&event.outcome)).map(ToString::to_string);
    let lines = logs.iter().flat_map(|(path, log)| {
        let lines = log.lines().filter(|line| tells_of_accident(line));
        lines.map(move |line| format!("{}: {line}", path.display()))
    });
    Verdict {
        law: "no answer is an accident",
        counted: format!(
            "{} answers, {} lines of logs",
            events.len(),
            logs.iter().map(|(_, log)| log.lines().count()).sum::<usize>()
        ),
        against: answers.chain(lines).collect(),
    }
}

fn is_accident(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Refused { status, body, .. } => !(400..500).contains(status) || tells_of_accident(body),
        Outcome::Unknown(why) => tells_of_accident(why),
        Outcome::Done { .. } | Outcome::Unsent => false,
    }
}

fn tells_of_accident(text: &str) -> bool {
    ACCIDENTS.iter().any(|sign| text.contains(sign))
}
