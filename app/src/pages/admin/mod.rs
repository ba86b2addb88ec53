//! The administrator's pages: one file per section.

mod numbers;

pub use numbers::AdminPage;
