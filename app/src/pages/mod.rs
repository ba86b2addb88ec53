//! One file per route.

pub mod account;
pub mod admin;
pub mod appointments;
pub mod book;
pub mod booked;
pub mod cancel;
pub mod day;
pub mod dev_mail;
pub mod doctor;
pub mod doctors;
pub mod forgot_password;
pub mod home;
pub mod hours;
pub mod login;
pub mod login_two_step;
pub mod move_appointment;
pub mod not_found;
pub mod passkeys;
pub mod problems;
pub mod register;
pub mod reset_password;
pub mod time_off;
pub mod two_step;
pub mod verify_email;
pub mod visit_type;
pub mod visit_types;
pub mod waitlist;
pub mod waitlist_offer;

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::{chosen::chosen, paths};

/// A parameter of the path.
fn param(name: &str) -> String {
    use_params_map().read_untracked().get(name).unwrap_or_default()
}

/// A parameter of the query; empty counts as absent.
fn query(name: &str) -> Option<String> {
    use_query_map().read_untracked().get(name).filter(|value| !value.is_empty())
}

/// The time somebody is on the way to book, when `next` says so.
#[component]
fn ChosenTime(next: Option<String>) -> impl IntoView {
    let (doctor, start, visit_type) = next.as_deref().and_then(paths::booking)?;
    let sentence = Suspend::new(async move {
        let chosen = chosen(&doctor, &start, visit_type.as_deref(), None).await.ok()?;
        Some(view! {
            <p class="lead">{format!("To book {} with {}.", chosen.when, chosen.doctor.full_name)}</p>
        })
    });
    Some(sentence)
}
