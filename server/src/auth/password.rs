//! Hashing passwords with Argon2id (RFC 9106) at OWASP's minimum cost: 19 MiB, two passes, one lane.
//!
//! Each hash takes a core for tens of milliseconds, so only so many run at once: a flood of sign-ins waits here and is
//! turned away, while bookings go on.
//!
//! What is typed is brought into one form, and one that is too long never hashed: in [`NewPassword`] when it is chosen,
//! in [`Hasher::verify`] when it is checked.

use std::{
    sync::{Arc, LazyLock},
    time::Duration,
};

use argon2::{
    Algorithm, Argon2, Params,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use domain::{
    error::{ClinicError, FieldError},
    password::{MAX_CHARS, NewPassword, normalised},
    user::User,
};
use tokio::{
    runtime::{Builder, Runtime},
    sync::Semaphore,
    time::timeout,
};

use super::common_passwords::is_common;

const PERMITS: usize = 2;
/// How long a request waits for its turn before it is turned away.
const PATIENCE: Duration = Duration::from_secs(2);

/// The new password somebody with an account chose, typed into `field`: the same rules for a change and for a reset.
///
/// # Errors
/// `weak_password`, with what to change.
pub fn accept(field: &str, text: &str, owner: &User) -> Result<NewPassword, FieldError> {
    NewPassword::parse(text, &owner.known(), &is_common)
        .map_err(|error| FieldError { field: field.to_owned(), ..error })
}

/// The threads that hash. Few and always the same: the allocator keeps what a thread once needed, so any of hundreds of
/// threads taking its turn would keep 19 MiB each.
static THREADS: LazyLock<Runtime> = LazyLock::new(|| {
    Builder::new_current_thread()
        .max_blocking_threads(PERMITS)
        .thread_name("hashing")
        .build()
        .expect("a runtime without a driver needs nothing of the system")
});

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
        self.hash_text(password.expose().to_owned()).await
    }

    /// A hash at today's cost of a password that was just verified; none while the stored one costs as much.
    ///
    /// # Errors
    /// [`ClinicError::Overloaded`] when too many passwords are being hashed.
    pub async fn upgrade(&self, password: &str, stored: &str) -> Result<Option<String>, ClinicError> {
        if is_current(stored) { Ok(None) } else { self.hash_text(normalised(password)).await.map(Some) }
    }

    async fn hash_text(&self, password: String) -> Result<String, ClinicError> {
        self.run(move || hash(&password)).await?.map_err(|error| {
            tracing::error!(%error, "a password could not be hashed");
            ClinicError::Internal
        })
    }

    /// Whether the password is the one behind the stored hash. None: no such account, which takes as long to say; so
    /// does a password longer than any that is accepted.
    ///
    /// # Errors
    /// [`ClinicError::Overloaded`] when too many passwords are being hashed.
    pub async fn verify(&self, password: &str, stored: Option<&str>) -> Result<bool, ClinicError> {
        let mut password = normalised(password);
        let stored = stored.filter(|_| password.chars().count() <= MAX_CHARS);
        if stored.is_none() {
            password.clear();
        }
        let known = stored.is_some();
        let stored: String = stored.unwrap_or(&self.dummy).to_owned();
        let matches =
            self.run(move || Argon2::default().verify_password(password.as_bytes(), stored.as_str()).is_ok()).await?;
        Ok(matches && known)
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, ClinicError> {
        let permit = timeout(PATIENCE, Arc::clone(&self.permits).acquire_owned())
            .await
            .map_err(|_| ClinicError::Overloaded)?
            .map_err(|_| ClinicError::Internal)?;
        THREADS
            .spawn_blocking(move || {
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

/// Whether a stored hash costs at least what a new one would.
fn is_current(stored: &str) -> bool {
    let Ok(stored) = PasswordHash::new(stored) else { return false };
    let Ok(params) = Params::try_from(&stored) else { return false };
    let today = Params::default();
    stored.algorithm.as_str() == Algorithm::default().as_str()
        && params.m_cost() >= today.m_cost()
        && params.t_cost() >= today.t_cost()
}

#[cfg(test)]
mod tests {
    use argon2::Version;

    use super::*;

    fn hash_with(algorithm: Algorithm, memory: u32, passes: u32) -> String {
        let params = Params::new(memory, passes, 1, None).unwrap();
        Argon2::new(algorithm, Version::V0x13, params).hash_password(b"correct horse battery").unwrap().to_string()
    }

    #[test]
    fn a_hash_is_current_while_it_costs_no_less_than_a_new_one() {
        assert!(is_current(&hash("correct horse battery").unwrap()));
        assert!(is_current(&hash_with(Algorithm::Argon2id, 32 * 1024, 3)));
        assert!(!is_current(&hash_with(Algorithm::Argon2id, 8 * 1024, 2)));
        assert!(!is_current(&hash_with(Algorithm::Argon2id, 32 * 1024, 1)));
        assert!(!is_current(&hash_with(Algorithm::Argon2i, 32 * 1024, 3)));
        assert!(!is_current("$2b$12$something else"));
    }

    #[test]
    fn a_new_hash_costs_what_owasp_asks_for() {
        let today = Params::default();
        assert!(today.m_cost() >= 19 * 1024 && today.t_cost() >= 2);
        assert!(hash("correct horse battery").unwrap().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    }
}
