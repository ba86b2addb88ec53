//! The pages of Praxis: rendered on the server, with a few islands of WASM.
//!
//! * A **page** is in `pages/`, one file per route, composed of `components/`.
//! * A **server function** is in `api/`: it parses, asks `backend`, maps the answer; a few lines each.
//! * **Addresses** are written once, in `paths`; dates and times in `format`.
//!
//! The browser gets the islands, and what they talk to; everything else is rendered on the server alone.

// A view's type is as deep as its markup: the layout of the larger pages exceeds the 128 levels of old.
#![recursion_limit = "256"]
// Components take what they show by value.
#![cfg_attr(
    feature = "ssr",
    expect(clippy::needless_pass_by_value, reason = "the `component` macro owns every property")
)]

pub mod api;
pub mod error;
pub mod islands;

#[cfg(feature = "ssr")]
pub mod backend;
#[cfg(feature = "ssr")]
mod book_form;
#[cfg(feature = "ssr")]
mod chosen;
#[cfg(feature = "ssr")]
mod components;
#[cfg(feature = "ssr")]
pub mod flash;
#[cfg(feature = "ssr")]
pub mod format;
#[cfg(feature = "ssr")]
pub mod forms;
#[cfg(feature = "ssr")]
mod hours_form;
#[cfg(feature = "ssr")]
mod layouts;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod pages;
#[cfg(feature = "ssr")]
pub mod paths;
#[cfg(feature = "ssr")]
mod searched;
#[cfg(feature = "ssr")]
mod shell;
#[cfg(feature = "ssr")]
mod time_off_form;
#[cfg(feature = "ssr")]
mod visit_type_form;
#[cfg(feature = "ssr")]
mod waitlist_form;
#[cfg(feature = "ssr")]
mod week;

#[cfg(feature = "ssr")]
pub use shell::{App, shell};
