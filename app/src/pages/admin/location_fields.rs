//! What there is to say of a location.

use domain::{TZ_VARIANTS, directory::Location};
use leptos::prelude::*;

use crate::{components::Field, flash::FormState};

/// Of a location there is, or of a new one.
#[component]
pub fn LocationFields(location: Option<Location>, state: FormState) -> impl IntoView {
    let hint = if location.is_some() {
        "Weekly hours are read on its clock: another time zone moves all of them. Type a city to find it."
    } else {
        "Hours there are read on its clock. Type a city to find it, such as Europe/London."
    };
    let of = |part: fn(&Location) -> &String| location.as_ref().map(part).cloned().unwrap_or_default();
    view! {
        <Field name="name" label="Name" autocomplete="off" required=true initial=of(|it| &it.name) state=state.clone() />
        <Field
            name="address"
            label="Street and number"
            autocomplete="off"
            required=true
            initial=of(|it| &it.address)
            state=state.clone()
        />
        <div class="pair">
            <Field name="city" label="City" autocomplete="off" required=true initial=of(|it| &it.city) state=state.clone() />
            <Field
                name="postal_code"
                label="Postal code"
                autocomplete="off"
                required=true
                initial=of(|it| &it.postal_code)
                state=state.clone()
            />
        </div>
        <Field
            name="time_zone"
            label="Time zone"
            hint=hint
            list="time-zones"
            autocomplete="off"
            required=true
            initial=of(|it| &it.time_zone)
            state=state
        />
        <TimeZones />
    }
}

/// Those that are called after a place; what else the services accept can be typed.
#[component]
fn TimeZones() -> impl IntoView {
    let places =
        TZ_VARIANTS.iter().map(|zone| zone.name()).filter(|name| name.contains('/') && !name.starts_with("Etc/"));
    view! {
        <datalist id="time-zones">{places.map(|name| view! { <option value=name></option> }).collect_view()}</datalist>
    }
}
