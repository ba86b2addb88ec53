//! What is printed at the end: a verdict a line with its evidence, and figures as Markdown.

use std::{
    collections::BTreeMap,
    fmt::{self, Write},
    time::Duration,
};

use crate::{
    check::Verdict,
    history::{Event, Kind, Outcome},
    kills::Kill,
};

/// More lines than this help nobody.
const EVIDENCE: usize = 40;

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let result = if self.against.is_empty() { "PASS" } else { "FAIL" };
        write!(f, "{result}  {} ({})", self.law, self.counted)?;
        self.against.iter().take(EVIDENCE).try_for_each(|line| write!(f, "\n      {line}"))?;
        match self.against.len().saturating_sub(EVIDENCE) {
            0 => Ok(()),
            more => write!(f, "\n      … and {more} more lines"),
        }
    }
}

/// A row for each kind of operation. Times are of what was answered, in milliseconds.
pub fn figures(events: &[Event]) -> String {
    let mut table = "| operation | asked | done | refused | no answer | nobody there | p50 ms | p99 ms |\n\
                     | --- | ---: | ---: | --- | ---: | ---: | ---: | ---: |\n"
        .to_owned();
    for kind in Kind::ALL {
        let events: Vec<&Event> = events.iter().filter(|event| event.kind == kind).collect();
        if events.is_empty() {
            continue;
        }
        let mut refusals: BTreeMap<&str, usize> = BTreeMap::new();
        let (mut done, mut unknown, mut unsent, mut times) = (0, 0, 0, Vec::new());
        for event in &events {
            match &event.outcome {
                Outcome::Done { .. } => done += 1,
                Outcome::Refused { code, .. } => *refusals.entry(code).or_default() += 1,
                Outcome::Unknown(_) => unknown += 1,
                Outcome::Unsent => unsent += 1,
            }
            if matches!(event.outcome, Outcome::Done { .. } | Outcome::Refused { .. }) {
                times.push(event.end.saturating_sub(event.begin));
            }
        }
        times.sort_unstable();
        let refused: Vec<String> = refusals.iter().map(|(code, count)| format!("{count} {code}")).collect();
        // Writing to a string does not fail.
        let _ = writeln!(
            table,
            "| {} | {} | {done} | {} | {unknown} | {unsent} | {} | {} |",
            kind.name(),
            events.len(),
            refused.join(", "),
            milliseconds(percentile(&times, 50)),
            milliseconds(percentile(&times, 99)),
        );
    }
    table
}

/// A row for each kill.
pub fn kills(kills: &[Kill]) -> String {
    let mut table = "| killed | after | all answered again |\n| --- | ---: | ---: |\n".to_owned();
    for kill in kills {
        let back = match &kill.back {
            Ok(back) => format!("{:.1} s later", back.saturating_sub(kill.at).as_secs_f64()),
            Err(_) => "never".to_owned(),
        };
        let _ = writeln!(table, "| {} | {:.1} s | {back} |", kill.victim, kill.at.as_secs_f64());
    }
    table
}

/// The nearest rank; none of nothing.
fn percentile(sorted: &[Duration], percent: usize) -> Option<Duration> {
    sorted.get((sorted.len() * percent).div_ceil(100).saturating_sub(1)).copied()
}

fn milliseconds(time: Option<Duration>) -> String {
    time.map_or_else(|| "–".to_owned(), |time| format!("{:.0}", time.as_secs_f64() * 1000.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_one_of_the_values() {
        let values: Vec<_> = (1..=200).map(Duration::from_millis).collect();
        assert_eq!(percentile(&values, 50), Some(Duration::from_millis(100)));
        assert_eq!(percentile(&values, 99), Some(Duration::from_millis(198)));
        assert_eq!(percentile(&values[..1], 99), Some(Duration::from_millis(1)));
        assert_eq!(percentile(&[], 50), None);
    }
}
