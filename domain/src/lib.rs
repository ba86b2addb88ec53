//! The rules of Praxis as plain values: no I/O, no clock, no framework.
//!
//! * **A permission** lives in [`actor`]: one `can_…` method, asked by the services.
//! * **A value object** (an e-mail address, a person's name) has a private field and a `parse`; holding one means it is valid.
//! * **Scheduling** lives in [`schedule`]: interval algebra, working hours, slots.
//! * **What went wrong** is a [`ClinicError`](error::ClinicError); how it looks over HTTP is each door's own business.

pub mod actor;
pub mod api_token;
pub mod appointment;
pub mod audit;
pub mod availability;
pub mod contact;
pub mod department;
pub mod dependant;
pub mod directory;
pub mod doctor;
pub mod error;
pub mod ids;
pub mod local_time;
pub mod location;
pub mod mail;
pub mod passkey;
pub mod password;
pub mod patient;
pub mod problems;
pub mod profile;
pub mod schedule;
pub mod session;
pub mod specialty;
pub mod statistics;
pub mod text;
pub mod two_step;
pub mod user;
pub mod visit_type;
pub mod waitlist;
pub mod webhook;

pub use chrono_tz::{TZ_VARIANTS, Tz};
