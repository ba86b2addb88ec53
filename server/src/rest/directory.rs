//! What patients look through.

use axum::{
    Json,
    extract::{Path, State},
};
use domain::directory::{Doctor, DoctorSearch, Location, Page, Specialty};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{body::Query, error::ApiError, list};
use crate::startup::AppState;

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(specialties))
        .routes(routes!(locations))
        .routes(routes!(search))
        .routes(routes!(doctor))
}

/// Lists what doctors know about.
#[utoipa::path(
    get, path = "/specialties", operation_id = "list_specialties", tag = "Directory",
    responses((status = 200, body = Page<Specialty>)), security(()),
)]
async fn specialties(State(state): State<AppState>) -> Result<Json<Page<Specialty>>, ApiError> {
    Ok(whole(state.services.specialties().await?))
}

/// Lists where doctors work.
#[utoipa::path(
    get, path = "/locations", operation_id = "list_locations", tag = "Directory",
    responses((status = 200, body = Page<Location>)), security(()),
)]
async fn locations(State(state): State<AppState>) -> Result<Json<Page<Location>>, ApiError> {
    Ok(whole(state.services.locations().await?))
}

/// A list that is always short enough for one answer.
pub(super) fn whole<T>(items: Vec<T>) -> Json<Page<T>> {
    Json(Page { items, next_cursor: None })
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct SearchQuery {
    #[serde(flatten)]
    #[param(ignore)]
    search: DoctorSearch,
    limit: Option<String>,
    cursor: Option<String>,
}

/// Looks for doctors, by what they know, where they work and when they are free.
///
/// Each has `next_available`, the start of their first free time.
#[utoipa::path(
    get, path = "/doctors", operation_id = "search_doctors", tag = "Doctors",
    params(DoctorSearch, SearchQuery), responses((status = 200, body = Page<Doctor>)), security(()),
)]
async fn search(
    State(state): State<AppState>,
    Query(query): Query<SearchQuery>,
) -> Result<Json<Page<Doctor>>, ApiError> {
    let limit = list::limit(query.limit.as_deref())?;
    Ok(Json(state.services.search_doctors(&query.search, query.cursor.as_deref(), limit).await?))
}

/// Tells about one doctor, by id or slug.
#[utoipa::path(
    get, path = "/doctors/{id}", operation_id = "get_doctor", tag = "Doctors",
    responses((status = 200, body = Doctor)), security(()),
)]
async fn doctor(State(state): State<AppState>, Path(key): Path<String>) -> Result<Json<Doctor>, ApiError> {
    Ok(Json(state.services.doctor(&key).await?))
}
