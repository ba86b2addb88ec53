//! Where, with whom and when: where every search starts.

use domain::{directory::DoctorSearch, schedule::PartOfDay};
use leptos::prelude::*;

use super::Field;
use crate::{api::directory::Choices, flash::FormState, format, paths};

#[component]
pub fn SearchForm(choices: Choices, search: DoctorSearch, state: FormState) -> impl IntoView {
    let specialties = choices.specialties.into_iter().map(|it| (it.slug, it.name)).collect();
    let locations = choices.locations.into_iter().map(|it| (it.slug, format!("{}, {}", it.name, it.city))).collect();
    let parts = PartOfDay::ALL.map(|part| (part.as_str().to_owned(), format::part_of_day(part).to_owned())).into();
    let visit_kinds: Vec<_> = choices.visit_kinds.into_iter().map(|it| (it.slug, it.name)).collect();
    // Who has only one kind of visit to choose from has nothing to choose.
    let visit_kinds = (visit_kinds.len() > 1 || search.visit_type.is_some()).then(|| {
        view! { <Choice name="visit_type" label="Kind of visit" any="Any visit" options=visit_kinds chosen=search.visit_type.clone() /> }
    });
    let narrowed = search.q.is_some() || search.visit_type.is_some();
    // A date that cannot be read would vanish from a date field.
    let date_kind = if state.field_error("date").is_some() { "text" } else { "date" };
    view! {
        <form class="search" method="get" action=paths::DOCTORS role="search" aria-label="Doctors">
            <Choice name="specialty" label="Specialty" any="Any specialty" options=specialties chosen=search.specialty />
            <Choice name="location" label="Location" any="Any location" options=locations chosen=search.location />
            <Field
                name="date"
                label="Day"
                kind=date_kind
                hint="Who has a free time on that day"
                state=state.clone()
                initial=search.date.unwrap_or_default()
            />
            <Choice name="part_of_day" label="Time of day" any="Any time of day" options=parts chosen=search.part_of_day />
            <details open=narrowed>
                <summary>"Name or kind of visit"</summary>
                <div class="more">
                    <Field
                        name="q"
                        label="Name or keyword"
                        kind="search"
                        autocomplete="off"
                        state=state
                        initial=search.q.unwrap_or_default()
                    />
                    {visit_kinds}
                </div>
            </details>
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
