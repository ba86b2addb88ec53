//! The server of Praxis: `rest` and `web` are the doors, `services` the use cases, `db` the SQL.
//!
//! Adding a use case: its input and rules in `domain`, one function in `services/<noun>.rs` (it takes the actor first
//! and owns the transaction), SQL in `db/<noun>.rs`, then a few lines in the doors that need it.

// Deep `view!` trees make long types.
#![recursion_limit = "256"]

pub mod address;
pub mod auth;
pub mod changes;
pub mod check;
pub mod clock;
pub mod config;
pub mod db;
pub mod embedded_db;
pub mod finish;
pub mod flood;
pub mod framing;
pub mod headers;
pub mod jobs;
pub mod mail;
pub mod precondition;
pub mod rest;
pub mod services;
pub mod startup;
pub mod telemetry;
pub mod web;
pub mod webhooks;
