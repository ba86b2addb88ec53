//! Adding a location.

use leptos::{prelude::*, server_fn::ServerFn};

use super::location_fields::LocationFields;
use crate::{
    api::{locations::AddLocation, users::only_administrators},
    components::{EntryForm, Trouble},
    error::AppError,
    flash::FormState,
    layouts::AdminBase,
    page, paths,
};

#[component]
pub fn AdminNewLocationPage() -> impl IntoView {
    if let Err(error) = only_administrators().map_err(AppError::clinic) {
        return view! { <Trouble error=error here=paths::ADMIN_NEW_LOCATION /> }.into_any();
    }
    let state = FormState::of("entry", page::flash());
    view! {
        <AdminBase title="Add a location" here=paths::ADMIN_LOCATIONS>
            <h1>"Add a location"</h1>
            <EntryForm heading="Name and address" action=AddLocation::PATH state=state.clone() save="Add location">
                <LocationFields location=None state=state />
            </EntryForm>
            <p><a href=paths::ADMIN_LOCATIONS>"All locations"</a></p>
        </AdminBase>
    }
    .into_any()
}
