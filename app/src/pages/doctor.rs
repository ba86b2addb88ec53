//! A doctor, with the free times.

use domain::directory::{Doctor, Location};
use leptos::prelude::*;

use super::{param, query};
use crate::{
    api::{
        directory::find_doctor,
        slots::{SlotWeek, load_week},
    },
    components::{Awake, Trouble},
    error::AppError,
    islands::SlotPicker,
    layouts::Base,
    paths,
};

#[component]
pub fn DoctorPage() -> impl IntoView {
    let (slug, visit_type, from) = (param("slug"), query("visit_type"), query("from"));
    let here = paths::doctor(&slug, visit_type.as_deref(), from.as_deref());
    Suspend::new(async move {
        let found = async {
            let doctor = find_doctor(slug.clone()).await?;
            // Links name the visit type, so that what is booked is what was looked at.
            let visit_type = visit_type.or_else(|| doctor.visit_types.first().map(|visit| visit.slug.clone()));
            let week = load_week(slug, visit_type.clone(), from, None).await?;
            Ok::<_, AppError>((doctor, visit_type, week))
        };
        match found.await {
            Ok((doctor, visit_type, week)) => {
                view! { <Profile doctor=doctor visit_type=visit_type week=week /> }.into_any()
            }
            Err(error) => view! { <Trouble error=error.clinic() here=here /> }.into_any(),
        }
    })
}

#[component]
fn Profile(doctor: Doctor, visit_type: Option<String>, week: SlotWeek) -> impl IntoView {
    let waitlist = paths::ask_for_a_time(&doctor.slug, visit_type.as_deref());
    let mut zones: Vec<String> = doctor.locations.iter().map(|location| location.time_zone.clone()).collect();
    zones.dedup();
    view! {
        <Base title=doctor.full_name.clone()>
            <div class="profile">
                <header>
                    <h1>{doctor.full_name.clone()}</h1>
                    <p class="specialty">{doctor.specialty.as_ref().map(|specialty| specialty.name.clone())}</p>
                    <p>{doctor.bio.clone()}</p>
                    <ul class="places">{doctor.locations.iter().map(place).collect_view()}</ul>
                </header>
                <VisitTypes doctor=doctor.clone() chosen=visit_type.clone() />
                <Awake />
                <SlotPicker initial=week doctor=doctor.slug visit_type=visit_type moving=None />
                <p>
                    "Nothing that suits you? "
                    <a href=waitlist>"Ask to be told when a time opens"</a>
                </p>
                <p class="hint">{format!("Times are on the practice’s clock: {}", zones.join(" and "))}</p>
            </div>
        </Base>
    }
}

fn place(location: &Location) -> impl IntoView + use<> {
    view! { <li>{location.in_full()}</li> }
}

/// Links rather than a form: each choice is an address of its own.
#[component]
fn VisitTypes(doctor: Doctor, chosen: Option<String>) -> impl IntoView {
    if doctor.visit_types.len() < 2 {
        return None;
    }
    let links = doctor.visit_types.iter().map(|visit| {
        let href = paths::doctor(&doctor.slug, Some(&visit.slug), None);
        let current = (chosen.as_ref() == Some(&visit.slug)).then_some("true");
        view! { <li><a href=href aria-current=current>{visit.in_words()}</a></li> }
    });
    Some(view! {
        <nav class="visit-types" aria-label="Kind of visit">
            <ul>{links.collect_view()}</ul>
        </nav>
    })
}
