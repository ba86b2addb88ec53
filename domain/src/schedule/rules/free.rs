//! What a visit blocks, itself and its buffers, overlaps nothing that is blocked already, unless that is the same visit and
//! has a seat left. This is the very condition by which the database excludes a second appointment.

use super::{super::ranges::any_overlaps, Case, Refusal};

pub(super) fn refuses(case: &Case) -> Option<Refusal> {
    let blocked = case.visit.blocked(case.during);
    let seats = case.visit.seats;
    let mut groups = case.ground.groups.iter().filter(|group| group.blocked.overlaps(&blocked));
    let taken = groups.any(|group| !case.joins(group) || group.taken >= seats || group.with_asker);
    (taken || any_overlaps(&case.ground.blocked, &blocked)).then_some(Refusal::Taken)
}
