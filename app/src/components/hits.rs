//! Appointments that an edit of hours or time off hits: what is to become of each.

use domain::availability::Hit;
use leptos::prelude::*;

use crate::{api::availability::LEAVE, format};

/// Part of the form that makes the edit.
#[component]
pub fn Hits(
    hits: Vec<Hit>,
    /// Whether appointments can stay where they are all the same.
    can_stay: bool,
) -> impl IntoView {
    let rows = hits.into_iter().enumerate().map(|(index, hit)| view! { <Row index=index hit=hit can_stay=can_stay /> });
    view! {
        <fieldset class="hits">
            <legend>"What is to become of these appointments?"</legend>
            <p class="hint">"Patients are told by mail of what you choose, once you save."</p>
            {rows.collect_view()}
        </fieldset>
    }
}

#[component]
fn Row(index: usize, hit: Hit, can_stay: bool) -> impl IntoView {
    let Hit { appointment, proposed } = hit;
    let id = format!("appointments/{index}");
    let zone = format::zone(&appointment.location.time_zone);
    let label = format!("{}, {}", format::short(appointment.start_time, zone), appointment.attendee_name());
    let to_move = proposed.map(|slot| {
        let label = format!("Move to {}", format::short(slot.start_time, zone));
        view! { <option value=slot.start_time.to_rfc3339()>{label}</option> }
    });
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <input type="hidden" name=format!("appointments[{index}][id]") value=appointment.id.to_string() />
            <select id=id name=format!("appointments[{index}][then]")>
                {to_move}
                {can_stay.then(|| view! { <option value=LEAVE>"Leave it as it is"</option> })}
                <option value="">"Cancel it"</option>
            </select>
        </div>
    }
}
