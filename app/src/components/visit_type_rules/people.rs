//! Who can book a visit type, and where.

use domain::directory::{Doctor, VisitType};
use leptos::prelude::*;

use crate::{components::CheckBox, flash::FormState, visit_type_form::location_field};

#[component]
pub fn People(visit_type: VisitType, state: FormState) -> impl IntoView {
    let error = state.field_error("known_patients");
    let described = error.as_ref().map(|_| "known_patients-error");
    let boxes = [
        ("new_patients", "People the doctor has not seen before", visit_type.new_patients),
        ("known_patients", "People the doctor knows", visit_type.known_patients),
    ];
    let boxes = boxes.map(|(field, label, ticked)| {
        view! { <CheckBox field=field name=field label=label ticked=ticked state=state.clone() /> }
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
    let error = state.field_error("location_ids");
    let boxes = doctor.locations.into_iter().enumerate().map(|(index, location)| {
        let ticked = visit_type.location_ids.contains(&location.id);
        let id = location.id.to_string();
        view! {
            <CheckBox
                field=location_field(&id)
                name=format!("location_ids[{index}]")
                value=id
                label=location.name
                ticked=ticked
                state=state.clone()
            />
        }
    });
    Some(view! {
        <fieldset class="boxes" id="location_ids" aria-describedby="location_ids-hint">
            <legend>"Where it is offered"</legend>
            <p class="hint" id="location_ids-hint">"None chosen: wherever the doctor works."</p>
            {error.map(|error| view! { <p class="field-error">{error}</p> })}
            <div>{boxes.collect_view()}</div>
        </fieldset>
    })
}
