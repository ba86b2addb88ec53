//! Server functions: the browser's door to the use cases, under `/fn/`.
//!
//! Each parses, asks the port, and maps the answer. Reads are GET; changes are POST, and answer a page's form by going on
//! or by going back with what was typed.

pub mod accounts;
pub mod api_tokens;
pub mod appointments;
#[cfg(feature = "ssr")]
pub mod audit;
pub mod availability;
pub mod closures;
pub mod departments;
pub mod dependants;
pub mod directory;
pub mod doctors;
pub mod holds;
pub mod locations;
pub mod mails;
pub mod passkeys;
pub mod passwords;
pub mod patients;
pub mod profile;
pub mod slots;
pub mod specialties;
pub mod statistics;
pub mod time_off;
pub mod two_step;
pub mod users;
pub mod visit_types;
pub mod waitlist;
pub mod webhooks;
