//! What surrounds a page.

mod admin;
mod base;

pub use admin::AdminBase;
pub use base::Base;
