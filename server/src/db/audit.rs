use chrono::{DateTime, Utc};
use domain::{
    actor::Actor,
    audit::{Action, AuditEntry, AuditFilter},
    ids::UserId,
};
use serde_json::{Value, json};
use sqlx::PgConnection;
use uuid::Uuid;

use super::Db;
use crate::auth::origin::Origin;

/// What happened, and as much more as there is to say of it.
#[must_use = "it is not written down yet"]
pub struct Happened<'a> {
    pub(super) action: Action,
    actor: Option<&'a Actor>,
    subject_id: Option<Uuid>,
    person_id: Option<UserId>,
    pub(super) details: Value,
}

/// An entry as it is written down.
pub struct Entry<'a> {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    pub happened: Happened<'a>,
    pub origin: Origin,
}

impl<'a> Happened<'a> {
    pub fn new(action: Action) -> Self {
        Self { action, actor: None, subject_id: None, person_id: None, details: json!({}) }
    }

    /// Something done to an account as a whole, which is both what it was done to and whose data it is.
    pub fn to_account(action: Action, owner: UserId) -> Self {
        Self::new(action).to(owner.0).of(owner)
    }

    /// By somebody who is signed in.
    pub fn by(self, actor: &'a Actor) -> Self {
        Self { actor: Some(actor), ..self }
    }

    /// What it was done to.
    pub fn to(self, subject: Uuid) -> Self {
        Self { subject_id: Some(subject), ..self }
    }

    /// Whose data it is.
    pub fn of(self, person: impl Into<Option<UserId>>) -> Self {
        Self { person_id: person.into(), ..self }
    }

    pub fn with(self, details: Value) -> Self {
        Self { details, ..self }
    }

    pub(super) fn actor_id(&self) -> Option<Uuid> {
        self.actor.map(|actor| actor.user_id.0)
    }

    pub(super) fn actor_role(&self) -> Option<&'static str> {
        self.actor.map(|actor| actor.role.as_str())
    }
}

pub async fn insert(db: &mut PgConnection, entry: &Entry<'_>) -> Db<()> {
    let happened = &entry.happened;
    sqlx::query!(
        "
        insert into audit_log (id, at, actor_id, actor_role, action, subject_id, person_id, details, address, request_id)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        ",
        entry.id,
        entry.at,
        happened.actor_id(),
        happened.actor_role(),
        happened.action.as_str(),
        happened.subject_id,
        happened.person_id.map(|id| id.0),
        happened.details,
        entry.origin.address,
        entry.origin.request_id,
    )
    .execute(db)
    .await?;
    Ok(())
}

struct EntryRow {
    id: Uuid,
    at: DateTime<Utc>,
    actor_id: Option<Uuid>,
    actor_role: Option<String>,
    action: String,
    subject_id: Option<Uuid>,
    person_id: Option<Uuid>,
    details: String,
    address: Option<String>,
    request_id: Option<String>,
}

impl From<EntryRow> for AuditEntry {
    fn from(row: EntryRow) -> Self {
        Self {
            id: row.id,
            at: row.at,
            actor_id: row.actor_id.map(UserId),
            actor_role: row.actor_role,
            action: row.action,
            subject_id: row.subject_id,
            person_id: row.person_id.map(UserId),
            details: row.details,
            address: row.address,
            request_id: row.request_id,
        }
    }
}

/// The latest first, from `before` on.
pub async fn list(
    db: &mut PgConnection,
    filter: &AuditFilter,
    before: Option<Uuid>,
    limit: i64,
) -> Db<Vec<AuditEntry>> {
    let rows = sqlx::query_as!(
        EntryRow,
        r#"
        select id, at, actor_id, actor_role, action, subject_id, person_id, details::text as "details!", address, request_id
        from audit_log
        where ($1::text is null or action = $1)
          and ($2::uuid is null or actor_id = $2)
          and ($3::uuid is null or person_id = $3)
          and ($4::uuid is null or id < $4)
        order by id desc
        limit $5
        "#,
        filter.action.map(Action::as_str),
        filter.actor_id.map(|id| id.0),
        filter.person_id.map(|id| id.0),
        before,
        limit,
    );
    Ok(rows.fetch_all(db).await?.into_iter().map(AuditEntry::from).collect())
}

/// One at a time may add to the chain, until the end of the transaction.
pub async fn lock_chain(db: &mut PgConnection) -> Db<()> {
    sqlx::query!("select from pg_advisory_xact_lock(hashtext('audit_chain'))").execute(db).await?;
    Ok(())
}

/// The last link: its position and hash.
pub async fn last_link(db: &mut PgConnection) -> Db<Option<(i64, Vec<u8>)>> {
    let row = sqlx::query!("select position, hash from audit_chain order by position desc limit 1");
    Ok(row.fetch_optional(db).await?.map(|row| (row.position, row.hash)))
}

/// Entries that are not in the chain yet, oldest first.
pub async fn unchained(db: &mut PgConnection, limit: i64) -> Db<Vec<AuditEntry>> {
    let rows = sqlx::query_as!(
        EntryRow,
        r#"
        select id, at, actor_id, actor_role, action, subject_id, person_id, details::text as "details!", address, request_id
        from audit_log
        where not exists (select from audit_chain where entry_id = audit_log.id)
        order by id
        limit $1
        "#,
        limit,
    );
    Ok(rows.fetch_all(db).await?.into_iter().map(AuditEntry::from).collect())
}

pub async fn add_link(db: &mut PgConnection, position: i64, entry: Uuid, hash: &[u8]) -> Db<()> {
    sqlx::query!("insert into audit_chain (position, entry_id, hash) values ($1, $2, $3)", position, entry, hash)
        .execute(db)
        .await?;
    Ok(())
}

/// A link, and its entry if that is still there.
pub struct Link {
    pub position: i64,
    pub hash: Vec<u8>,
    pub entry: Option<AuditEntry>,
}

/// Links after `position`, in order.
pub async fn links(db: &mut PgConnection, position: i64, limit: i64) -> Db<Vec<Link>> {
    let rows = sqlx::query!(
        r#"
        select position, hash, id as "id?", at as "at?", actor_id, actor_role, action as "action?", subject_id, person_id,
               details::text as "details?", address, request_id
        from audit_chain
        left join audit_log on id = entry_id
        where position > $1
        order by position
        limit $2
        "#,
        position,
        limit,
    );
    let links = rows.fetch_all(db).await?.into_iter().map(|row| Link {
        position: row.position,
        hash: row.hash,
        entry: match (row.id, row.at, row.action, row.details) {
            (Some(id), Some(at), Some(action), Some(details)) => Some(AuditEntry {
                id,
                at,
                actor_id: row.actor_id.map(UserId),
                actor_role: row.actor_role,
                action,
                subject_id: row.subject_id,
                person_id: row.person_id.map(UserId),
                details,
                address: row.address,
                request_id: row.request_id,
            }),
            _ => None,
        },
    });
    Ok(links.collect())
}
