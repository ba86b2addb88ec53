//! Some visits need what only one location has.

use super::{Case, Refusal};

pub(super) fn refuses(case: &Case) -> Option<Refusal> {
    let locations = &case.visit.locations;
    let elsewhere = |id| !locations.is_empty() && !locations.contains(&id);
    case.place.filter(|place| elsewhere(place.location_id)).map(|_| Refusal::NotAtThisLocation)
}
