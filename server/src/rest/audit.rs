//! The audit log, for administrators.

use axum::{Json, Router, extract::State, routing::get};
use domain::{
    audit::{AuditEntry, AuditFilter},
    directory::Page,
    error::Problems,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{body::Query, error::ApiError, list};
use crate::{auth::extract::SignedIn, startup::AppState};

pub fn routes() -> Router<AppState> {
    Router::new().route("/admin/audit", get(entries))
}

#[derive(Deserialize)]
struct Filter {
    action: Option<String>,
    actor_id: Option<String>,
    person_id: Option<String>,
    limit: Option<String>,
    cursor: Option<String>,
}

/// A line of the log as the API tells it.
#[derive(Serialize)]
struct AuditBody {
    #[serde(flatten)]
    entry: AuditEntry,
    details: Value,
}

impl From<AuditEntry> for AuditBody {
    fn from(entry: AuditEntry) -> Self {
        Self { details: serde_json::from_str(&entry.details).unwrap_or_default(), entry }
    }
}

async fn entries(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Query(query): Query<Filter>,
) -> Result<Json<Page<AuditBody>>, ApiError> {
    let limit = list::limit(query.limit.as_deref())?;
    let mut problems = Problems::default();
    let id = |text: &str| text.parse().ok();
    let filter = AuditFilter {
        action: query.action,
        actor_id: list::parsed(&mut problems, "actor_id", query.actor_id.as_deref(), "a UUID", id),
        person_id: list::parsed(&mut problems, "person_id", query.person_id.as_deref(), "a UUID", id),
    };
    problems.check()?;
    let page = state.services.audit_log(&signed_in.actor(), &filter, query.cursor.as_deref(), limit).await?;
    let items = page.items.into_iter().map(AuditBody::from).collect();
    Ok(Json(Page { items, next_cursor: page.next_cursor }))
}
