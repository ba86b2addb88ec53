//! Somebody's device with a passkey: the authenticator's side of WebAuthn, level 3, with ES256.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use p256::ecdsa::{Signature, SigningKey, signature::Signer};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{Answer, Client, PASSWORD};

/// Flags of the authenticator's data (section 6.1).
const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const WITH_KEY: u8 = 0x40;

#[derive(Clone)]
pub struct Device {
    key: SigningKey,
    credential_id: [u8; 16],
    user_handle: String,
    counter: u32,
    pub origin: String,
    /// Whether its owner showed the device who they are.
    pub verified: bool,
}

impl Device {
    pub fn new(seed: u8) -> Self {
        Self {
            key: SigningKey::from_slice(&[seed; 32]).unwrap(),
            credential_id: [seed; 16],
            user_handle: String::new(),
            counter: 0,
            origin: "http://localhost:3000".to_owned(),
            verified: true,
        }
    }

    /// Makes a passkey for this person, and adds it to their account.
    pub async fn add(&mut self, person: &Client, name: &str) -> Answer {
        let challenge = person
            .post("/api/v1/auth/passkeys/start-registration", json!({ "password": PASSWORD }))
            .await
            .expect(200)
            .json();
        person.post("/api/v1/auth/passkeys", self.made(&challenge, name)).await
    }

    /// Signs in with it.
    pub async fn sign_in(&mut self, visitor: &Client) -> Answer {
        let challenge = visitor.post("/api/v1/auth/passkeys/start-sign-in", json!({})).await.expect(200).json();
        visitor.post("/api/v1/auth/passkeys/sign-in", self.signed(&challenge)).await
    }

    /// The answer to a challenge for a new passkey, attested by nobody.
    pub fn made(&mut self, challenge: &Value, name: &str) -> Value {
        let options = &challenge["options"]["publicKey"];
        options["user"]["id"].as_str().unwrap().clone_into(&mut self.user_handle);
        let point = self.key.verifying_key().to_encoded_point(false);
        let mut data = self.authenticator_data(options["rp"]["id"].as_str().unwrap(), WITH_KEY);
        data.extend([0; 16]);
        data.extend([0, 16]);
        data.extend(self.credential_id);
        // A COSE key: {1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y}.
        data.extend([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]);
        data.extend(point.x().unwrap());
        data.extend([0x22, 0x58, 0x20]);
        data.extend(point.y().unwrap());
        // {"fmt": "none", "attStmt": {}, "authData": …}
        let mut attestation = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".to_vec();
        attestation.push(u8::try_from(data.len()).unwrap());
        attestation.extend(data);
        let response = json!({
            "attestationObject": encoded(&attestation),
            "clientDataJSON": encoded(&self.client_data("webauthn.create", options)),
        });
        json!({ "challenge_id": challenge["challenge_id"], "name": name, "credential": self.credential(&response) })
    }

    /// The answer to a challenge of a sign-in.
    pub fn signed(&mut self, challenge: &Value) -> Value {
        let options = &challenge["options"]["publicKey"];
        self.counter += 1;
        let data = self.authenticator_data(options["rpId"].as_str().unwrap(), 0);
        let client_data = self.client_data("webauthn.get", options);
        let signature: Signature = self.key.sign(&[data.as_slice(), &Sha256::digest(&client_data)].concat());
        let response = json!({
            "authenticatorData": encoded(&data),
            "clientDataJSON": encoded(&client_data),
            "signature": encoded(signature.to_der().as_bytes()),
            "userHandle": self.user_handle,
        });
        json!({ "challenge_id": challenge["challenge_id"], "credential": self.credential(&response) })
    }

    fn credential(&self, response: &Value) -> Value {
        let id = encoded(&self.credential_id);
        json!({ "id": id, "rawId": id, "type": "public-key", "response": response, "clientExtensionResults": {} })
    }

    fn authenticator_data(&self, rp_id: &str, flags: u8) -> Vec<u8> {
        let flags = flags | PRESENT | if self.verified { VERIFIED } else { 0 };
        [&Sha256::digest(rp_id)[..], &[flags], &self.counter.to_be_bytes()].concat()
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        let data =
            json!({ "type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": false });
        data.to_string().into_bytes()
    }
}

fn encoded(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
