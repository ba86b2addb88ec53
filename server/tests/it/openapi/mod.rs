//! The API's document: true, whole, and the same as before unless somebody meant to change it.

mod document;
mod pages;
