//! Hashing passwords with Argon2id (RFC 9106) at OWASP's minimum cost: 19 MiB, two passes, one lane.
//!
//! Each hash takes a core for tens of milliseconds, so only so many run at once: a flood of sign-ins waits here and is
//! turned away, while bookings go on.

use std::{sync::Arc, time::Duration};

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier},
};
use domain::{error::ClinicError, password::NewPassword};
use tokio::{sync::Semaphore, task, time::timeout};

const PERMITS: usize = 2;
/// How long a request waits for its turn before it is turned away.
const PATIENCE: Duration = Duration::from_secs(2);

#[derive(Clone)]
pub struct Hasher {
    permits: Arc<Semaphore>,
    /// Checked against when there is no such account, so that the answer takes as long.
    dummy: Arc<str>,
}

impl Hasher {
    /// # Panics
    /// When the machine has no source of randomness.
    pub fn new() -> Self {
        let dummy = hash("nobody has this password").expect("hashing a constant needs only randomness");
        Self { permits: Arc::new(Semaphore::new(PERMITS)), dummy: dummy.into() }
    }

    /// # Errors
    /// [`ClinicError::Overloaded`] when too many passwords are being hashed.
    pub async fn hash(&self, password: &NewPassword) -> Result<String, ClinicError> {
        let password = password.expose().to_owned();
        self.run(move || hash(&password)).await?.map_err(|error| {
            tracing::error!(%error, "a password could not be hashed");
            ClinicError::Internal
        })
    }

    /// Whether the password is the one behind the stored hash. None: no such account, which takes as long to say.
    ///
    /// # Errors
    /// [`ClinicError::Overloaded`] when too many passwords are being hashed.
    pub async fn verify(&self, password: &str, stored: Option<&str>) -> Result<bool, ClinicError> {
        let known = stored.is_some();
        let stored: String = stored.unwrap_or(&self.dummy).to_owned();
        let password = password.to_owned();
        let matches =
            self.run(move || Argon2::default().verify_password(password.as_bytes(), stored.as_str()).is_ok()).await?;
        Ok(matches && known)
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, ClinicError> {
        let permit = timeout(PATIENCE, Arc::clone(&self.permits).acquire_owned())
            .await
            .map_err(|_| ClinicError::Overloaded)?
            .map_err(|_| ClinicError::Internal)?;
        task::spawn_blocking(move || {
            // Owned by the work itself: a request that is given up does not free the core it still uses.
            let _permit = permit;
            work()
        })
        .await
        .map_err(|error| {
            tracing::error!(%error, "hashing was cut short");
            ClinicError::Internal
        })
    }
}

impl Default for Hasher {
    fn default() -> Self {
        Self::new()
    }
}

fn hash(password: &str) -> argon2::password_hash::Result<String> {
    Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string())
}
