//! What patients look through.

use domain::directory::Specialty;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

#[server(prefix = "/fn", endpoint = "specialties", input = GetUrl)]
pub async fn specialties() -> Result<Vec<Specialty>, AppError> {
    Ok(crate::backend::backend().specialties().await?)
}
