//! The clinic under test, and the people who use it, as values.

mod client;
mod clinic;

pub use client::{Answer, Client};
pub use clinic::{Clinic, PASSWORD};
