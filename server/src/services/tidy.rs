//! Forgetting what has expired.

use domain::webhook::KEPT;

use super::{Answer, Services, idempotency_keys};
use crate::db;

impl Services {
    /// Deletes sessions, links, challenges, kept answers and holds that are good for nothing any more, and what webhooks were
    /// told long ago.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn tidy(&self) -> Answer<()> {
        let (mut db, now) = (self.connect().await?, self.now());
        db::sessions::delete_expired(&mut db, now).await?;
        db::mailed_tokens::delete_expired(&mut db, now).await?;
        db::passkeys::delete_expired_challenges(&mut db, now).await?;
        db::idempotency_keys::delete_expired(&mut db, idempotency_keys::expired(now)).await?;
        db::webhook_deliveries::delete_before(&mut db, now - KEPT).await?;
        self.changes.note_all(db::holds::delete_expired(&mut db, now).await?);
        Ok(())
    }
}
