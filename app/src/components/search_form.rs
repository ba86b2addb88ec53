//! Specialty, location and name: where every search starts.

use domain::directory::{DoctorSearch, Location, Specialty};
use leptos::prelude::*;

use crate::paths;

#[component]
pub fn SearchForm(specialties: Vec<Specialty>, locations: Vec<Location>, search: DoctorSearch) -> impl IntoView {
    let specialties = specialties.into_iter().map(|it| (it.slug, it.name)).collect();
    let locations = locations.into_iter().map(|it| (it.slug, format!("{}, {}", it.name, it.city))).collect();
    view! {
        <form class="search" method="get" action=paths::DOCTORS role="search" aria-label="Doctors">
            <Choice name="specialty" label="Specialty" any="Any specialty" options=specialties chosen=search.specialty />
            <Choice name="location" label="Location" any="Any location" options=locations chosen=search.location />
            <div class="field">
                <label for="q">"Doctor's name"</label>
                <input id="q" name="q" type="search" value=search.q autocomplete="off" />
            </div>
            <button>"Find times"</button>
        </form>
    }
}

#[component]
fn Choice(
    name: &'static str,
    label: &'static str,
    any: &'static str,
    options: Vec<(String, String)>,
    chosen: Option<String>,
) -> impl IntoView {
    let option = move |(slug, text): (String, String)| {
        let selected = chosen.as_ref() == Some(&slug);
        view! { <option value=slug selected=selected>{text}</option> }
    };
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <select id=name name=name>
                <option value="">{any}</option>
                {options.into_iter().map(option).collect_view()}
            </select>
        </div>
    }
}
