//! What doctors know about, as administrators list it.

use domain::{directory::Specialty, ids::SpecialtyId};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

/// By id or slug.
#[server(prefix = "/fn", endpoint = "specialty", input = GetUrl)]
pub async fn find_specialty(key: String) -> Result<Specialty, AppError> {
    crate::page::answer(crate::backend::backend().specialty(&key).await)
}

#[server(prefix = "/fn", endpoint = "add-specialty")]
pub async fn add_specialty(name: String) -> Result<(), AppError> {
    use crate::{backend, forms, paths};
    use domain::specialty::SpecialtyForm;
    let form = SpecialtyForm { name: Some(name.clone()) };
    let added = async { backend::backend().add_specialty(&backend::actor()?, form).await };
    forms::answer("entry", paths::ADMIN_SPECIALTIES, &[("name", &name)], added.await, |specialty| {
        forms::done(paths::ADMIN_SPECIALTIES, &format!("{} is added. Doctors can have it now.", specialty.name));
    })
}

#[server(prefix = "/fn", endpoint = "change-specialty")]
pub async fn change_specialty(id: SpecialtyId, name: String) -> Result<(), AppError> {
    use crate::{backend, forms, paths};
    use domain::specialty::SpecialtyForm;
    let here = paths::one_of(paths::ADMIN_SPECIALTIES, id);
    let form = SpecialtyForm { name: Some(name.clone()) };
    let changed = async { backend::backend().change_specialty(&backend::actor()?, id, form).await };
    forms::answer("entry", &here, &[("name", &name)], changed.await, |_| forms::done(&here, "The name is saved."))
}

#[server(prefix = "/fn", endpoint = "retire-specialty")]
pub async fn retire_specialty(id: SpecialtyId) -> Result<(), AppError> {
    use crate::{backend, forms, paths};
    let retired = async { backend::backend().retire_specialty(&backend::actor()?, id).await };
    forms::answer("retire", &paths::one_of(paths::ADMIN_SPECIALTIES, id), &[], retired.await, |()| {
        forms::done(paths::ADMIN_SPECIALTIES, "The specialty is retired. Nobody can choose it any more.");
    })
}
