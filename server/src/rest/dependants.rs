//! People whom one books for.

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
    routing::{delete, get},
};
use domain::{
    dependant::{Dependant, DependantForm},
    directory::Page,
    error::ClinicError,
};
use serde::Deserialize;

use super::{body::Body, directory::whole, error::ApiError};
use crate::{auth::extract::SignedIn, startup::AppState};

pub fn routes() -> Router<AppState> {
    Router::new().route("/users/me/dependants", get(list).post(add)).route("/users/me/dependants/{id}", delete(remove))
}

async fn list(State(state): State<AppState>, signed_in: SignedIn) -> Result<Json<Page<Dependant>>, ApiError> {
    Ok(whole(state.services.dependants(&signed_in.actor()).await?))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct NewDependant {
    full_name: String,
    born_on: Option<String>,
}

async fn add(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Body(body): Body<NewDependant>,
) -> Result<impl IntoResponse, ApiError> {
    let form = DependantForm { full_name: body.full_name, born_on: body.born_on };
    Ok((StatusCode::CREATED, Json(state.services.add_dependant(&signed_in.actor(), &form).await?)))
}

async fn remove(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    let id = id.parse().map_err(|_| ClinicError::not_found("person"))?;
    state.services.remove_dependant(&signed_in.actor(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
