//! The horizon: how far ahead patients can book, in days of 24 hours, the last instant included.

use chrono::TimeDelta;

use super::{Case, Refusal};

pub(super) fn refuses(case: &Case) -> Option<Refusal> {
    let ahead = case.during.start() - case.asker.now;
    let beyond = !case.asker.is_staff() && ahead > TimeDelta::days(case.visit.horizon_days.into());
    beyond.then_some(Refusal::BeyondHorizon)
}
