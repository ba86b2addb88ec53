//! Where doctors work, as administrators list it.

use domain::{directory::Location, ids::LocationId};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// What there is to say of a location, as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct LocationFields {
    pub name: String,
    pub address: String,
    pub city: String,
    pub postal_code: String,
    pub time_zone: String,
}

#[cfg(feature = "ssr")]
impl LocationFields {
    fn form(&self) -> domain::location::LocationForm {
        domain::location::LocationForm {
            name: Some(self.name.clone()),
            address: Some(self.address.clone()),
            city: Some(self.city.clone()),
            postal_code: Some(self.postal_code.clone()),
            time_zone: Some(self.time_zone.clone()),
        }
    }

    fn typed(&self) -> [(&str, &str); 5] {
        [
            ("name", &self.name),
            ("address", &self.address),
            ("city", &self.city),
            ("postal_code", &self.postal_code),
            ("time_zone", &self.time_zone),
        ]
    }
}

/// By id or slug.
#[server(prefix = "/fn", endpoint = "location", input = GetUrl)]
pub async fn find_location(key: String) -> Result<Location, AppError> {
    crate::page::answer(crate::backend::backend().location(&key).await)
}

#[server(prefix = "/fn", endpoint = "add-location")]
pub async fn add_location(#[server(flatten)] fields: LocationFields) -> Result<(), AppError> {
    use crate::{backend, forms, paths};
    let added = async { backend::backend().add_location(&backend::actor()?, fields.form()).await };
    forms::answer("entry", paths::ADMIN_NEW_LOCATION, &fields.typed(), added.await, |location| {
        let done = format!("{} is added. Doctors can work there now.", location.name);
        forms::done(&paths::one_of(paths::ADMIN_LOCATIONS, location.id), &done);
    })
}

#[server(prefix = "/fn", endpoint = "change-location")]
pub async fn change_location(id: LocationId, #[server(flatten)] fields: LocationFields) -> Result<(), AppError> {
    use crate::{backend, forms, paths};
    let here = paths::one_of(paths::ADMIN_LOCATIONS, id);
    let changed = async { backend::backend().change_location(&backend::actor()?, id, fields.form()).await };
    forms::answer("entry", &here, &fields.typed(), changed.await, |_| forms::done(&here, "The location is saved."))
}

#[server(prefix = "/fn", endpoint = "retire-location")]
pub async fn retire_location(id: LocationId) -> Result<(), AppError> {
    use crate::{backend, forms, paths};
    let retired = async { backend::backend().retire_location(&backend::actor()?, id).await };
    forms::answer("retire", &paths::one_of(paths::ADMIN_LOCATIONS, id), &[], retired.await, |()| {
        forms::done(paths::ADMIN_LOCATIONS, "The location is retired, with its departments.");
    })
}
