//! What surrounds a page.

mod base;

pub use base::Base;
