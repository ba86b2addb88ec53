//! All of a visit lies in working time of one location: weekly hours or one-off windows. Its buffers need not.

use super::{super::ranges::any_encloses, Case, Refusal};

pub(super) fn refuses(case: &Case) -> Option<Refusal> {
    let works = case.place.is_some_and(|place| any_encloses(&place.working, &case.during));
    (!works).then_some(Refusal::OutsideAvailability)
}
