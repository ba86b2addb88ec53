//! Minimum notice: how long beforehand patients have to book. Staff book whoever stands at the desk.

use super::{super::visit::minutes, Case, Refusal};

pub(super) fn refuses(case: &Case) -> Option<Refusal> {
    let notice = case.during.start() - case.asker.now;
    let too_soon = !case.asker.is_staff() && notice < minutes(case.visit.minimum_notice);
    too_soon.then_some(Refusal::TooSoon)
}
