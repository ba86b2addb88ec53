//! At most so many visits of one type on one day of the location. Staff decide for themselves.

use super::{Case, Refusal};

pub(super) fn refuses(case: &Case) -> Option<Refusal> {
    let start = case.during.start();
    let full = case.place.is_some_and(|place| place.full_days.iter().any(|day| day.contains(start)));
    (full && !case.asker.is_staff()).then_some(Refusal::DayIsFull)
}
