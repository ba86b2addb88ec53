//! The audit log, for administrators.

use axum::{Json, extract::State};
use domain::{
    audit::{Action, AuditEntry, AuditFilter},
    directory::Page,
    error::Problems,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{body::Query, error::ApiError, list};
use crate::{auth::extract::SignedIn, startup::AppState};

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(entries))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Filter {
    action: Option<String>,
    actor_id: Option<String>,
    person_id: Option<String>,
    limit: Option<String>,
    cursor: Option<String>,
}

/// A line of the log as the API tells it.
#[derive(Serialize, ToSchema)]
#[schema(as = AuditLine)]
struct AuditBody {
    #[serde(flatten)]
    entry: AuditEntry,
    #[schema(value_type = Object)]
    details: Value,
}

impl From<AuditEntry> for AuditBody {
    fn from(entry: AuditEntry) -> Self {
        Self { details: serde_json::from_str(&entry.details).unwrap_or_default(), entry }
    }
}

/// Lists what was done, by whom and to what, latest first.
#[utoipa::path(
    get, path = "/admin/audit", operation_id = "list_audit_log", tag = "Administration",
    params(Filter), responses((status = 200, body = Page<AuditBody>)),
)]
async fn entries(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Query(query): Query<Filter>,
) -> Result<Json<Page<AuditBody>>, ApiError> {
    let limit = list::limit(query.limit.as_deref())?;
    let mut problems = Problems::default();
    let id = |text: &str| text.parse().ok();
    let actions = format!("one of {}", Action::ALL.map(Action::as_str).join(", "));
    let filter = AuditFilter {
        action: list::parsed(&mut problems, "action", query.action.as_deref(), &actions, Action::parse),
        actor_id: list::parsed(&mut problems, "actor_id", query.actor_id.as_deref(), "a UUID", id),
        person_id: list::parsed(&mut problems, "person_id", query.person_id.as_deref(), "a UUID", id),
    };
    problems.check()?;
    let page = state.services.audit_log(&signed_in.actor(), &filter, query.cursor.as_deref(), limit).await?;
    let items = page.items.into_iter().map(AuditBody::from).collect();
    Ok(Json(Page { items, next_cursor: page.next_cursor }))
}
