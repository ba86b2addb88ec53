//! The audit log: writing it, reading it, and showing that nobody changed it.

use std::collections::HashMap;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    actor::Actor,
    audit::{Action, AuditEntry, AuditFilter, AuditLine},
    directory::Page,
};
use hmac::{Hmac, Mac};
use serde_json::{Map, Value, json};
use sha2::Sha256;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    Answer, Services, commit,
    paging::{Place, one_more, page},
};
use crate::{
    auth::origin::Origin,
    db::{
        self,
        audit::{Entry, Happened},
    },
};

/// Entries that are read at once.
const BATCH: u16 = 1000;

/// What a look at the whole chain found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// Links that fit.
    pub intact: i64,
    /// The first link that does not.
    pub broken_at: Option<i64>,
    /// The hash of the last link that fits, in base64url (RFC 4648). Kept elsewhere, it shows later that nothing was cut off.
    pub head: String,
    /// Entries that are not in the chain yet.
    pub waiting: usize,
}

impl Services {
    /// Writes down what happened, in the transaction in which it does.
    pub(super) async fn note(&self, tx: &mut PgConnection, happened: Happened<'_>) -> Answer<()> {
        Ok(db::audit::insert(tx, &self.entry(happened)).await?)
    }

    /// The entry for something that is happening now.
    pub(super) fn entry<'a>(&self, happened: Happened<'a>) -> Entry<'a> {
        Entry { id: self.new_id(), at: self.now(), happened, origin: Origin::current() }
    }

    /// The log, latest first.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`], [`ClinicError::Invalid`] for a cursor that is not one of ours.
    pub async fn audit_log(
        &self,
        actor: &Actor,
        filter: &AuditFilter,
        cursor: Option<&str>,
        limit: u16,
    ) -> Answer<Page<AuditEntry>> {
        actor.can_administer()?;
        let before = Place::read(cursor)?.map(|place| place.id);
        let found = db::audit::list(&mut *self.connect().await?, filter, before, one_more(limit)).await?;
        Ok(page(found, limit, |entry| Place { id: entry.id, by: String::new() }))
    }

    /// The log as people read it. Whose names that shows is written down in its turn.
    ///
    /// # Errors
    /// Those of [`Services::audit_log`].
    pub async fn audit_lines(
        &self,
        actor: &Actor,
        filter: &AuditFilter,
        cursor: Option<&str>,
        limit: u16,
    ) -> Answer<Page<AuditLine>> {
        let Page { items, next_cursor } = self.audit_log(actor, filter, cursor, limit).await?;
        let people: Vec<_> = items.iter().flat_map(|it| [it.actor_id, it.person_id]).flatten().map(|id| id.0).collect();
        let mut tx = self.begin().await?;
        let names: HashMap<_, _> = db::users::names(&mut tx, &people).await?.into_iter().collect();
        let mut seen: Vec<_> = names.keys().filter(|id| **id != actor.user_id).collect();
        seen.sort_unstable();
        if !seen.is_empty() {
            let happened = Happened::new(Action::AccountsListed).by(actor);
            self.note(&mut tx, happened.with(json!({ "accounts": seen }))).await?;
        }
        commit(tx).await?;
        let name = |id| names.get(&id).cloned();
        let line = |entry: AuditEntry| AuditLine {
            actor: entry.actor_id.and_then(name),
            person: entry.person_id.and_then(name),
            details: in_words(&entry.details),
            entry,
        };
        Ok(Page { items: items.into_iter().map(line).collect(), next_cursor })
    }

    /// Adds to the chain whatever is not in it yet.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn extend_audit_chain(&self) -> Answer<()> {
        loop {
            let mut tx = self.begin().await?;
            db::audit::lock_chain(&mut tx).await?;
            let (mut position, mut hash) = db::audit::last_link(&mut tx).await?.unwrap_or_default();
            let entries = db::audit::unchained(&mut tx, BATCH.into()).await?;
            for entry in &entries {
                position += 1;
                hash = link_hash(&self.audit_keys[0], &hash, entry);
                db::audit::add_link(&mut tx, position, entry.id, &hash).await?;
            }
            commit(tx).await?;
            if entries.len() < usize::from(BATCH) {
                return Ok(());
            }
        }
    }

    /// Goes through the whole chain.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn verify_audit_chain(&self) -> Answer<Chain> {
        let mut db = self.connect().await?;
        let (mut position, mut hash) = (0, Vec::new());
        let mut broken_at = None;
        'all: loop {
            let links = db::audit::links(&mut db, position, BATCH.into()).await?;
            let count = links.len();
            for link in links {
                let fits = link
                    .entry
                    .as_ref()
                    .is_some_and(|entry| self.audit_keys.iter().any(|key| link_hash(key, &hash, entry) == link.hash));
                if link.position != position + 1 || !fits {
                    broken_at = Some(position + 1);
                    break 'all;
                }
                (position, hash) = (link.position, link.hash);
            }
            if count < usize::from(BATCH) {
                break;
            }
        }
        let waiting = db::audit::unchained(&mut db, BATCH.into()).await?.len();
        Ok(Chain { intact: position, broken_at, head: URL_SAFE_NO_PAD.encode(&hash), waiting })
    }
}

/// Of several things, how many they are; ids say nothing to people.
fn in_words(details: &str) -> Vec<(String, String)> {
    let details: Map<String, Value> = serde_json::from_str(details).unwrap_or_default();
    let word = |value: Value| match value {
        Value::Array(several) => Some(several.len().to_string()),
        Value::String(id) if Uuid::parse_str(&id).is_ok() => None,
        Value::String(text) => Some(text),
        Value::Bool(true) => Some("yes".to_owned()),
        Value::Bool(false) => Some("no".to_owned()),
        other => Some(other.to_string()),
    };
    details.into_iter().filter_map(|(what, value)| Some((what, word(value)?))).collect()
}

/// HMAC-SHA-256 (RFC 2104) over the hash before and every field of the entry.
fn link_hash(key: &[u8], before: &[u8], entry: &AuditEntry) -> Vec<u8> {
    let fields = serde_json::to_vec(&(entry, &entry.details)).expect("an entry has no map with keys that are not text");
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(before);
    mac.update(&fields);
    mac.finalize().into_bytes().to_vec()
}
