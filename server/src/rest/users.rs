//! The accounts of others, for administrators.

use axum::{
    Json,
    extract::{Path, State},
    routing::get,
};
use domain::{
    actor::Role,
    directory::Page,
    error::{ClinicError, Problems},
    ids::UserId,
    user::{User, UserChangeForm, UserFilter},
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    body::{Body, Query},
    error::ApiError,
    list,
};
use crate::{auth::extract::SignedIn, startup::AppState};

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(users))
        .routes(routes!(user, change))
        .route("/users/", get(users))
        .route("/admin/users", get(users))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Filter {
    role: Option<String>,
    verified: Option<String>,
    active: Option<String>,
    sort: Option<String>,
    limit: Option<String>,
    cursor: Option<String>,
}

impl Filter {
    fn parse(&self) -> Result<UserFilter, ClinicError> {
        let mut problems = Problems::default();
        let roles = "one of patient, doctor, receptionist, admin";
        let truth = |text: &str| text.parse().ok();
        let filter = UserFilter {
            role: list::parsed(&mut problems, "role", self.role.as_deref(), roles, Role::parse),
            verified: list::parsed(&mut problems, "verified", self.verified.as_deref(), "true or false", truth),
            active: list::parsed(&mut problems, "active", self.active.as_deref(), "true or false", truth),
            order: list::order(&mut problems, "created_at", self.sort.as_deref()),
        };
        problems.check()?;
        Ok(filter)
    }
}

/// Lists accounts.
#[utoipa::path(
    get, path = "/users", operation_id = "list_users", tag = "Administration",
    params(Filter), responses((status = 200, body = Page<User>)),
)]
async fn users(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Query(query): Query<Filter>,
) -> Result<Json<Page<User>>, ApiError> {
    let limit = list::limit(query.limit.as_deref())?;
    let filter = query.parse()?;
    Ok(Json(state.services.users(&signed_in.actor(), &filter, query.cursor.as_deref(), limit).await?))
}

/// Tells about one account.
#[utoipa::path(
    get, path = "/users/{id}", operation_id = "get_user", tag = "Administration",
    responses((status = 200, body = User)),
)]
async fn user(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Json<User>, ApiError> {
    Ok(Json(state.services.user(&signed_in.actor(), parse_id(&id)).await?))
}

#[derive(Deserialize, Default, ToSchema)]
#[serde(default)]
#[schema(as = UserChanges, example = json!({"role": "receptionist", "location_id": "019d0000-0000-7000-8000-000000000003"}))]
struct Change {
    role: Option<String>,
    location_id: Option<String>,
    active: Option<bool>,
    verified: Option<bool>,
}

/// Gives a role, approves a doctor, disables an account or enables it again.
#[utoipa::path(
    patch, path = "/users/{id}", operation_id = "change_user", tag = "Administration",
    request_body = Change, responses((status = 200, body = User)),
    extensions(("x-problems" = json!(["own_account", "has_appointments", "last_admin"]))),
)]
async fn change(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    Body(body): Body<Change>,
) -> Result<Json<User>, ApiError> {
    let form =
        UserChangeForm { role: body.role, location_id: body.location_id, active: body.active, verified: body.verified };
    Ok(Json(state.services.change_user(&signed_in.actor(), parse_id(&id), &form).await?))
}

/// What is no id is the id of nobody.
fn parse_id(text: &str) -> UserId {
    text.parse().unwrap_or(UserId(uuid::Uuid::nil()))
}
