//! People whom one books for.

use domain::{dependant::Dependant, ids::DependantId};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

/// Only patients book for others; nobody else has any.
#[server(prefix = "/fn", endpoint = "dependants", input = GetUrl)]
pub async fn my_dependants() -> Result<Vec<Dependant>, AppError> {
    use crate::{backend, page::answer};
    let actor = answer(backend::actor())?;
    answer(backend::backend().dependants(&actor).await)
}

#[server(prefix = "/fn", endpoint = "add-dependant")]
pub async fn add_dependant(dependant_name: String, born_on: Option<String>) -> Result<(), AppError> {
    use crate::{backend, forms, paths};
    use domain::{dependant::DependantForm, error::ClinicError};
    let typed = [("dependant_name", dependant_name.as_str()), ("born_on", born_on.as_deref().unwrap_or_default())];
    let form = DependantForm { full_name: dependant_name.clone(), born_on: born_on.clone() };
    let added = async { backend::backend().add_dependant(&backend::actor()?, form).await };
    let added = added.await.map_err(|mut error| {
        // The page has another field of that name.
        if let ClinicError::Invalid { errors } = &mut error {
            let of_name = errors.iter_mut().filter(|error| error.field == "full_name");
            of_name.for_each(|error| "dependant_name".clone_into(&mut error.field));
        }
        error
    });
    forms::answer("dependants", paths::ACCOUNT, &typed, added, |dependant| {
        forms::done(paths::ACCOUNT, &format!("You can book for {} now.", dependant.full_name));
    })
}

#[server(prefix = "/fn", endpoint = "remove-dependant")]
pub async fn remove_dependant(id: DependantId) -> Result<(), AppError> {
    use crate::{backend, forms, paths};
    let removed = async { backend::backend().remove_dependant(&backend::actor()?, id).await };
    forms::answer("dependants", paths::ACCOUNT, &[], removed.await, |()| {
        forms::done(paths::ACCOUNT, "Removed. Appointments that are booked stay.");
    })
}
