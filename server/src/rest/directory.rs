//! What patients look through.

use axum::{
    Json, Router,
    extract::{Path, State},
    routing::get,
};
use domain::directory::{Doctor, DoctorSearch, Location, Page, Specialty};
use serde::Deserialize;

use super::{body::Query, error::ApiError, list};
use crate::startup::AppState;

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/specialties", get(specialties))
        .route("/locations", get(locations))
        .route("/doctors", get(search))
        .route("/doctors/{id}", get(doctor))
}

async fn specialties(State(state): State<AppState>) -> Result<Json<Page<Specialty>>, ApiError> {
    Ok(whole(state.services.specialties().await?))
}

async fn locations(State(state): State<AppState>) -> Result<Json<Page<Location>>, ApiError> {
    Ok(whole(state.services.locations().await?))
}

/// A list that is always short enough for one answer.
pub(super) fn whole<T>(items: Vec<T>) -> Json<Page<T>> {
    Json(Page { items, next_cursor: None })
}

#[derive(Deserialize)]
struct SearchQuery {
    #[serde(flatten)]
    search: DoctorSearch,
    limit: Option<String>,
    cursor: Option<String>,
}

async fn search(
    State(state): State<AppState>,
    Query(query): Query<SearchQuery>,
) -> Result<Json<Page<Doctor>>, ApiError> {
    let limit = list::limit(query.limit.as_deref())?;
    Ok(Json(state.services.search_doctors(&query.search, query.cursor.as_deref(), limit).await?))
}

async fn doctor(State(state): State<AppState>, Path(key): Path<String>) -> Result<Json<Doctor>, ApiError> {
    Ok(Json(state.services.doctor(&key).await?))
}
