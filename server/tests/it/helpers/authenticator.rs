//! Somebody's authenticator app.

use serde_json::json;
use server::clock::{Clock, FixedClock};
use totp_rs::{Builder, Secret, Totp};

use super::{Client, Clinic};

pub struct Authenticator {
    totp: Totp,
    clock: FixedClock,
}

impl Authenticator {
    pub fn new(clinic: &Clinic, secret: &str) -> Self {
        let secret = Secret::try_from_base32(secret.replace(' ', "")).unwrap();
        Self { totp: Builder::new().with_secret(secret).build().unwrap(), clock: clinic.clock.clone() }
    }

    /// What it shows now.
    pub fn code(&self) -> String {
        self.totp.generate(u64::try_from(self.clock.now().timestamp()).unwrap()).to_string()
    }

    /// Six digits it does not show, nor the step before or after.
    pub fn wrong_code(&self) -> String {
        let now = u64::try_from(self.clock.now().timestamp()).unwrap();
        let shown = [now - 30, now, now + 30].map(|at| self.totp.generate(at).to_string());
        (0..4).map(|number| format!("00000{number}")).find(|code| !shown.contains(code)).unwrap()
    }

    /// Sets up two-step sign-in: the app, and the recovery codes. Its code of this moment is used up.
    pub async fn set_up(clinic: &Clinic, person: &Client) -> (Self, Vec<String>) {
        let setup = person.post("/api/v1/auth/two-step/start", json!({})).await.expect(201).json();
        let app = Self::new(clinic, setup["secret"].as_str().unwrap());
        let body = json!({ "code": app.code() });
        let answer = person.post("/api/v1/auth/two-step/confirm", body).await.expect(200).json();
        let codes = answer["recovery_codes"].as_array().unwrap();
        (app, codes.iter().map(|code| code.as_str().unwrap().to_owned()).collect())
    }
}
