//! At most so many visits of one type on one day of the location. One more seat of a visit is not one more visit. Staff
//! decide for themselves.

use super::{Case, Refusal};

pub(super) fn refuses(case: &Case) -> Option<Refusal> {
    let start = case.during.start();
    let full = case.place.is_some_and(|place| place.full_days.iter().any(|day| day.contains(start)));
    let joins = case.ground.groups.iter().any(|group| case.joins(group));
    (full && !joins && !case.asker.is_staff()).then_some(Refusal::DayIsFull)
}
