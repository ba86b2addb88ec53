//! When a doctor can be booked.

use domain::{
    availability::{AvailabilityWindow, Hit, WeeklyRange, WeeklySchedule},
    directory::{Doctor, Location},
    user::User,
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::query;
use crate::{
    api::{
        availability::{OpenWindow, SetSchedule, schedule, windows},
        directory::find_doctor,
    },
    backend::backend,
    components::{ErrorSummary, Field, Hits, Trouble},
    error::AppError,
    flash::FormState,
    format,
    hours_form::{self, field},
    layouts::Base,
    page::{self, answer},
    paths,
};

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
/// Room for a break; a day that has more ranges shows all of them, as saving replaces what was there.
const LEAST_RANGES_A_DAY: usize = 2;

#[component]
pub fn HoursPage() -> impl IntoView {
    let (location, alternating) = (query("location"), query("weeks").is_some());
    Suspend::new(async move {
        let found = async {
            let user = answer(page::user().ok_or(domain::error::ClinicError::Unauthenticated))?;
            answer(user.actor().can_publish_hours())?;
            let doctor = find_doctor(user.id.to_string()).await?;
            let chosen =
                doctor.locations.iter().find(|it| Some(&it.slug) == location.as_ref()).or(doctor.locations.first());
            let hours = schedule(chosen.map(|it| it.id)).await?;
            let hits = hits(&user, chosen.map(|it| it.slug.clone())).await?;
            Ok::<_, AppError>((doctor, hours, hits, windows().await?))
        };
        match found.await {
            Ok((doctor, hours, hits, windows)) => view! {
                <Base title="My hours">
                    <h1>"My hours"</h1>
                    <Weekly doctor=doctor.clone() hours=hours hits=hits alternating=alternating />
                    <Extra doctor=doctor windows=windows />
                </Base>
            }
            .into_any(),
            Err(error) => view! { <Trouble error=error.clinic() here=paths::DOCTOR_HOURS /> }.into_any(),
        }
    })
}

/// The appointments that hours would hit that were refused for them.
async fn hits(user: &User, location: Option<String>) -> Result<Vec<Hit>, AppError> {
    let state = FormState::of("hours", page::flash());
    if state.error().is_none_or(|error| error.code() != "appointments_outside_hours") {
        return Ok(Vec::new());
    }
    answer(backend().preview_schedule(&user.actor(), hours_form::refused(&state, location)).await)
}

#[component]
fn Weekly(doctor: Doctor, hours: WeeklySchedule, hits: Vec<Hit>, alternating: bool) -> impl IntoView {
    let alternating = alternating || hours.weekly.iter().any(|range| range.every_weeks > 1);
    let state = FormState::of("hours", page::flash());
    let here = doctor.location(hours.location_id).cloned();
    let from = hours.effective_from.map(|date| date.to_string()).unwrap_or_default();
    let week: Vec<Vec<WeeklyRange>> = (1..=DAYS.len())
        .map(|weekday| hours.weekly.iter().filter(|it| usize::from(it.weekday) == weekday).cloned().collect())
        .collect();
    let ranges_a_day = week.iter().map(Vec::len).max().unwrap_or_default().max(LEAST_RANGES_A_DAY);
    let to_alternate = paths::alternating_hours(here.as_ref().map(|location| location.slug.as_str()));
    let rows = week.into_iter().enumerate().map(|(day, known)| {
        view! { <DayRow day=day ranges_a_day=ranges_a_day known=known alternating=alternating state=state.clone() /> }
    });
    view! {
        <section aria-labelledby="weekly">
            <h2 id="weekly">"Weekly hours"</h2>
            <ErrorSummary state=state.clone() />
            <Locations doctor=doctor.clone() here=here.clone() />
            {(!alternating).then(|| view! { <p><a href=to_alternate>"My hours differ from week to week"</a></p> })}
            <form method="post" action=SetSchedule::PATH>
                <input type="hidden" name="location" value=here.map(|location| location.slug) />
                <div class="week-form">{rows.collect_view()}</div>
                <Field
                    name="effective_from"
                    label="Valid from (optional)"
                    kind="date"
                    hint=if alternating {
                        "Weeks are counted from the week of this day, which is the 1st."
                    } else {
                        "Left empty, these hours hold at once and replace the old ones."
                    }
                    state=state.clone()
                    initial=from
                />
                {(!hits.is_empty()).then(|| view! { <Hits hits=hits can_stay=false /> })}
                <p class="actions"><button>"Save weekly hours"</button></p>
            </form>
        </section>
    }
}

/// Which location's hours are shown, for a doctor of several.
#[component]
fn Locations(doctor: Doctor, here: Option<Location>) -> impl IntoView {
    if doctor.locations.len() < 2 {
        return None;
    }
    let links = doctor.locations.into_iter().map(|location| {
        let current = (Some(&location) == here.as_ref()).then_some("true");
        view! { <li><a href=paths::doctor_hours(Some(&location.slug)) aria-current=current>{location.name}</a></li> }
    });
    Some(view! { <nav class="visit-types" aria-label="Location"><ul>{links.collect_view()}</ul></nav> })
}

#[component]
fn DayRow(
    day: usize,
    ranges_a_day: usize,
    known: Vec<WeeklyRange>,
    alternating: bool,
    state: FormState,
) -> impl IntoView {
    let ranges = (0..ranges_a_day).map(|range| {
        let index = day * ranges_a_day + range;
        let known = known.get(range).cloned();
        view! { <Range day=day range=range index=index known=known alternating=alternating state=state.clone() /> }
    });
    view! { <fieldset><legend>{DAYS[day]}</legend>{ranges.collect_view()}</fieldset> }
}

#[component]
fn Range(
    day: usize,
    range: usize,
    index: usize,
    known: Option<WeeklyRange>,
    alternating: bool,
    state: FormState,
) -> impl IntoView {
    let which = match range {
        0 => "first".to_owned(),
        1 => "second".to_owned(),
        more => format!("{}.", more + 1),
    };
    let input = |part: &'static str, word: &str, known: Option<String>| {
        let id = field(index, part);
        let error = state.field_error(&id);
        let error_id = format!("{id}-error");
        let label = format!("{}, {which} range, {word}", DAYS[day]);
        view! {
            <span class="time-field">
                <input
                    type="time"
                    id=id.clone()
                    name=format!("ranges[{index}][{part}]")
                    aria-label=label
                    value=state.value(&id).or(known)
                    aria-invalid=error.as_ref().map(|_| "true")
                    aria-describedby=error.as_ref().map(|_| error_id.clone())
                />
                {error.map(|error| view! { <span class="field-error" id=error_id>{error}</span> })}
            </span>
        }
    };
    let weeks = alternating.then(|| {
        let label = format!("{}, {which} range, weeks", DAYS[day]);
        let chosen = state.value(&field(index, "weeks"));
        let chosen = chosen.unwrap_or_else(|| known.as_ref().map_or("1/1".to_owned(), weeks_of));
        view! { <WeeksChoice name=format!("ranges[{index}][weeks]") label=label chosen=chosen /> }
    });
    let (start, end) = known.map(|range| (range.start, range.end)).unzip();
    view! {
        <div class="range">
            <input type="hidden" name=format!("ranges[{index}][weekday]") value=(day + 1).to_string() />
            {input("start", "from", start)} <span aria-hidden="true">"to"</span> {input("end", "to", end)} {weeks}
        </div>
    }
}

