//! Checking one time, and booking it.

use chrono::{DateTime, Utc};
use domain::{
    Tz, actor::Role, appointment::NotBooked, dependant::Dependant, directory::Doctor, error::ClinicError,
    schedule::Slot,
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{param, query};
use crate::{
    api::{appointments::Book, dependants::my_dependants},
    book_form::{COUNTS, EVERY_WEEKS},
    chosen::{Chosen, chosen},
    components::{Awake, ErrorSummary, TextArea, Trouble},
    flash::FormState,
    format,
    islands::HoldTime,
    layouts::Base,
    page, paths,
};

#[component]
pub fn BookPage() -> impl IntoView {
    let (slug, start, visit_type) = (param("slug"), query("start").unwrap_or_default(), query("visit_type"));
    let here = paths::book(&slug, &start, visit_type.as_deref());
    Suspend::new(async move {
        let dependants = if page::user().is_some_and(|user| user.role == Role::Patient) {
            my_dependants().await.unwrap_or_default()
        } else {
            Vec::new()
        };
        match chosen(&slug, &start, visit_type.as_deref(), None).await {
            Ok(chosen) => {
                view! { <Choice chosen=chosen start=start visit_type=visit_type here=here dependants=dependants /> }
                    .into_any()
            }
            Err(error) => view! { <Trouble error=error here=here /> }.into_any(),
        }
    })
}

#[component]
fn Choice(
    chosen: Chosen,
    start: String,
    visit_type: Option<String>,
    here: String,
    dependants: Vec<Dependant>,
) -> impl IntoView {
    let state = FormState::of("book", page::flash());
    let other_times = chosen.other_times.clone();
    // Refused a moment ago: what was typed is still here, and the message says more than we know.
    if !chosen.free && state.error().is_none() {
        page::status_of(&ClinicError::SlotTaken { alternatives: Vec::new() });
        return view! {
            <Base title="This time is not free any more">
                <h1>"This time is not free any more"</h1>
                <Summary chosen=chosen />
                <p class="actions"><a class="button" href=other_times>"Choose another time"</a></p>
            </Base>
        }
        .into_any();
    }
    match page::user().map(|user| user.role) {
        None => view! {
            <Base title="Sign in to book this time">
                <h1>"Sign in to book this time"</h1>
                <Summary chosen=chosen />
                <p class="actions">
                    <a class="button" href=paths::login(Some(&here))>"Sign in"</a>
                    <a class="button secondary" href=paths::register(Some(&here))>"Create account"</a>
                    <a href=other_times>"Choose another time"</a>
                </p>
            </Base>
        }
        .into_any(),
        Some(Role::Patient) => view! {
            <Base title="Check and book">
                <Confirm chosen=chosen start=start visit_type=visit_type dependants=dependants state=state />
            </Base>
        }
        .into_any(),
        Some(_) => view! {
            <Base title="Check and book">
                <h1>"Check and book"</h1>
                <Summary chosen=chosen />
                <p class="empty">"Only patients book for themselves. Sign in as a patient to book this time."</p>
            </Base>
        }
        .into_any(),
    }
}

#[component]
fn Summary(chosen: Chosen) -> impl IntoView {
    view! {
        <dl class="summary">
            <div><dt>"Doctor"</dt><dd>{chosen.doctor.full_name}</dd></div>
            <div><dt>"When"</dt><dd>{chosen.when}</dd></div>
            {chosen.place.map(|place| view! { <div><dt>"Where"</dt><dd>{place}</dd></div> })}
            {chosen.visit.map(|visit| view! { <div><dt>"Visit"</dt><dd>{visit}</dd></div> })}
        </dl>
    }
}

#[component]
fn Confirm(
    chosen: Chosen,
    start: String,
    visit_type: Option<String>,
    dependants: Vec<Dependant>,
    state: FormState,
) -> impl IntoView {
    let alternatives = match state.error() {
        Some(ClinicError::SlotTaken { alternatives }) => alternatives.clone(),
        _ => Vec::new(),
    };
    let (doctor, other_times, free) = (chosen.doctor.clone(), chosen.other_times.clone(), chosen.free);
    let not_booked = match state.error() {
        Some(ClinicError::SeriesNotBookable { not_booked }) => not_booked.clone(),
        _ => Vec::new(),
    };
    let (zone, some_cannot) = (chosen.zone, !not_booked.is_empty());
    let in_the_way = not_booked.iter().map(|it| in_the_way(it, zone)).collect_view();
    let links = alternatives.iter().map(|slot| other_time(&doctor, slot, visit_type.as_deref())).collect_view();
    view! {
        <ErrorSummary state=state.clone()>
            {(!alternatives.is_empty()).then(|| view! { <p>"These times are free:"</p> <ul class="times">{links}</ul> })}
            {some_cannot.then(|| view! { <ul>{in_the_way}</ul> })}
        </ErrorSummary>
        <h1>"Check and book"</h1>
        <Summary chosen=chosen />
        <form method="post" action=Book::PATH>
            <input type="hidden" name="doctor" value=doctor.slug.clone() />
            <input type="hidden" name="start" value=start.clone() />
            <input type="hidden" name="visit_type" value=visit_type.clone() />
            {free.then(|| view! { <Awake /> <HoldTime doctor=doctor.slug start=start visit_type=visit_type /> })}
            <Whom dependants=dependants chosen=state.value("dependant") />
            <TextArea
                name="reason"
                label="Reason for the visit (optional)"
                hint="Your doctor and the practice see this. Nobody else does."
                state=state.clone()
            />
            <Repeat state=state some_cannot=some_cannot />
            <p class="actions">
                <button>"Book this appointment"</button>
                <a href=other_times>"Choose another time"</a>
            </p>
        </form>
    }
}

/// For whom, where there is a choice.
#[component]
fn Whom(dependants: Vec<Dependant>, chosen: Option<String>) -> impl IntoView {
    let options: Vec<_> = dependants
        .into_iter()
        .map(|dependant| {
            let id = dependant.id.to_string();
            let selected = chosen.as_ref() == Some(&id);
            view! { <option value=id selected=selected>{dependant.full_name}</option> }
        })
        .collect();
    (!options.is_empty()).then(|| {
        view! {
            <div class="field">
                <label for="dependant">"Who is the visit for?"</label>
                <select id="dependant" name="dependant"><option value="">"Me"</option>{options}</select>
            </div>
        }
    })
}

/// The same visit for several weeks.
#[component]
fn Repeat(state: FormState, some_cannot: bool) -> impl IntoView {
    let chosen = |field: &str| state.value(field).and_then(|value| value.parse().ok()).unwrap_or(1_u8);
    let (count, every_weeks) = (chosen("count"), chosen("every_weeks"));
    let several = count > 1;
    let counts = COUNTS.map(|number| {
        let label = if number == 1 { "Only this one".to_owned() } else { format!("{number} visits") };
        view! { <option value=number.to_string() selected=number == count>{label}</option> }
    });
    let distances = EVERY_WEEKS.map(|(weeks, label)| {
        view! { <option value=weeks.to_string() selected=weeks == every_weeks>{label}</option> }
    });
    view! {
        <details class="repeat" open=several>
            <summary>"Do you need several visits?"</summary>
            <div class="pair">
                <div class="field">
                    <label for="count">"How many in all?"</label>
                    <select id="count" name="repeat[count]">{counts.collect_view()}</select>
                </div>
                <div class="field">
                    <label for="every_weeks">"How often, at this time?"</label>
                    <select id="every_weeks" name="repeat[every_weeks]">{distances.collect_view()}</select>
                </div>
            </div>
            {some_cannot.then(|| view! {
                <label class="box" for="book_rest">
                    <input type="checkbox" id="book_rest" name="repeat[book_rest]" value="yes" />
                    "Leave those out, and book the others"
                </label>
            })}
        </details>
    }
}

fn in_the_way(visit: &NotBooked, zone: Tz) -> impl IntoView + use<> {
    let when = DateTime::parse_from_rfc3339(&visit.start_time)
        .map_or_else(|_| visit.start_time.clone(), |start| format::short(start.with_timezone(&Utc), zone));
    let text = format!("{when}: {}", visit.detail);
    view! { <li>{text}</li> }
}

fn other_time(doctor: &Doctor, slot: &Slot, visit_type: Option<&str>) -> impl IntoView + use<> {
    let zone = doctor.location(slot.location_id).map_or(domain::Tz::UTC, |location| format::zone(&location.time_zone));
    let start = slot.start_time.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    view! { <li><a class="time" href=paths::book(&doctor.slug, &start, visit_type)>{format::short(slot.start_time, zone)}</a></li> }
}
