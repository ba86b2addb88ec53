//! Where an appointment stands, in a word.

use domain::appointment::Status;
use leptos::prelude::*;

#[component]
pub fn StatusBadge(status: Status) -> impl IntoView {
    let word = match status {
        Status::Confirmed => "Confirmed",
        Status::CheckedIn => "Checked in",
        Status::Completed => "Completed",
        Status::Cancelled => "Cancelled",
        Status::NoShow => "Did not come",
    };
    view! { <span class=format!("badge {}", status.as_str())>{word}</span> }
}
