//! No answer is an accident: the servers refuse with a reason, or say that they cannot at the moment.

use std::path::PathBuf;

use super::Verdict;
use crate::history::{Event, Outcome};

/// A deadlock as PostgreSQL names it, by its code and in words, and a broken promise of the server's own code.
const ACCIDENTS: [&str; 3] = ["40P01", "deadlock", "panicked"];

pub fn check(events: &[Event], logs: &[(PathBuf, String)]) -> Verdict {
    let answers = events.iter().filter_map(|event| Some(format!("{event} {}", accident(&event.outcome)?)));
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

/// What an answer says that should not have been one.
fn accident(outcome: &Outcome) -> Option<&str> {
    match outcome {
        Outcome::Refused { status, body, .. } if !(400..500).contains(status) || tells_of_accident(body) => Some(body),
        Outcome::Unknown(why) if tells_of_accident(why) => Some(why),
        _ => None,
    }
}

fn tells_of_accident(text: &str) -> bool {
    ACCIDENTS.iter().any(|sign| text.contains(sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(status: u16, body: &str) -> Outcome {
        Outcome::Refused { status, code: String::new(), body: body.to_owned() }
    }

    #[test]
    fn a_refusal_is_an_answer_and_a_crash_is_not() {
        assert_eq!(accident(&refused(409, "taken")), None);
        assert_eq!(accident(&Outcome::Unknown("503 come back".to_owned())), None);
        assert_eq!(accident(&refused(500, "internal")), Some("internal"));
        assert_eq!(accident(&refused(409, "deadlock detected")), Some("deadlock detected"));
        assert_eq!(accident(&Outcome::Unknown("503 40P01".to_owned())), Some("503 40P01"));
    }

    #[test]
    fn a_deadlock_in_a_log_counts_even_when_nobody_was_told() {
        let log = |line: &str| [(PathBuf::from("postgres.log"), line.to_owned())];
        assert!(check(&[], &log("LOG:  00000: database system is ready")).against.is_empty());
        assert_eq!(check(&[], &log("ERROR:  40P01: deadlock detected")).against.len(), 1);
    }
}
