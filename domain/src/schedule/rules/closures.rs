//! Public holidays and other days on which a location is closed for everybody.

use super::{super::ranges::any_overlaps, Case, Refusal};

pub(super) fn refuses(case: &Case) -> Option<Refusal> {
    case.place.filter(|place| any_overlaps(&place.closed, &case.during)).map(|_| Refusal::Closed)
}
