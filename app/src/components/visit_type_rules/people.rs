//! Who can book a visit type, and where.

use domain::directory::{Doctor, VisitType};
use leptos::prelude::*;

use crate::{
    components::{Boxes, CheckBox},
    flash::FormState,
};

#[component]
pub fn People(visit_type: VisitType, state: FormState) -> impl IntoView {
    let error = state.field_error("known_patients");
    let described = error.as_ref().map(|_| "known_patients-error");
    let boxes = [
        ("new_patients", "People the doctor has not seen before", visit_type.new_patients),
        ("known_patients", "People the doctor knows", visit_type.known_patients),
    ];
    let boxes = boxes.map(|(field, label, ticked)| {
        view! { <CheckBox name=field label=label ticked=ticked state=state.clone() /> }
    });
    view! {
        <fieldset class="boxes" aria-describedby=described>
            <legend>"Who can book it"</legend>
            {error.map(|error| view! { <p class="field-error" id="known_patients-error">{error}</p> })}
            <div>{boxes.into_iter().collect_view()}</div>
        </fieldset>
    }
}

/// For a doctor of several locations, or where it is offered at some of them.
#[component]
pub fn Places(doctor: Doctor, visit_type: VisitType, state: FormState) -> impl IntoView {
    if doctor.locations.len() < 2 && visit_type.location_ids.is_empty() {
        return None;
    }
    let options = doctor.locations.into_iter().map(|location| (location.id.to_string(), location.name)).collect();
    let ticked = visit_type.location_ids.iter().map(ToString::to_string).collect();
    Some(view! {
        <Boxes
            name="location_ids"
            legend="Where it is offered"
            hint="None chosen: wherever the doctor works."
            options=options
            ticked=ticked
            state=state
        />
    })
}
