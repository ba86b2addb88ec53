//! Whether there is an order of operations on one appointment, consistent with real time, that explains how it ended.
//!
//! An operation took effect at one moment between its request and its answer. So one that was answered before another
//! was asked for comes first; the order of those under way together is free. One whose answer is not known may have
//! taken effect at any later time, or never.

use std::{collections::HashSet, time::Duration};

use crate::history::Span;

/// An appointment between two operations; none: not booked yet.
pub type State = Option<Booked>;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Booked {
    pub during: Span,
    pub cancelled: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Book(Span),
    Move(Span),
    Cancel,
    /// Somebody was told that it is so.
    See(Booked),
}

#[derive(Debug, Clone, Copy)]
pub struct Operation {
    pub step: Step,
    pub begin: Duration,
    /// None: no answer.
    pub end: Option<Duration>,
}

impl Step {
    /// The state after it; none where it cannot succeed.
    fn after(self, state: State) -> Option<State> {
        let live = |booked: &Booked| !booked.cancelled;
        match self {
            Self::Book(during) => state.is_none().then_some(Some(Booked { during, cancelled: false })),
            Self::Move(during) => state.filter(live).map(|_| Some(Booked { during, cancelled: false })),
            Self::Cancel => state.filter(live).map(|booked| Some(Booked { cancelled: true, ..booked })),
            Self::See(seen) => (state == Some(seen)).then_some(state),
        }
    }
}

/// Whether all answered operations, and any of the others, can have led to `last`.
pub fn can_end_as(operations: &[Operation], last: State) -> bool {
    let mut tried = HashSet::new();
    let mut open = vec![(vec![false; operations.len()], None)];
    while let Some((done, state)) = open.pop() {
        if !tried.insert((done.clone(), state)) {
            continue;
        }
        let missing = || operations.iter().zip(&done).filter(|(_, done)| !**done).map(|(operation, _)| operation);
        // Nothing that was asked for after this can come before what it belongs to.
        let first_end = missing().filter_map(|operation| operation.end).min();
        if first_end.is_none() && state == last {
            return true;
        }
        let with = |number: usize| {
            let mut done = done.clone();
            done[number] = true;
            done
        };
        let next: Vec<_> = operations
            .iter()
            .enumerate()
            .filter(|(number, operation)| !done[*number] && first_end.is_none_or(|end| operation.begin <= end))
            .filter_map(|(number, operation)| Some((number, operation.step, operation.step.after(state)?)))
            .collect();
        // What is only seen changes nothing, so it may as well be first.
        if let Some((number, ..)) = next.iter().find(|(_, step, _)| matches!(step, Step::See(_))) {
            open.push((with(*number), state));
            continue;
        }
        open.extend(next.into_iter().map(|(number, _, state)| (with(number), state)));
    }
    false
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};

    use super::*;

    fn hour(number: i64) -> Span {
        let start = DateTime::UNIX_EPOCH + TimeDelta::hours(number);
        Span { start, end: start + TimeDelta::minutes(30) }
    }

    fn answered(step: Step, begin: u64, end: u64) -> Operation {
        Operation { step, begin: Duration::from_secs(begin), end: Some(Duration::from_secs(end)) }
    }

    fn unanswered(step: Step, begin: u64) -> Operation {
        Operation { step, begin: Duration::from_secs(begin), end: None }
    }

    fn live(number: i64) -> Booked {
        Booked { during: hour(number), cancelled: false }
    }

    fn cancelled(number: i64) -> Booked {
        Booked { during: hour(number), cancelled: true }
    }

    #[test]
    fn a_booking_that_was_acknowledged_is_there() {
        let booked = [answered(Step::Book(hour(9)), 0, 1)];
        assert!(can_end_as(&booked, Some(live(9))));
        assert!(!can_end_as(&booked, None), "lost");
        assert!(!can_end_as(&booked, Some(live(10))), "moved by nobody");
        assert!(!can_end_as(&booked, Some(cancelled(9))), "cancelled by nobody");
    }

    #[test]
    fn a_cancelled_appointment_does_not_come_back() {
        let ended = [answered(Step::Book(hour(9)), 0, 1), answered(Step::Cancel, 2, 3)];
        assert!(can_end_as(&ended, Some(cancelled(9))));
        assert!(!can_end_as(&ended, Some(live(9))));
        let [booked, cancel] = ended;
        assert!(!can_end_as(&[booked, cancel, answered(Step::Move(hour(10)), 4, 5)], Some(live(10))));
        assert!(!can_end_as(&[booked, cancel, answered(Step::See(live(9)), 4, 5)], Some(cancelled(9))));
        assert!(!can_end_as(&[booked, cancel, answered(Step::Cancel, 4, 5)], Some(cancelled(9))), "twice");
    }

    #[test]
    fn a_move_is_done_or_not_but_never_half() {
        let book = answered(Step::Book(hour(9)), 0, 1);
        let moved = [book, answered(Step::Move(hour(10)), 2, 3)];
        assert!(can_end_as(&moved, Some(live(10))));
        assert!(!can_end_as(&moved, Some(live(9))), "lost");
        let half = Booked { during: Span { start: hour(10).start, end: hour(9).end }, cancelled: false };
        assert!(!can_end_as(&moved, Some(half)));
        let unknown = [book, unanswered(Step::Move(hour(10)), 2)];
        assert!(can_end_as(&unknown, Some(live(9))) && can_end_as(&unknown, Some(live(10))));
        assert!(!can_end_as(&unknown, Some(half)));
    }

    #[test]
    fn only_what_was_under_way_together_can_change_places() {
        let book = answered(Step::Book(hour(9)), 0, 1);
        let together = [book, answered(Step::Move(hour(10)), 2, 5), answered(Step::Move(hour(11)), 3, 4)];
        assert!(can_end_as(&together, Some(live(10))) && can_end_as(&together, Some(live(11))));
        let [book, first, _] = together;
        let one_by_one = [book, first, answered(Step::Move(hour(11)), 6, 7)];
        assert!(can_end_as(&one_by_one, Some(live(11))));
        assert!(!can_end_as(&one_by_one, Some(live(10))));
    }

    #[test]
    fn what_was_seen_once_is_not_undone() {
        let book = answered(Step::Book(hour(9)), 0, 1);
        let unknown = unanswered(Step::Cancel, 2);
        let seen = [book, unknown, answered(Step::See(cancelled(9)), 3, 4)];
        assert!(can_end_as(&seen, Some(cancelled(9))));
        assert!(!can_end_as(&seen, Some(live(9))));
        // Seen before, it may still take effect later.
        let before = [book, unknown, answered(Step::See(live(9)), 3, 4)];
        assert!(can_end_as(&before, Some(cancelled(9))) && can_end_as(&before, Some(live(9))));
    }
}
