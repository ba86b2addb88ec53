//! Results: doctors with their next free times.

use domain::directory::{Doctor, DoctorSearch, Location, Page, Specialty};
use leptos::prelude::*;

use super::query;
use crate::{
    api::directory::{doctors, locations, specialties},
    components::{DoctorCard, SearchForm, Trouble},
    error::AppError,
    layouts::Base,
    paths,
};

#[component]
pub fn DoctorsPage() -> impl IntoView {
    let search = DoctorSearch {
        specialty: query("specialty"),
        location: query("location"),
        visit_type: query("visit_type"),
        q: query("q"),
        ..DoctorSearch::default()
    };
    let cursor = query("page");
    let page = Suspend::new(async move {
        let found = async {
            Ok::<_, AppError>((specialties().await?, locations().await?, doctors(search.clone(), cursor).await?))
        };
        match found.await {
            Ok((specialties, locations, page)) => {
                view! { <Results specialties=specialties locations=locations search=search page=page /> }.into_any()
            }
            Err(error) => view! { <Trouble error=error.clinic() here=paths::DOCTORS /> }.into_any(),
        }
    });
    view! { <Suspense>{page}</Suspense> }
}

#[component]
fn Results(
    specialties: Vec<Specialty>,
    locations: Vec<Location>,
    search: DoctorSearch,
    page: Page<Doctor>,
) -> impl IntoView {
    let chosen = specialties.iter().find(|specialty| Some(&specialty.slug) == search.specialty.as_ref());
    let title = chosen.map_or("Doctors".to_owned(), |specialty| format!("{} doctors", specialty.name));
    let more = page.next_cursor.as_ref().map(|cursor| next_page(&search, cursor));
    let list = if page.items.is_empty() {
        view! {
            <p class="empty">
                "No doctor fits this search. Choose “Any specialty” or “Any location”, or leave the name out."
            </p>
        }
        .into_any()
    } else {
        let count = page.items.len();
        let shown = format!("{count} {}", if count == 1 { "doctor" } else { "doctors" });
        let cards = page.items.into_iter().map(|doctor| view! { <DoctorCard doctor=doctor /> }).collect_view();
        view! { <p class="count">{shown}</p> <div class="cards">{cards}</div> }.into_any()
    };
    view! {
        <Base title=title.clone()>
            <h1>{title}</h1>
            <SearchForm specialties=specialties locations=locations search=search />
            {list}
            {more.map(|href| view! { <p class="pager"><a class="button secondary" href=href>"More doctors"</a></p> })}
        </Base>
    }
}

fn next_page(search: &DoctorSearch, cursor: &str) -> String {
    paths::doctors(&[
        ("specialty", search.specialty.as_deref()),
        ("location", search.location.as_deref()),
        ("visit_type", search.visit_type.as_deref()),
        ("q", search.q.as_deref()),
        ("page", Some(cursor)),
    ])
}
