//! The pages of Praxis: rendered on the server, with a few islands of WASM.
//!
//! * A **page** is in `pages/`, one file or folder per route, composed of `components/`.
//! * A **server function** is in `api/`: it parses, asks [`backend`], maps the answer; a few lines each.
//! * **Addresses** are written once, in [`paths`].

pub mod api;
#[cfg(feature = "ssr")]
pub mod backend;
pub mod components;
pub mod error;
pub mod flash;
#[cfg(feature = "ssr")]
pub mod forms;
pub mod islands;
pub mod layouts;
pub mod pages;
pub mod paths;
mod shell;

pub use shell::{App, shell};
