//! Results: doctors with their next free times.

use domain::{
    directory::{Doctor, DoctorSearch, Page},
    error::ErrorKind,
};
use leptos::prelude::*;

use super::query;
use crate::{
    api::directory::{Choices, choices, doctors},
    components::{DoctorCard, ErrorSummary, Pager, SearchForm, Trouble},
    error::AppError,
    flash::{Flash, FormState},
    layouts::Base,
    paths, searched,
};

#[component]
pub fn DoctorsPage() -> impl IntoView {
    let search = DoctorSearch {
        specialty: query("specialty"),
        location: query("location"),
        visit_type: query("visit_type"),
        q: query("q"),
        date: query("date"),
        part_of_day: query("part_of_day"),
        ..DoctorSearch::default()
    };
    let cursor = query("page");
    Suspend::new(async move {
        let choices = match choices().await {
            Ok(choices) => choices,
            Err(error) => return view! { <Trouble error=error.clinic() here=paths::DOCTORS /> }.into_any(),
        };
        let title = searched::title(&search, &choices);
        let (state, results) = match doctors(search.clone(), cursor.clone()).await.map_err(AppError::clinic) {
            Ok(page) => {
                let whole = cursor.is_none() && page.next_cursor.is_none();
                let (choices, search) = (choices.clone(), search.clone());
                let results = view! { <Results choices=choices search=search page=page whole=whole /> };
                (FormState::default(), Some(results))
            }
            Err(error) if error.kind() == ErrorKind::Invalid => {
                let refused = Flash::Refused { form: "search".to_owned(), values: Vec::new(), error };
                (FormState::of("search", Some(refused)), None)
            }
            Err(error) => return view! { <Trouble error=error here=paths::DOCTORS /> }.into_any(),
        };
        view! {
            <Base title=title.clone()>
                <ErrorSummary state=state.clone() />
                <h1>{title}</h1>
                <SearchForm choices=choices search=search state=state />
                {results}
            </Base>
        }
        .into_any()
    })
}

/// `whole`: this page is all there is.
#[component]
fn Results(choices: Choices, search: DoctorSearch, page: Page<Doctor>, whole: bool) -> impl IntoView {
    let these = if whole { "" } else { " on this page" };
    let doctors = match page.items.len() {
        0 => format!("No doctor{these}"),
        1 => format!("1 doctor{these}"),
        count => format!("{count} doctors{these}"),
    };
    let sentence = searched::in_words(&doctors, &search, &choices);
    let next = page.next_cursor.as_ref().map(|cursor| searched::address(&search, Some(cursor)));
    let list = if page.items.is_empty() {
        view! { <Nobody sentence=sentence looser=searched::looser(&search) /> }.into_any()
    } else {
        let card = |doctor| view! { <DoctorCard doctor=doctor search=search.clone() /> };
        let cards = page.items.into_iter().map(card).collect_view();
        view! { <p class="count">{sentence}</p> <div class="cards">{cards}</div> }.into_any()
    };
    view! { {list} <Pager next=next label="More doctors" /> }
}

#[component]
fn Nobody(sentence: String, looser: Vec<(&'static str, String)>) -> impl IntoView {
    let link = |(label, href)| view! { <li><a class="button secondary" href=href>{label}</a></li> };
    let links = (!looser.is_empty()).then(|| {
        view! {
            <p>"Loosen the search:"</p>
            <ul class="looser">{looser.into_iter().map(link).collect_view()}</ul>
        }
    });
    view! { <div class="empty"><p>{sentence}"."</p>{links}</div> }
}
