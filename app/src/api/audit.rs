//! The audit log, for administrators.

use domain::{
    audit::{Action, AuditFilter, AuditLine},
    directory::Page,
    error::{ClinicError, FieldError, Problems},
    ids::UserId,
};

use crate::{
    backend::{actor, backend},
    error::AppError,
    page::answer,
};

/// The log, latest first: of all actions or one, by anybody or somebody, about anybody or somebody.
///
/// # Errors
/// The use case's, and for a filter that cannot be read.
pub async fn audit_lines(
    action: Option<&str>,
    by: Option<&str>,
    about: Option<&str>,
    cursor: Option<&str>,
) -> Result<Page<AuditLine>, AppError> {
    let found = async {
        let actor = actor()?;
        actor.can_administer()?;
        backend().audit_lines(&actor, &filter(action, by, about)?, cursor).await
    };
    answer(found.await)
}

fn filter(action: Option<&str>, by: Option<&str>, about: Option<&str>) -> Result<AuditFilter, ClinicError> {
    let mut problems = Problems::default();
    let action = action.and_then(|word| {
        let unknown = || FieldError::new("action", "unknown_value", "Choose from the list.");
        problems.keep(Action::parse(word).ok_or_else(unknown))
    });
    let mut person = |field: &str, id: Option<&str>| -> Option<UserId> {
        let unknown = "This is no number of an account. It stands at the end of the address of the account's page.";
        problems.keep(id?.trim().parse().map_err(|_| FieldError::new(field, "unknown_value", unknown)))
    };
    let (actor_id, person_id) = (person("actor_id", by), person("person_id", about));
    problems.check()?;
    Ok(AuditFilter { action, actor_id, person_id })
}
