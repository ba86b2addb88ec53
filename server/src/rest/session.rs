//! Registering, signing in and out, and one's own profile.

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderName, StatusCode, header},
    response::{AppendHeaders, IntoResponse},
    routing::{get, post},
};
use domain::user::{RegistrationForm, User};
use serde::{Deserialize, Serialize};

use super::{
    body::{Body, BodyOrForm, Query},
    error::ApiError,
};
use crate::{auth::extract::SignedIn, services::TokenPair, startup::AppState};

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/auth/register", post(register))
        .route("/auth/login", post(login))
        .route("/auth/logout", post(logout))
        .route("/auth/me", get(me))
        .route("/users/me", get(me))
}

/// Missing fields are empty ones: the form says what it needs.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Registration {
    #[serde(alias = "name")]
    full_name: String,
    email: String,
    password: String,
    phone: Option<String>,
    bio: Option<String>,
    role: Option<String>,
    specialty_id: Option<String>,
}

#[derive(Deserialize)]
struct RoleQuery {
    role: Option<String>,
}

async fn register(
    State(state): State<AppState>,
    Query(query): Query<RoleQuery>,
    Body(body): Body<Registration>,
) -> Result<impl IntoResponse, ApiError> {
    let form = RegistrationForm {
        full_name: body.full_name,
        email: body.email,
        password: body.password,
        phone: body.phone,
        bio: body.bio,
        role: body.role.or(query.role),
        specialty_id: body.specialty_id,
    };
    let user = state.services.register(&form).await?;
    Ok((StatusCode::CREATED, Json(user)))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Credentials {
    #[serde(alias = "username")]
    email: String,
    password: String,
}

#[derive(Serialize)]
struct LoginAnswer {
    access_token: String,
    token_type: &'static str,
    expires_in: i64,
    user: User,
}

impl From<TokenPair> for LoginAnswer {
    fn from(pair: TokenPair) -> Self {
        Self {
            access_token: pair.access_token,
            token_type: "bearer",
            expires_in: pair.expires_in_seconds,
            user: pair.user,
        }
    }
}

type NoStore = AppendHeaders<[(HeaderName, &'static str); 1]>;

/// Answers with a token are for nobody's cache (RFC 6749, section 5.1).
async fn login(
    State(state): State<AppState>,
    BodyOrForm(credentials): BodyOrForm<Credentials>,
) -> Result<(NoStore, Json<LoginAnswer>), ApiError> {
    let pair = state.services.login(&credentials.email, &credentials.password).await?;
    Ok((AppendHeaders([(header::CACHE_CONTROL, "no-store")]), Json(pair.into())))
}

async fn logout(State(state): State<AppState>, _: SignedIn) -> impl IntoResponse {
    (StatusCode::NO_CONTENT, AppendHeaders([(header::SET_COOKIE, state.cookies.clear_access())]))
}

async fn me(SignedIn(user): SignedIn) -> Json<User> {
    Json(user)
}
