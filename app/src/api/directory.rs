//! What patients look through.

use domain::directory::{Doctor, DoctorSearch, Location, Page, Specialty};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

#[server(prefix = "/fn", endpoint = "specialties", input = GetUrl)]
pub async fn specialties() -> Result<Vec<Specialty>, AppError> {
    crate::page::answer(crate::backend::backend().specialties().await)
}

#[server(prefix = "/fn", endpoint = "locations", input = GetUrl)]
pub async fn locations() -> Result<Vec<Location>, AppError> {
    crate::page::answer(crate::backend::backend().locations().await)
}

/// Doctors by id or slug of specialty and location, and words; empty means any.
#[server(prefix = "/fn", endpoint = "doctors", input = GetUrl)]
pub async fn doctors(search: DoctorSearch, cursor: Option<String>) -> Result<Page<Doctor>, AppError> {
    crate::page::answer(crate::backend::backend().search_doctors(&search, cursor.as_deref()).await)
}

/// By id or slug.
#[server(prefix = "/fn", endpoint = "doctor", input = GetUrl)]
pub async fn find_doctor(key: String) -> Result<Doctor, AppError> {
    crate::page::answer(crate::backend::backend().doctor(&key).await)
}
