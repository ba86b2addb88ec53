//! A week of free times; another week is loaded in place.

use std::{cell::RefCell, rc::Rc};

use domain::ids::AppointmentId;
use leptos::{ev::MouseEvent, prelude::*, task::spawn_local};
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::EventSource;

use crate::api::slots::{SlotLink, SlotWeek, WeekLink, load_week};

/// Without JavaScript, and until the WASM is there, every link is a link.
#[island]
pub fn SlotPicker(
    initial: SlotWeek,
    doctor: String,
    visit_type: Option<String>,
    /// Whose new time is looked for; none: a time to book.
    moving: Option<AppointmentId>,
) -> impl IntoView {
    let days = initial.days.len();
    let week = RwSignal::new(initial);
    let announcement = RwSignal::new(String::new());
    // What is shown again when something changes; a week that was asked for meanwhile is left alone.
    let again = {
        let (doctor, visit_type) = (doctor.clone(), visit_type.clone());
        move || {
            let (doctor, visit_type, shown) = (doctor.clone(), visit_type.clone(), week.get_untracked());
            spawn_local(async move {
                let found = load_week(doctor, visit_type, Some(shown.from.clone()), moving).await;
                if let Ok(next) = found
                    && week.get_untracked() == shown
                    && next != shown
                {
                    announcement.set(said(&next));
                    week.set(next);
                }
            });
        }
    };
    listen(Signal::derive(move || week.get().live), again);
    let show = move |event: MouseEvent, link: WeekLink| {
        // A new tab or window is the browser's business.
        if event.ctrl_key() || event.meta_key() || event.shift_key() {
            return;
        }
        event.prevent_default();
        let (doctor, visit_type) = (doctor.clone(), visit_type.clone());
        spawn_local(async move {
            match load_week(doctor, visit_type, Some(link.from), moving).await {
                Ok(next) => {
                    remember(&link.href);
                    announcement.set(said(&next));
                    week.set(next);
                }
                // The page itself can say what is wrong better than we can.
                Err(_) => drop(window().location().set_href(&link.href)),
            }
        });
    };
    let show = Callback::new(move |(event, link)| show(event, link));
    view! {
        <div class="slot-picker">
            <div class="weeks">
                <h2 id="week">{move || week.get().title}</h2>
                <WeekLinks week=week show=show />
            </div>
            <p class="visually-hidden" aria-live="polite">{announcement}</p>
            {move || week.get().is_empty().then(|| view! { <NoTimes next=week.get().next_free show=show /> })}
            <div class="days" hidden=move || week.get().is_empty()>
                {(0..days).map(|index| view! { <Day week=week index=index /> }).collect_view()}
            </div>
        </div>
    }
}

/// The two links stay where they are, so that the focus stays on them.
#[component]
fn WeekLinks(week: RwSignal<SlotWeek>, show: Callback<(MouseEvent, WeekLink)>) -> impl IntoView {
    let earlier = move || week.get().earlier;
    let later = move || week.get().later;
    view! {
        <p class="week-links">
            <a
                href=move || earlier().map(|link| link.href)
                aria-disabled=move || earlier().is_none().then_some("true")
                on:click=move |event| {
                    if let Some(link) = earlier() {
                        show.run((event, link));
                    }
                }
            >
                "Earlier"
            </a>
            <a href=move || later().href on:click=move |event| show.run((event, later()))>"Later"</a>
        </p>
    }
}

#[component]
fn NoTimes(next: Option<(String, WeekLink)>, show: Callback<(MouseEvent, WeekLink)>) -> impl IntoView {
    let link = next.map(|(when, link)| {
        let href = link.href.clone();
        view! {
            <a href=href on:click=move |event| show.run((event, link.clone()))>
                {format!("Go to the next free time: {when}")}
            </a>
        }
    });
    view! { <p class="none">"No free times this week. " {link}</p> }
}

/// The days stay where they are, and their times are told apart by their addresses: what the focus is on stays the time it
/// was, whatever is taken around it.
#[component]
fn Day(week: RwSignal<SlotWeek>, index: usize) -> impl IntoView {
    let day = move || week.get().days.get(index).cloned();
    let slots = move || day().map(|day| day.slots).unwrap_or_default();
    view! {
        <section class="day">
            <h3>{move || day().map(|day| day.heading)}</h3>
            {move || slots().is_empty().then(|| view! { <p class="none">"No free times"</p> })}
            <ul class="times" hidden=move || slots().is_empty()>
                <For each=slots key=|slot| slot.href.clone() let:slot>{time(slot)}</For>
            </ul>
        </section>
    }
}

fn time(slot: SlotLink) -> impl IntoView {
    view! {
        <li>
            <a class="time" href=slot.href aria-label=slot.spoken>
                {slot.label}
                {slot.place.map(|place| view! { <span class="place">{place}</span> })}
            </a>
        </li>
    }
}

/// Looks again whenever the server tells of a change. Only while the page is seen: a browser has few connections to a
/// place, and every page that listens takes one. Whoever comes back is told everything at once.
fn listen(address: Signal<String>, look_again: impl Fn() + Clone + 'static) {
    let source = Rc::new(RefCell::new(None::<EventSource>));
    Effect::new(move |_| {
        let (address, look_again, source) = (address.get(), look_again.clone(), Rc::clone(&source));
        let open = move || {
            if let Some(open) = source.take() {
                open.close();
            }
            if document().hidden() {
                return;
            }
            let Ok(opened) = EventSource::new(&address) else { return };
            let look_again = look_again.clone();
            let heard = Closure::<dyn Fn()>::new(look_again);
            drop(opened.add_event_listener_with_callback("slots", heard.as_ref().unchecked_ref()));
            // As long as the page: its source may be opened again.
            heard.forget();
            source.replace(Some(opened));
        };
        open();
        let seen = window_event_listener_untyped("visibilitychange", move |_| open());
        on_cleanup(move || seen.remove());
    });
}

fn said(week: &SlotWeek) -> String {
    let count: usize = week.days.iter().map(|day| day.slots.len()).sum();
    if week.is_empty() {
        format!("{}: no free times", week.title)
    } else {
        format!("{}: {count} free times", week.title)
    }
}

/// A reload shows the same week.
fn remember(href: &str) {
    if let Ok(history) = window().history() {
        drop(history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(href)));
    }
}
