//! The clinic under test, and the people who use it, as values.

mod authenticator;
mod browser;
mod client;
mod clinic;
mod crowd;
mod device;
mod process;
mod smtp;

pub use authenticator::Authenticator;
pub use browser::Browser;
pub use client::{Answer, Client};
pub use clinic::{Clinic, PASSWORD, SECRET, settings};
pub use crowd::crowd;
pub use device::Device;
pub use process::Process;
pub use smtp::MailServer;
