//! Days on which a location is closed for everybody.

use domain::{
    availability::LocationClosure,
    ids::{ClosureId, LocationId},
};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

/// Those that are not over.
#[server(prefix = "/fn", endpoint = "closures", input = GetUrl)]
pub async fn closures(location_id: LocationId) -> Result<Vec<LocationClosure>, AppError> {
    crate::page::answer(crate::backend::backend().closures(location_id).await)
}

/// Without a last day: for one.
#[server(prefix = "/fn", endpoint = "close-location")]
pub async fn close_location(
    location_id: LocationId,
    first_day: String,
    last_day: Option<String>,
    reason: Option<String>,
) -> Result<(), AppError> {
    use crate::{backend, format, forms, paths};
    use domain::availability::ClosureForm;
    let here = paths::one_of(paths::ADMIN_LOCATIONS, location_id);
    let form = ClosureForm { first_day: first_day.clone(), last_day: last_day.clone(), reason: reason.clone() };
    let [last_day, reason] = [last_day, reason].map(Option::unwrap_or_default);
    let typed = [("first_day", first_day.as_str()), ("last_day", &last_day), ("reason", &reason)];
    let closed = async { backend::backend().close(&backend::actor()?, location_id, form).await };
    forms::answer("closure", &here, &typed, closed.await, |closure| {
        let days = format::days(closure.first_day, closure.last_day);
        forms::done(&here, &format!("Closed: {days}. Nobody can be booked there then."));
    })
}

#[server(prefix = "/fn", endpoint = "reopen-location")]
pub async fn reopen_location(location_id: LocationId, id: ClosureId) -> Result<(), AppError> {
    use crate::{backend, forms, paths};
    let here = paths::one_of(paths::ADMIN_LOCATIONS, location_id);
    let reopened = async { backend::backend().reopen(&backend::actor()?, location_id, id).await };
    forms::answer("closure", &here, &[], reopened.await, |()| {
        forms::done(&here, "The closure is removed. Working hours hold again.");
    })
}
