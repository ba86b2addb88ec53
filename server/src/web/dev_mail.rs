//! The development mailbox, for programs.

use axum::{
    Json, Router,
    extract::{Query, State},
    routing::get,
};
use domain::mail::DevMail;
use serde::{Deserialize, Serialize};

use crate::{rest::error::ApiError, startup::AppState};

pub fn routes() -> Router<AppState> {
    Router::new().route("/dev/mail.json", get(mails))
}

#[derive(Deserialize)]
struct To {
    to: Option<String>,
}

#[derive(Serialize)]
struct Mails {
    items: Vec<DevMail>,
}

async fn mails(State(state): State<AppState>, Query(To { to }): Query<To>) -> Result<Json<Mails>, ApiError> {
    let to = to.map(|to| to.trim().to_lowercase());
    let items = state.services.dev_mails(to.as_deref()).await?;
    Ok(Json(Mails { items }))
}
