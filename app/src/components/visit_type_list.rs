//! What a doctor offers, and a form to offer more.

use domain::directory::{Doctor, VisitType};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{EntryForm, Field, LinkedRow, LinkedTable};
use crate::{api::visit_types::AddVisitType, flash::FormState, page};

#[component]
pub fn VisitTypeList(doctor: Doctor, state: FormState) -> impl IntoView {
    let row = |visit_type: VisitType| LinkedRow {
        href: page::visit_type(visit_type.id),
        cells: vec![format!("{} minutes", visit_type.duration_minutes), for_whom(&visit_type), confirmed(&visit_type)],
        name: visit_type.name,
    };
    let rows = doctor.visit_types.into_iter().map(row).collect();
    view! {
        <LinkedTable
            caption="Visit types"
            columns=&["Takes", "For", "Booked"]
            rows=rows
            none="Nothing is offered yet."
        />
        <EntryForm
            heading="Add a visit type"
            action=AddVisitType::PATH
            state=state.clone()
            hidden=vec![("doctor_id", doctor.id.to_string())]
            save="Add visit type"
        >
            <Field
                name="name"
                label="Name"
                hint="What patients choose, such as “Follow-up”."
                autocomplete="off"
                required=true
                state=state.clone()
            />
            <Field
                name="duration_minutes"
                label="Length in minutes"
                hint="5 to 480. You can set all other rules once it is added."
                inputmode="numeric"
                autocomplete="off"
                required=true
                initial="30"
                state=state
            />
        </EntryForm>
    }
}

fn for_whom(visit_type: &VisitType) -> String {
    let whom = match (visit_type.new_patients, visit_type.known_patients) {
        (true, false) => "New patients",
        (false, true) => "Known patients",
        _ => "All patients",
    };
    match visit_type.seats {
        1 => whom.to_owned(),
        seats => format!("{whom}, up to {seats} at once"),
    }
}

fn confirmed(visit_type: &VisitType) -> String {
    if visit_type.needs_confirmation { "After confirmation".to_owned() } else { "At once".to_owned() }
}
