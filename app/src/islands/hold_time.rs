//! Keeps the chosen time while the form is filled in, and says for how long.

use std::time::Duration;

use leptos::{html, prelude::*, task::spawn_local};

use crate::{
    api::holds::{Held, extend_hold, hold},
    error::AppError,
};

/// From when on more time is offered, and what is left is said aloud.
const SOON: i64 = 120;

/// How it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    /// Before the answer, and without JavaScript.
    Nothing,
    Held(Held),
    RanOut,
    /// It is not kept.
    Refused,
}

/// In the form that books the time: adds the hold to what is posted. Without JavaScript the time is not kept, and the
/// form books it all the same if nobody was faster.
#[island]
pub fn HoldTime(doctor: String, start: String, visit_type: Option<String>) -> impl IntoView {
    let state = RwSignal::new(State::Nothing);
    let left = RwSignal::new(0_i64);
    let deadline = RwSignal::new(0_f64);
    let trouble = RwSignal::new(String::new());
    let countdown = NodeRef::<html::P>::new();
    let show = move |answer: Result<Held, AppError>| match answer {
        Ok(held) => {
            deadline.set(now() + seconds(held.seconds_left));
            left.set(held.seconds_left);
            state.set(State::Held(held));
        }
        // Why, the form says when it is sent; all the reasons would be a heavy load for a browser.
        Err(_) => state.set(State::Refused),
    };
    Effect::new(move |_| {
        let (doctor, start, visit_type) = (doctor.clone(), start.clone(), visit_type.clone());
        spawn_local(async move { show(hold(doctor, start, visit_type).await) });
        // Counted from the clock: a browser lets timers of pages in the background go slower.
        set_interval(
            move || {
                if let State::Held(_) = state.get_untracked() {
                    left.set(whole_seconds(deadline.get_untracked() - now()).max(0));
                    if left.get_untracked() == 0 {
                        state.set(State::RanOut);
                    }
                }
            },
            Duration::from_secs(1),
        );
    });
    let id = move || match state.get() {
        State::Held(held) => Some(held.id.to_string()),
        _ => None,
    };
    let more = move || matches!(state.get(), State::Held(held) if held.extendable && left.get() <= SOON);
    let extend = move |_| {
        if let State::Held(held) = state.get_untracked() {
            spawn_local(async move {
                match extend_hold(held.id).await {
                    Ok(longer) => {
                        show(Ok(longer));
                        // The button goes; the focus must be somewhere.
                        if let Some(countdown) = countdown.get_untracked() {
                            drop(countdown.focus());
                        }
                    }
                    // What is held still is.
                    Err(_) => trouble.set("It could not be made longer.".to_owned()),
                }
            });
        }
    };
    view! {
        <input type="hidden" name="hold_id" value=id disabled=move || id().is_none() />
        <div class="hold" hidden=move || id().is_none()>
            <p class="countdown" node_ref=countdown tabindex="-1">
                {move || format!("We keep this time for you for {}.", clock(left.get()))}
            </p>
            <button type="button" class="secondary" hidden=move || !more() on:click=extend>"I need more time"</button>
        </div>
        <p class="hold-said" aria-live="polite">{move || said(&state.get(), left.get())} {trouble}</p>
    }
}

/// What is said aloud: not every second.
fn said(state: &State, left: i64) -> String {
    match state {
        State::Held(held) if left <= SOON && held.extendable => {
            "Less than two minutes are left. You can have five more.".to_owned()
        }
        State::RanOut => {
            "We do not keep this time for you any more. You can still book it if nobody was faster.".to_owned()
        }
        State::Refused => {
            "We cannot keep this time for you just now. You can still book it if nobody was faster.".to_owned()
        }
        State::Held(_) | State::Nothing => String::new(),
    }
}

/// `4:59`
fn clock(seconds: i64) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// Milliseconds since 1970, on this device.
fn now() -> f64 {
    js_sys::Date::now()
}

#[expect(clippy::cast_precision_loss, reason = "a hold lasts minutes")]
fn seconds(count: i64) -> f64 {
    count as f64 * 1000.0
}

#[expect(clippy::cast_possible_truncation, reason = "a hold lasts minutes")]
fn whole_seconds(milliseconds: f64) -> i64 {
    (milliseconds / 1000.0).ceil() as i64
}
