//! Codes of authenticator apps (RFC 6238, with what every app takes: SHA-1, six digits, 30 seconds) and recovery codes.

use chrono::{DateTime, Utc};
use domain::{
    error::ClinicError,
    ids::UserId,
    two_step::{QrPicture, RECOVERY_CODES, TwoStepSetup, grouped},
};
use hmac::{Hmac, Mac};
use qrcode::{Color, EcLevel, QrCode};
use sha2::Sha256;
use totp_rs::{Builder, Secret, Totp};

use super::sealing::{Sealing, random};
use crate::config::SecretKey;

/// As long as the hash, as RFC 4226 recommends (section 4, R6).
const SECRET_BYTES: usize = 20;
/// 80 bits, which nobody guesses.
const RECOVERY_BYTES: usize = 10;
/// Light modules around a QR code (ISO/IEC 18004, section 6.3.8).
const QUIET_ZONE: usize = 4;

/// What the second step is sealed and hashed with: the present key, and the previous one for what it sealed.
#[derive(Clone)]
pub struct TwoStepKeys {
    sealing: Sealing,
    recovery: [u8; 32],
    previous_recovery: Option<[u8; 32]>,
}

impl TwoStepKeys {
    pub fn new(secret: &SecretKey, previous: Option<&SecretKey>) -> Self {
        let recovery = |secret: &SecretKey| secret.derive("recovery code");
        Self {
            sealing: Sealing::new("two-step secret", secret, previous),
            recovery: recovery(secret),
            previous_recovery: previous.map(recovery),
        }
    }

    /// A new secret, encrypted for the database, bound to its owner.
    ///
    /// # Errors
    /// [`ClinicError::Internal`] when it cannot be encrypted, which is our fault.
    pub fn new_secret(&self, owner: UserId) -> Result<Vec<u8>, ClinicError> {
        self.sealing.seal(owner.0, &random::<SECRET_BYTES>())
    }

    /// The step whose code this is: the present one, or one before or after, as clocks differ.
    ///
    /// # Errors
    /// [`ClinicError::Internal`] when the secret was sealed with another key.
    pub fn step(
        &self,
        owner: UserId,
        sealed: &[u8],
        code: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<i64>, ClinicError> {
        let seconds = u64::try_from(now.timestamp()).unwrap_or(0);
        let step = self.totp(owner, sealed, "")?.check(code, seconds);
        Ok(step.and_then(|step| i64::try_from(step).ok()))
    }

    /// What an app needs to know; `account` is how it names the entry.
    ///
    /// # Errors
    /// [`ClinicError::Internal`] when the secret was sealed with another key.
    pub fn setup(&self, owner: UserId, sealed: &[u8], account: &str) -> Result<TwoStepSetup, ClinicError> {
        // A colon would end the issuer in the label.
        let totp = self.totp(owner, sealed, &account.replace(':', " "))?;
        let otpauth_uri = totp.to_url().map_err(|_| ClinicError::Internal)?;
        let qr = draw(&otpauth_uri).ok_or(ClinicError::Internal)?;
        Ok(TwoStepSetup { secret: totp.secret().to_base32(), otpauth_uri, qr })
    }

    fn totp(&self, owner: UserId, sealed: &[u8], account: &str) -> Result<Totp, ClinicError> {
        let secret = self.open(owner, sealed).ok_or_else(|| {
            tracing::error!("a two-step secret cannot be opened: SECRET_KEY is not the one it was sealed with");
            ClinicError::Internal
        })?;
        let totp = Builder::new().with_secret(secret).with_account_name(account).with_issuer(Some("Praxis"));
        totp.build().map_err(|_| ClinicError::Internal)
    }

    fn open(&self, owner: UserId, sealed: &[u8]) -> Option<Vec<u8>> {
        self.sealing.open(owner.0, sealed)
    }

    /// What may be stored of a recovery code that was typed.
    pub fn recovery_hashes(&self, owner: UserId, code: &str) -> Vec<Vec<u8>> {
        let keys = std::iter::once(&self.recovery).chain(&self.previous_recovery);
        keys.map(|key| recovery_hash(key, owner, code).to_vec()).collect()
    }

    /// New recovery codes as they are shown, and what is stored of each.
    pub fn recovery_codes(&self, owner: UserId) -> (Vec<String>, Vec<Vec<u8>>) {
        let codes = (0..RECOVERY_CODES).map(|_| Secret::from(random::<RECOVERY_BYTES>().to_vec()).to_base32());
        codes.map(|code| (grouped(&code, "-"), recovery_hash(&self.recovery, owner, &code).to_vec())).unzip()
    }
}

fn recovery_hash(key: &[u8; 32], owner: UserId, code: &str) -> [u8; 32] {
    let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(owner.0.as_bytes());
    mac.update(code.as_bytes());
    mac.finalize().into_bytes().into()
}

fn draw(text: &str) -> Option<QrPicture> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = code.width();
    let dark = code.to_colors().into_iter().enumerate().filter(|(_, color)| *color == Color::Dark);
    let module = |(at, _)| format!("M{} {}h1v1h-1z", at % width + QUIET_ZONE, at / width + QUIET_ZONE);
    Some(QrPicture { size: width + 2 * QUIET_ZONE, path: dark.map(module).collect() })
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn keys(secret: &str) -> TwoStepKeys {
        TwoStepKeys::new(&SecretKey::new(secret.to_owned()).unwrap(), None)
    }

