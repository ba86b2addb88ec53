//! Looks at the database all through the race: what is wrong for a moment only is wrong too.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use sqlx::{Connection, PgConnection};
use tokio::time::sleep;

use crate::database::{self, Wrong};

const EVERY: Duration = Duration::from_millis(250);

/// What was seen; each wrong thing once, however long it stayed.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    pub looks: usize,
    pub overlaps: BTreeSet<Wrong>,
    pub stranded: BTreeSet<Wrong>,
}

/// Never ends by itself; a killed database is connected to again.
pub async fn watch(url: String, seen: Arc<Mutex<Seen>>) {
    loop {
        if let Ok(mut db) = PgConnection::connect(&url).await {
            while look(&mut db, &seen).await.is_ok() {
                sleep(EVERY).await;
            }
        }
        sleep(EVERY).await;
    }
}

/// One look: each of the two queries sees the database as it was at one moment.
pub async fn look(db: &mut PgConnection, seen: &Mutex<Seen>) -> sqlx::Result<()> {
    let (overlaps, stranded) = (database::overlaps(db).await?, database::stranded(db).await?);
    let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
    seen.looks += 1;
    seen.overlaps.extend(overlaps);
    seen.stranded.extend(stranded);
    Ok(())
}
