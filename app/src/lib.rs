//! The pages of Praxis: rendered on the server, with a few islands of WASM.
//!
//! * A **page** is in `pages/`, one file per route, composed of `components/`.
//! * A **server function** is in `api/`: it parses, asks [`backend`], maps the answer; a few lines each.
//! * **Addresses** are written once, in [`paths`]; dates and times in `format`.

// Components take what they show by value.
#![expect(clippy::needless_pass_by_value, reason = "the `component` macro owns every property")]

pub mod api;
#[cfg(feature = "ssr")]
pub mod backend;
pub mod components;
pub mod error;
pub mod flash;
mod format;
#[cfg(feature = "ssr")]
pub mod forms;
mod hours_form;
pub mod islands;
pub mod layouts;
mod page;
pub mod pages;
pub mod paths;
mod shell;
#[cfg(feature = "ssr")]
mod week;

pub use shell::{App, shell};
