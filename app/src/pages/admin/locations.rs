//! Where doctors work.

use domain::directory::Location;
use leptos::prelude::*;

use crate::{
    api::{directory::locations, users::only_administrators},
    components::{LinkedRow, LinkedTable, Trouble},
    layouts::AdminBase,
    paths,
};

#[component]
pub fn AdminLocationsPage() -> impl IntoView {
    Suspend::new(async move {
        let found = async {
            only_administrators()?;
            locations().await
        };
        match found.await {
            Ok(locations) => view! {
                <AdminBase title="Locations" here=paths::ADMIN_LOCATIONS>
                    <h1>"Locations"</h1>
                    <p><a class="button" href=paths::ADMIN_NEW_LOCATION>"Add a location"</a></p>
                    <List locations=locations />
                </AdminBase>
            }
            .into_any(),
            Err(error) => view! { <Trouble error=error.clinic() here=paths::ADMIN_LOCATIONS /> }.into_any(),
        }
    })
}

#[component]
fn List(locations: Vec<Location>) -> impl IntoView {
    let row = |location: Location| LinkedRow {
        href: paths::one_of(paths::ADMIN_LOCATIONS, location.id),
        cells: vec![format!("{}, {} {}", location.address, location.city, location.postal_code), location.time_zone],
        name: location.name,
    };
    let rows = locations.into_iter().map(row).collect();
    view! {
        <LinkedTable
            caption="Locations"
            columns=&["Address", "Time zone"]
            rows=rows
            none="There are no locations yet."
        />
    }
}
