//! One file or folder per route.

pub mod home;