/// In which weeks a range holds. A rhythm that somebody else set up can be kept.
#[component]
fn WeeksChoice(name: String, label: String, chosen: String) -> impl IntoView {
    let mut options = vec![
        ("1/1".to_owned(), "every week".to_owned()),
        ("2/1".to_owned(), "1st, 3rd, 5th week".to_owned()),
        ("2/2".to_owned(), "2nd, 4th, 6th week".to_owned()),
    ];
    if options.iter().all(|(value, _)| *value != chosen)
        && let Some((every, week)) = chosen.split_once('/')
    {
        options.push((chosen.clone(), format!("week {week} of every {every}")));
    }
    let options = options.into_iter().map(|(value, text)| {
        let selected = value == chosen;
        view! { <option value=value selected=selected>{text}</option> }
    });
    view! { <select class="weeks-choice" name=name aria-label=label>{options.collect_view()}</select> }
}

fn weeks_of(range: &WeeklyRange) -> String {
    format!("{}/{}", range.every_weeks, range.week)
}

#[component]
fn Extra(doctor: Doctor, windows: Vec<AvailabilityWindow>) -> impl IntoView {
    let state = FormState::of("window", page::flash());
    let options = doctor.locations.iter().map(|it| view! { <option value=it.slug.clone()>{it.name.clone()}</option> });
    let choice = (doctor.locations.len() > 1).then(|| {
        view! {
            <div class="field">
                <label for="location">"Location"</label>
                <select id="location" name="location">{options.collect_view()}</select>
            </div>
        }
    });
    let list = windows.iter().map(|window| view! { <li>{described(&doctor, window)}</li> }).collect_view();
    view! {
        <section aria-labelledby="extra">
            <h2 id="extra">"Open extra time"</h2>
            <ErrorSummary state=state.clone() />
            <form method="post" action=OpenWindow::PATH novalidate>
                <div class="pair">
                    <Field name="start_time" label="From" kind="datetime-local" required=true state=state.clone() />
                    <Field name="end_time" label="Until" kind="datetime-local" required=true state=state />
                </div>
                {choice}
                <p class="actions"><button>"Open this time"</button></p>
            </form>
            {(!windows.is_empty()).then(|| view! { <h3>"Open besides the weekly hours"</h3> <ul>{list}</ul> })}
        </section>
    }
}

fn described(doctor: &Doctor, window: &AvailabilityWindow) -> String {
    let location = doctor.location(window.location_id);
    let zone = location.map_or(domain::Tz::UTC, |location| format::zone(&location.time_zone));
    let (start, end) = (window.during.start(), window.during.end());
    let until = if format::date(start, zone) == format::date(end, zone) {
        format::time(end, zone)
    } else {
        format::long(end, zone)
    };
    let place = location.map(|location| format!(", {}", location.name)).unwrap_or_default();
    format!("{} to {until}{place}", format::long(start, zone))
}
