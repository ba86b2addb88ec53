//! Telling other systems what happened (Standard Webhooks 1.0.0): where requests may go, how they are signed and sent.

mod addresses;
mod sender;
mod signature;

pub use sender::{Reply, Sender, Signed};
pub use signature::{new_secret, shown, sign};
