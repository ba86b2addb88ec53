//! Nothing is booked into the past, by anybody.

use super::{Case, Refusal};

pub(super) fn refuses(case: &Case) -> Option<Refusal> {
    (case.during.start() < case.asker.now).then_some(Refusal::InThePast)
}
