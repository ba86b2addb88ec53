//! Everything through the front door: the real router on a real PostgreSQL, a database per test, a clock that stands still.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod audit;
mod closing;
mod commands;
mod demo;
mod flood;
mod going_away;
mod helpers;
mod logs;
mod mail;
mod matrix;
mod offered_is_bookable;
mod openapi;
mod parity;
mod race;
mod rate_limits;
mod refresh_race;
mod rest;
mod rooms;
mod seeds;
mod state_machine;
mod statements;
mod time_zones;
mod timing;
mod walkthrough;
mod web;
