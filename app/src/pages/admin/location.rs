//! One location: its address and clock, when it is closed, and its end.

use domain::{
    availability::LocationClosure,
    directory::{DoctorSearch, Location},
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{closures::Closures, in_the_way::InTheWay, location_fields::LocationFields};
use crate::{
    api::{
        closures::closures,
        locations::{ChangeLocation, RetireLocation, find_location},
        users::only_administrators,
    },
    components::{EntryForm, Retire, Trouble},
    error::AppError,
    flash::FormState,
    layouts::AdminBase,
    page,
    pages::param,
    paths,
};

const RETIRING: &str = "Nobody can choose it any more, and its departments are retired with it. Past appointments still name it. While \
                        doctors work there, or patients are expected there, it cannot be retired. This cannot be undone.";

#[component]
pub fn AdminLocationPage() -> impl IntoView {
    let key = param("id");
    let here = paths::one_of(paths::ADMIN_LOCATIONS, &key);
    Suspend::new(async move {
        let found = async {
            only_administrators()?;
            let location = find_location(key).await?;
            let closures = closures(location.id).await?;
            Ok::<(Location, Vec<LocationClosure>), AppError>((location, closures))
        };
        match found.await {
            Ok((location, closures)) => view! {
                <AdminBase title=location.name.clone() here=paths::ADMIN_LOCATIONS>
                    <h1>{location.name.clone()}</h1>
                    <Change location=location.clone() />
                    <Closures location=location.id closures=closures />
                    <End location=location />
                    <p><a href=paths::ADMIN_LOCATIONS>"All locations"</a></p>
                </AdminBase>
            }
            .into_any(),
            Err(error) => view! { <Trouble error=error.clinic() here=here /> }.into_any(),
        }
    })
}

#[component]
fn Change(location: Location) -> impl IntoView {
    let state = FormState::of("entry", page::flash());
    view! {
        <EntryForm
            heading="Name and address"
            action=ChangeLocation::PATH
            state=state.clone()
            hidden=vec![("id", location.id.to_string())]
            save="Save location"
        >
            <LocationFields location=Some(location) state=state />
        </EntryForm>
    }
}

#[component]
fn End(location: Location) -> impl IntoView {
    let hidden = vec![("id", location.id.to_string())];
    let state = FormState::of("retire", page::flash());
    let search = DoctorSearch { location: Some(location.slug), ..DoctorSearch::default() };
    view! {
        <Retire action=RetireLocation::PATH hidden=hidden name=location.name meaning=RETIRING state=state>
            <InTheWay search=search />
        </Retire>
    }
}
