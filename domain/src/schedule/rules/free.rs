//! What a visit blocks, itself and its buffers, overlaps nothing that is blocked already. This is the very condition by
//! which the database excludes a second appointment.

use super::{super::ranges::any_overlaps, Case, Refusal};

pub(super) fn refuses(case: &Case) -> Option<Refusal> {
    any_overlaps(&case.ground.blocked, &case.visit.blocked(case.during)).then_some(Refusal::Taken)
}
