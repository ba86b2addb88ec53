//! The clinic under test, and the people who use it, as values.

mod authenticator;
mod browser;
mod client;
mod clinic;
mod colleagues;
mod crowd;
mod device;
mod document;
mod process;
mod property;
mod receiver;
mod smtp;
mod statements;

pub use authenticator::Authenticator;
pub use browser::Browser;
pub use client::{Answer, Client};
pub use clinic::{Clinic, PASSWORD, SECRET, settings};
pub use colleagues::Colleagues;
pub use crowd::crowd;
pub use device::Device;
pub use process::Process;
pub use property::{check, runs};
pub use receiver::{Received, Receiver};
pub use smtp::MailServer;
pub use statements::Statements;
