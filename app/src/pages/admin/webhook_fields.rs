//! What a webhook's form asks for.

use domain::webhook::{Endpoint, Event};
use leptos::prelude::*;

use crate::{
    components::{Boxes, CheckBox, Field},
    flash::FormState,
    format,
};

/// None: a new one, which is on.
#[component]
pub fn WebhookFields(endpoint: Option<Endpoint>, state: FormState) -> impl IntoView {
    let events = Event::OF_APPOINTMENTS.map(|event| (event.as_str().to_owned(), format::event(event).to_owned()));
    let active = endpoint.as_ref().map(|endpoint| endpoint.active);
    let (url, description, ticked) = endpoint.map_or_else(Default::default, |endpoint| {
        let ticked = endpoint.events.iter().map(|event| event.as_str().to_owned()).collect();
        (endpoint.url, endpoint.description.unwrap_or_default(), ticked)
    });
    let active = active.map(|active| {
        view! { <CheckBox name="active" label="Send to this address" ticked=active state=state.clone() /> }
    });
    view! {
        <Field
            name="url"
            label="Address"
            kind="url"
            hint="Where it is sent to, such as https://example.com/hooks."
            autocomplete="off"
            required=true
            initial=url
            state=state.clone()
        />
        <Boxes name="events" legend="What is told" options=events.into() ticked=ticked state=state.clone() />
        <Field
            name="description"
            label="Description (optional)"
            hint="For you: what is behind the address. At most 200 characters."
            autocomplete="off"
            initial=description
            state=state
        />
        {active}
    }
}
