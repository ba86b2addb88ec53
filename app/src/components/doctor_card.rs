//! A doctor in a list, with the next free times.

use domain::{
    Tz,
    directory::{Doctor, DoctorSearch},
    schedule::Slot,
};
use leptos::prelude::*;

use crate::{format, paths};

/// As a search has found them: the links lead on with the visit type and the day that were searched for.
#[component]
pub fn DoctorCard(doctor: Doctor, search: DoctorSearch) -> impl IntoView {
    let places: Vec<String> =
        doctor.locations.iter().map(|location| format!("{}, {}", location.name, location.city)).collect();
    let profile = paths::doctor(&doctor.slug, search.visit_type.as_deref(), search.date.as_deref());
    let times = if doctor.next_slots.is_empty() {
        view! { <p class="none">"No free times in the next two weeks"</p> }.into_any()
    } else {
        let label = format!("Next free times of {}", doctor.full_name);
        let slots = doctor.next_slots.iter().map(|slot| time(&doctor, slot)).collect_view();
        view! { <ul class="times" aria-label=label>{slots}</ul> }.into_any()
    };
    view! {
        <article class="card">
            <div>
                <h2><a href=profile>{doctor.full_name.clone()}</a></h2>
                <p class="specialty">{doctor.specialty.as_ref().map(|specialty| specialty.name.clone())}</p>
                <p class="where">{places.join(" · ")}</p>
            </div>
            {times}
        </article>
    }
}

fn time(doctor: &Doctor, slot: &Slot) -> impl IntoView + use<> {
    let location = doctor.location(slot.location_id);
    let zone = location.map_or(Tz::UTC, |location| format::zone(&location.time_zone));
    let place = location.filter(|_| doctor.locations.len() > 1).map(|location| location.name.clone());
    let start = slot.start_time.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let visit_type = doctor.visit_types.iter().find(|visit| Some(visit.id) == slot.visit_type_id);
    view! {
        <li>
            <a class="time" href=paths::book(&doctor.slug, &start, visit_type.map(|visit| visit.slug.as_str()))>
                {format::short(slot.start_time, zone)}
                {place.map(|place| view! { <span class="place">{place}</span> })}
            </a>
        </li>
    }
}
