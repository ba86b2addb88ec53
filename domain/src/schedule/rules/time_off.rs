//! A doctor's time off counts at every location. Buffers may reach into it.

use super::{super::ranges::any_overlaps, Case, Refusal};

pub(super) fn refuses(case: &Case) -> Option<Refusal> {
    any_overlaps(&case.ground.time_off, &case.during).then_some(Refusal::TimeOff)
}
