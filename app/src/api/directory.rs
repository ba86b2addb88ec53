//! What patients look through.

use domain::directory::{Doctor, DoctorSearch, Location, Page, Specialty, VisitKind};
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

#[server(prefix = "/fn", endpoint = "visit-kinds", input = GetUrl)]
pub async fn visit_kinds() -> Result<Vec<VisitKind>, AppError> {
    crate::page::answer(crate::backend::backend().visit_kinds().await)
}

/// What is not named may be anything.
#[server(prefix = "/fn", endpoint = "doctors", input = GetUrl)]
pub async fn doctors(search: DoctorSearch, cursor: Option<String>) -> Result<Page<Doctor>, AppError> {
    crate::page::answer(crate::backend::backend().search_doctors(&search, cursor.as_deref()).await)
}

/// By id or slug.
#[server(prefix = "/fn", endpoint = "doctor", input = GetUrl)]
pub async fn find_doctor(key: String) -> Result<Doctor, AppError> {
    crate::page::answer(crate::backend::backend().doctor(&key).await)
}

/// What a search can be narrowed down to.
#[cfg(feature = "ssr")]
#[derive(Debug, Clone)]
pub struct Choices {
    pub specialties: Vec<Specialty>,
    pub locations: Vec<Location>,
    pub visit_kinds: Vec<VisitKind>,
}

/// # Errors
/// When the directory cannot be read.
#[cfg(feature = "ssr")]
pub async fn choices() -> Result<Choices, AppError> {
    Ok(Choices { specialties: specialties().await?, locations: locations().await?, visit_kinds: visit_kinds().await? })
}
