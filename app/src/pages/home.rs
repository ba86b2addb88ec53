//! What patients start from.

use domain::directory::{DoctorSearch, Specialty};
use leptos::prelude::*;

use crate::{
    api::directory::choices,
    components::{SearchForm, Trouble},
    flash::FormState,
    layouts::Base,
    paths,
};

#[component]
pub fn HomePage() -> impl IntoView {
    Suspend::new(async move {
        match choices().await {
            Ok(choices) => view! {
                <Base title="">
                    <section class="hero">
                        <h1>"See a doctor when it suits you"</h1>
                        <p class="lead">"Real free times of our doctors. Choose one, and it is yours."</p>
                        <SearchForm
                            choices=choices.clone()
                            search=DoctorSearch::default()
                            state=FormState::default()
                        />
                    </section>
                    <Specialties specialties=choices.specialties />
                    <Promises />
                </Base>
            }
            .into_any(),
            Err(error) => view! { <Trouble error=error.clinic() here=paths::HOME /> }.into_any(),
        }
    })
}

#[component]
fn Specialties(specialties: Vec<Specialty>) -> impl IntoView {
    let link = |specialty: Specialty| {
        view! { <li><a href=paths::doctors(&[("specialty", Some(&specialty.slug))])>{specialty.name}</a></li> }
    };
    view! {
        <section aria-labelledby="by-specialty">
            <h2 id="by-specialty">"By specialty"</h2>
            <ul class="specialties">{specialties.into_iter().map(link).collect_view()}</ul>
        </section>
    }
}

#[component]
fn Promises() -> impl IntoView {
    let promises = [
        ("Truly free", "Every time you see can be booked. Nobody else gets it once you have it."),
        ("On the practice's clock", "Times are those of the place you go to, wherever you are now."),
        ("Yours to change", "Plans change. Cancel in two clicks, and somebody else can have the time."),
    ];
    let promise = |(title, text)| view! { <li><h3>{title}</h3><p>{text}</p></li> };
    view! {
        <section aria-labelledby="promises">
            <h2 id="promises">"What you can rely on"</h2>
            <ul class="promises">{promises.map(promise).collect_view()}</ul>
        </section>
    }
}
