//! The rules that are numbers: how long, from when to when, how many.

use domain::directory::VisitType;
use leptos::prelude::*;

use crate::{
    components::{CheckBox, Field},
    flash::FormState,
};

#[component]
pub fn Length(visit_type: VisitType, state: FormState) -> impl IntoView {
    view! {
        <Field name="name" label="Name" autocomplete="off" required=true initial=visit_type.name state=state.clone() />
        <div class="pair">
            <Number
                name="duration_minutes"
                label="Length in minutes"
                hint="How long the visit takes, 5 to 480."
                initial=Some(visit_type.duration_minutes)
                state=state.clone()
            />
            <Number
                name="slot_step_minutes"
                label="From start to start, in minutes (optional)"
                hint="15 offers 9:00, 9:15, 9:30. Empty: one visit after another."
                initial=visit_type.slot_step_minutes
                state=state.clone()
            />
        </div>
        <div class="pair">
            <Number
                name="buffer_before_minutes"
                label="Kept free before, in minutes"
                hint="To prepare, 0 to 120. Patients do not see it."
                initial=Some(visit_type.buffer_before_minutes)
                state=state.clone()
            />
            <Number
                name="buffer_after_minutes"
                label="Kept free after, in minutes"
                hint="For notes or cleaning, 0 to 120."
                initial=Some(visit_type.buffer_after_minutes)
                state=state
            />
        </div>
    }
}

#[component]
pub fn Booking(visit_type: VisitType, state: FormState) -> impl IntoView {
    view! {
        <h3>"Booking"</h3>
        <div class="pair">
            <Number
                name="minimum_notice_minutes"
                label="Shortest notice, in minutes"
                hint="How long beforehand patients have to book. 0: up to the start; 1440 is a day; at most 20160, two weeks."
                initial=Some(visit_type.minimum_notice_minutes)
                state=state.clone()
            />
            <Number
                name="horizon_days"
                label="How far ahead, in days"
                hint="The last day that patients can book, counted from today, 1 to 730."
                initial=Some(visit_type.horizon_days)
                state=state.clone()
            />
        </div>
        <div class="pair">
            <Number
                name="per_day_limit"
                label="At most so many a day (optional)"
                hint="1 to 500. Empty: as many as fit."
                initial=visit_type.per_day_limit
                state=state.clone()
            />
            <Number
                name="seats"
                label="Seats"
                hint="How many people come to the same visit, 1 to 200. More than 1: a group or a course."
                initial=Some(visit_type.seats)
                state=state.clone()
            />
        </div>
        <CheckBox
            name="needs_confirmation"
            label="The practice confirms each booking before it counts; its time is kept meanwhile"
            ticked=visit_type.needs_confirmation
            state=state
        />
    }
}

#[component]
pub fn Attendance(visit_type: VisitType, state: FormState) -> impl IntoView {
    view! {
        <h3>"Cancelling, and not coming"</h3>
        <div class="pair">
            <Number
                name="cancellation_notice_minutes"
                label="Notice to move or cancel, in minutes"
                hint="Until how long beforehand patients can do so themselves. 0: up to the start; at most 20160, two weeks."
                initial=Some(visit_type.cancellation_notice_minutes)
                state=state.clone()
            />
            <Number
                name="no_show_after_minutes"
                label="Counts as not coming after, in minutes (optional)"
                hint="From the start, 5 to 1440. Empty: only when the practice says so."
                initial=visit_type.no_show_after_minutes
                state=state
            />
        </div>
    }
}

#[component]
fn Number(
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    /// None: there is no such rule.
    initial: Option<u16>,
    state: FormState,
) -> impl IntoView {
    let initial = initial.map(|number| number.to_string()).unwrap_or_default();
    view! { <Field name=name label=label hint=hint inputmode="numeric" autocomplete="off" initial=initial state=state /> }
}
