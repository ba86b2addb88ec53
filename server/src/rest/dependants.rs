//! People whom one books for.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
};
use domain::{
    dependant::{Dependant, DependantForm},
    directory::Page,
    error::ClinicError,
};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{body::Body, directory::whole, error::ApiError};
use crate::{auth::extract::SignedIn, startup::AppState};

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list, add)).routes(routes!(remove))
}

/// Lists whom one books for.
#[utoipa::path(
    get, path = "/users/me/dependants", operation_id = "list_dependants", tag = "Profile",
    responses((status = 200, body = Page<Dependant>)),
)]
async fn list(State(state): State<AppState>, signed_in: SignedIn) -> Result<Json<Page<Dependant>>, ApiError> {
    Ok(whole(state.services.dependants(&signed_in.actor()).await?))
}

#[derive(Deserialize, Default, ToSchema)]
#[serde(default)]
#[schema(example = json!({"full_name": "Mia Lee", "born_on": "2019-05-04"}))]
struct NewDependant {
    #[schema(required)]
    full_name: String,
    born_on: Option<String>,
}

/// Adds somebody to book for.
#[utoipa::path(
    post, path = "/users/me/dependants", operation_id = "add_dependant", tag = "Profile",
    request_body = NewDependant, responses((status = 201, body = Dependant)),
    extensions(("x-problems" = json!(["too_many_dependants"]))),
)]
async fn add(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Body(body): Body<NewDependant>,
) -> Result<impl IntoResponse, ApiError> {
    let form = DependantForm { full_name: body.full_name, born_on: body.born_on };
    Ok((StatusCode::CREATED, Json(state.services.add_dependant(&signed_in.actor(), &form).await?)))
}

/// Removes somebody one booked for. Their visits stay.
#[utoipa::path(
    delete, path = "/users/me/dependants/{id}", operation_id = "remove_dependant", tag = "Profile",
    responses((status = 204)),
)]
async fn remove(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    let id = id.parse().map_err(|_| ClinicError::not_found("person"))?;
    state.services.remove_dependant(&signed_in.actor(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
