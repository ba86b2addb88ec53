//! One file per route.

pub mod appointments;
pub mod book;
pub mod booked;
pub mod cancel;
pub mod day;
pub mod doctor;
pub mod doctors;
pub mod home;
pub mod hours;
pub mod login;
pub mod not_found;
pub mod register;

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// A parameter of the path.
fn param(name: &str) -> String {
    use_params_map().read_untracked().get(name).unwrap_or_default()
}

/// A parameter of the query; empty counts as absent.
fn query(name: &str) -> Option<String> {
    use_query_map().read_untracked().get(name).filter(|value| !value.is_empty())
}
