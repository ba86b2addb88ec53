//! What a doctor's form asks for: who they are, what they know about and where they work.

use domain::{directory::Location, doctor::DoctorAccount, ids::LocationId};
use leptos::prelude::*;

use crate::{
    api::doctors::Places,
    components::{Boxes, Field, SelectField, TextArea},
    flash::FormState,
};

/// None: a new doctor, who has an address to be mailed to.
#[component]
pub fn DoctorFields(places: Places, account: Option<DoctorAccount>, state: FormState) -> impl IntoView {
    let is_new = account.is_none();
    let (doctor, phone) = account.map(|account| (account.doctor, account.phone)).unzip();
    let works_at: Vec<LocationId> =
        doctor.iter().flat_map(|doctor| &doctor.locations).map(|location| location.id).collect();
    let specialty = doctor.as_ref().and_then(|doctor| doctor.specialty.as_ref()).map(|it| it.id.to_string());
    let department = doctor.as_ref().and_then(|doctor| doctor.department.as_ref()).map(|it| it.id.to_string());
    let (full_name, bio) = doctor.map(|doctor| (doctor.full_name, doctor.bio.unwrap_or_default())).unwrap_or_default();
    let none = || std::iter::once((String::new(), "None".to_owned()));
    let specialties = none().chain(places.specialties.into_iter().map(|it| (it.id.to_string(), it.name))).collect();
    let departments = places.departments.into_iter().map(|department| {
        let at = places.locations.iter().find(|location| location.id == department.location_id);
        let at = at.map(|location| format!(", {}", location.name)).unwrap_or_default();
        (department.id.to_string(), format!("{}{at}", department.name))
    });
    let departments = none().chain(departments).collect();
    let email = is_new.then(|| {
        view! {
            <Field name="email" label="E-mail address" kind="email" autocomplete="off" required=true state=state.clone() />
        }
    });
    view! {
        <Field name="full_name" label="Full name" autocomplete="off" required=true initial=full_name state=state.clone() />
        {email}
        <Field
            name="phone"
            label="Telephone (optional)"
            kind="tel"
            autocomplete="off"
            initial=phone.flatten().unwrap_or_default()
            state=state.clone()
        />
        <SelectField
            name="specialty_id"
            label="Specialty"
            options=specialties
            chosen=specialty.unwrap_or_default()
            state=state.clone()
        />
        <LocationBoxes locations=places.locations works_at=works_at is_new=is_new state=state.clone() />
        <SelectField
            name="department_id"
            label="Department"
            hint="At one of the locations where the doctor works"
            options=departments
            chosen=department.unwrap_or_default()
            state=state.clone()
        />
        <TextArea
            name="bio"
            label="About the doctor (optional)"
            hint="Everybody can read this on the doctor's page."
            initial=bio
            state=state
        />
    }
}

/// Where the doctor works comes first, in its order: the first location is meant where nothing is said.
#[component]
fn LocationBoxes(locations: Vec<Location>, works_at: Vec<LocationId>, is_new: bool, state: FormState) -> impl IntoView {
    let mut locations = locations;
    locations.sort_by_key(|it| works_at.iter().position(|id| *id == it.id).unwrap_or(works_at.len()));
    let hint = if is_new {
        "None: where the department is, or else the first one."
    } else {
        "Hours at a location that the doctor leaves are gone."
    };
    let option = |location: Location| (location.id.to_string(), format!("{}, {}", location.name, location.city));
    let options = locations.into_iter().map(option).collect();
    let ticked = works_at.iter().map(ToString::to_string).collect();
    view! { <Boxes name="location_ids" legend="Works at" hint=hint options=options ticked=ticked state=state /> }
}
