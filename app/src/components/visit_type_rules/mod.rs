//! By which rules a visit type can be booked: to read and to change.

mod people;
mod times;

use domain::directory::{Doctor, VisitType};
use leptos::{prelude::*, server_fn::ServerFn};

use self::{
    people::{People, Places},
    times::{Attendance, Booking, Length},
};
use super::{EntryForm, Retire};
use crate::{
    api::visit_types::{ChangeVisitType, RetireVisitType},
    flash::FormState,
};

const RETIRING: &str =
    "Patients cannot book it any more, from now on. Appointments that are booked stay, and keep its name.";

/// `doctor` offers it; the states are those of the forms.
#[component]
pub fn VisitTypeRules(doctor: Doctor, visit_type: VisitType, state: FormState, retiring: FormState) -> impl IntoView {
    let (id, name) = (visit_type.id.to_string(), visit_type.name.clone());
    let hidden = vec![("id", id.clone()), ("doctor_id", doctor.id.to_string())];
    view! {
        <EntryForm
            heading="Rules"
            action=ChangeVisitType::PATH
            state=state.clone()
            hidden=vec![("id", id)]
            save="Save rules"
        >
            <Length visit_type=visit_type.clone() state=state.clone() />
            <Booking visit_type=visit_type.clone() state=state.clone() />
            <Attendance visit_type=visit_type.clone() state=state.clone() />
            <People visit_type=visit_type.clone() state=state.clone() />
            <Places doctor=doctor visit_type=visit_type state=state />
        </EntryForm>
        <Retire action=RetireVisitType::PATH hidden=hidden name=name meaning=RETIRING state=retiring />
    }
}