    #[test]
    fn what_the_previous_key_sealed_is_still_good() {
        let old = keys("0123456789abcdef0123456789abcdef");
        let ann = UserId(Uuid::from_u128(1));
        let sealed = old.new_secret(ann).unwrap();
        let (shown, stored) = old.recovery_codes(ann);
        let key = |text: &str| SecretKey::new(text.to_owned()).unwrap();
        let new =
            TwoStepKeys::new(&key("another-secret-another-secret-32"), Some(&key("0123456789abcdef0123456789abcdef")));
        assert!(new.open(ann, &sealed).is_some());
        assert!(new.recovery_hashes(ann, &shown[0].replace('-', "")).contains(&stored[0]));
    }

    #[test]
    fn a_secret_opens_for_its_owner_and_the_key_alone() {
        let ours = keys("0123456789abcdef0123456789abcdef");
        let (ann, bo) = (UserId(Uuid::from_u128(1)), UserId(Uuid::from_u128(2)));
        let sealed = ours.new_secret(ann).unwrap();
        assert!(ours.open(ann, &sealed).is_some_and(|secret| secret.len() == SECRET_BYTES));
        assert!(ours.open(bo, &sealed).is_none());
        assert!(keys("another-secret-another-secret-32").open(ann, &sealed).is_none());
        assert!(ours.open(ann, &sealed[..5]).is_none());
        assert_ne!(sealed, ours.new_secret(ann).unwrap());
    }

    /// RFC 6238, appendix B: the secret and times of its table, of which we show the last six digits.
    #[test]
    fn codes_are_those_of_the_rfc() {
        let totp = Builder::new().with_secret(b"12345678901234567890".to_vec()).build().unwrap();
        for (seconds, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")]
        {
            assert_eq!(totp.check(code, seconds), Some(seconds / 30));
            assert_eq!(totp.check(code, seconds + 30), Some(seconds / 30));
            assert_eq!(totp.check(code, seconds + 60), None);
        }
    }

    #[test]
    fn recovery_codes_are_many_different_and_kept_as_hashes() {
        let ours = keys("0123456789abcdef0123456789abcdef");
        let ann = UserId(Uuid::from_u128(1));
        let (shown, stored) = ours.recovery_codes(ann);
        assert_eq!((shown.len(), stored.len()), (RECOVERY_CODES, RECOVERY_CODES));
        for (code, hash) in shown.iter().zip(&stored) {
            assert_eq!(code.len(), 19, "{code}");
            assert!(ours.recovery_hashes(ann, &code.replace('-', "")).contains(hash));
        }
        let distinct: std::collections::HashSet<_> = shown.iter().collect();
        assert_eq!(distinct.len(), RECOVERY_CODES);
    }
}
