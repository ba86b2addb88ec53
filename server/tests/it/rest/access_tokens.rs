//! What an access token must be, and what becomes of it when keys are changed.

use axum::http::header;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use server::{
    config::{SecretKey, Settings},
    db::MIGRATOR,
};
use sha2::Sha256;
use sqlx::PgPool;

use crate::helpers::{Browser, Client, Clinic, PASSWORD, SECRET, settings};

const ANOTHER: &str = "another-secret-for-tests-another-secret";

fn key(text: &str) -> SecretKey {
    SecretKey::new(text.to_owned()).unwrap()
}

fn encoded(part: &Value) -> String {
    URL_SAFE_NO_PAD.encode(part.to_string())
}

/// Header and claims as they are, signed with HMAC-SHA-256 whatever the header says.
fn signed(header: &Value, claims: &Value, secret: &[u8]) -> String {
    let text = format!("{}.{}", encoded(header), encoded(claims));
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).unwrap();
    mac.update(text.as_bytes());
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

fn decoded(token: &str, part: usize) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(part).unwrap()).unwrap()).unwrap()
}

/// The same object, with some members replaced; null removes one.
fn with(object: &Value, changes: Value) -> Value {
    let (Value::Object(mut object), Value::Object(changes)) = (object.clone(), changes) else { panic!("no objects") };
    object.extend(changes);
    object.retain(|_, value| !value.is_null());
    object.into()
}

async fn status(client: &Client, token: &str) -> u16 {
    let client = Client { token: Some(token.to_owned()), ..client.clone() };
    client.get("/api/v1/auth/me").await.status.as_u16()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn nothing_but_a_live_token_of_ours_is_taken(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let ann = clinic.patient("Ann Lee").await;
    let token = ann.token.clone().unwrap();
    let (head, claims) = (decoded(&token, 0), decoded(&token, 1));
    let secret = key(SECRET).derive("access token");
    // What is signed here is good, or the table below would prove nothing.
    assert_eq!(status(&ann, &signed(&head, &claims, &secret)).await, 200);

    let now = claims["iat"].as_i64().unwrap();
    let head_with = |changes: Value| signed(&with(&head, changes), &claims, &secret);
    let claims_with = |changes: Value| signed(&head, &with(&claims, changes), &secret);
    let signature = token.rsplit('.').next().unwrap();
    let unsigned = |alg: &str| format!("{}.{}.", encoded(&with(&head, json!({ "alg": alg }))), encoded(&claims));
    let edited = encoded(&with(&claims, json!({ "sub": "00000000-0000-0000-0000-000000000001" })));
    let public_key = "-----BEGIN PUBLIC KEY-----\nMFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAK\n-----END PUBLIC KEY-----\n";
    let jwk = json!({ "kty": "oct", "alg": "HS256", "k": URL_SAFE_NO_PAD.encode("known to the attacker") });
    let cases = [
        ("no signature, alg none", unsigned("none")),
        ("no signature, alg None", unsigned("None")),
        ("no signature, alg HS256", unsigned("HS256")),
        ("our signature, alg none", head_with(json!({ "alg": "none" }))),
        ("our signature, alg RS256", head_with(json!({ "alg": "RS256" }))),
        ("our signature, alg HS512", head_with(json!({ "alg": "HS512" }))),
        ("our signature, no alg", head_with(json!({ "alg": null }))),
        ("a public key as the secret", signed(&head, &claims, public_key.as_bytes())),
        ("a foreign key", signed(&head, &claims, &key(ANOTHER).derive("access token"))),
        ("the key of another purpose", signed(&head, &claims, &key(SECRET).derive("refresh token"))),
        ("the secret itself", signed(&head, &claims, SECRET.as_bytes())),
        ("an empty key", signed(&head, &claims, b"")),
        ("an edited payload", format!("{}.{edited}.{signature}", encoded(&head))),
        ("half a signature", token[..token.len() - 20].to_owned()),
        ("wrong issuer", claims_with(json!({ "iss": "elsewhere" }))),
        ("no issuer", claims_with(json!({ "iss": null }))),
        ("wrong audience", claims_with(json!({ "aud": "elsewhere" }))),
        ("no audience", claims_with(json!({ "aud": null }))),
        ("a plain JWT", head_with(json!({ "typ": "JWT" }))),
        ("no type", head_with(json!({ "typ": null }))),
        ("no key named", head_with(json!({ "kid": null }))),
        ("an unknown key named", head_with(json!({ "kid": key(ANOTHER).id() }))),
        ("a path for a key", head_with(json!({ "kid": "../../dev/null" }))),
        ("expired", claims_with(json!({ "exp": now }))),
        ("no end", claims_with(json!({ "exp": null }))),
        ("an end in words", claims_with(json!({ "exp": "never" }))),
        ("an end far too far", claims_with(json!({ "exp": 1e300 }))),
        ("issued in the future", claims_with(json!({ "iat": now + 61 }))),
        ("issued at the end of time", claims_with(json!({ "iat": i64::MIN, "exp": i64::MIN }))),
        ("not yet valid", claims_with(json!({ "nbf": now + 61 }))),
        ("a session that never was", claims_with(json!({ "sid": "00000000-0000-0000-0000-000000000001" }))),
        ("no session", claims_with(json!({ "sid": null }))),
        ("a key to fetch", head_with(json!({ "jku": "https://evil.example/keys" }))),
        ("a certificate to fetch", head_with(json!({ "x5u": "https://evil.example/cert" }))),
        ("a key that comes along", head_with(json!({ "jwk": jwk }))),
        (
            "signed with the key that comes along",
            signed(&with(&head, json!({ "jwk": jwk })), &claims, b"known to the attacker"),
        ),
        ("something critical", head_with(json!({ "crit": ["b64"], "b64": false }))),
        ("100 kB of claims", claims_with(json!({ "more": "a".repeat(100_000) }))),
        ("100 kB", "a".repeat(100_000)),
        ("100 kB of dots", ".".repeat(100_000)),
        ("too many parts", format!("{token}.{signature}")),
        ("too few parts", token.rsplit_once('.').unwrap().0.to_owned()),
        ("no JSON", format!("{}.{}.{signature}", URL_SAFE_NO_PAD.encode("{"), URL_SAFE_NO_PAD.encode("\u{0}"))),
        ("no object", signed(&json!([1]), &json!("text"), &secret)),
        ("not base64", "%%%.%%%.%%%".to_owned()),
        ("empty parts", "..".to_owned()),
    ];
    for (what, forged) in cases {
        let forger = Client { token: Some(forged), ..clinic.anonymous() };
        let answer = forger.get("/api/v1/auth/me").await;
        assert_eq!(answer.status.as_u16(), 401, "{what}: {}", answer.text);
        assert_eq!(answer.code(), "invalid_token", "{what}");
        assert_eq!(answer.headers[header::WWW_AUTHENTICATE], "Bearer error=\"invalid_token\"", "{what}");
    }
}

fn rotated() -> Settings {
    Settings { secret_key: key(ANOTHER), secret_key_previous: Some(key(SECRET)), ..settings() }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_token_of_the_previous_key_works_until_it_expires(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let token = clinic.patient("Ann Lee").await.token.unwrap();
    let after = clinic.at_another_node(&rotated());
    let forgotten = clinic.at_another_node(&Settings { secret_key: key(ANOTHER), ..settings() });
    assert_eq!((status(&after, &token).await, status(&forgotten, &token).await), (200, 401));
    clinic.clock.advance(TimeDelta::minutes(14));
    assert_eq!(status(&after, &token).await, 200);
    clinic.clock.advance(TimeDelta::minutes(1));
    assert_eq!(status(&after, &token).await, 401);
    // New ones are signed with the new key.
    let body = json!({ "email": "ann.lee@example.com", "password": PASSWORD });
    let token = after.post("/api/v1/auth/login", body).await.expect(200).json()["access_token"].clone();
    let token = token.as_str().unwrap();
    assert_eq!((status(&forgotten, token).await, status(&clinic.anonymous(), token).await), (200, 401));
    let announced = Settings { secret_key_previous: Some(key(ANOTHER)), ..settings() };
    assert_eq!(status(&clinic.at_another_node(&announced), token).await, 200);
}

async fn refresh(browser: &mut Browser) -> (u16, Option<String>) {
    let answer = browser.post_json("/api/v1/auth/refresh", &json!({})).await;
    (answer.status.as_u16(), browser.cookie("praxis_refresh"))
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_change_of_keys_signs_nobody_out(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    clinic.patient("Ann Lee").await;
    let mut tab = Browser::new(&clinic);
    let body = json!({ "email": "ann.lee@example.com", "password": PASSWORD });
    tab.post_json("/api/v1/auth/login", &body).await.expect(200);
    // Two tabs renew while the program is restarted with the new key: both get the child made under the old one.
    let mut other_tab = tab.at(clinic.at_another_node(&rotated()));
    let (status, child) = refresh(&mut tab).await;
    assert_eq!(status, 200);
    assert_eq!(refresh(&mut other_tab).await, (200, child));
    let (status, grandchild) = refresh(&mut other_tab).await;
    assert_eq!(status, 200);
    // And the other way round, on a node that only knows the new key as the next.
    let announced = Settings { secret_key_previous: Some(key(ANOTHER)), ..settings() };
    let mut late_tab = tab.at(clinic.at_another_node(&announced));
    assert_eq!(refresh(&mut late_tab).await, (200, grandchild));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_form_sealed_with_the_old_key_is_forgotten(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let mut browser = Browser::new(&clinic);
    let answer = browser.post("/fn/login", &[("email", "ann@example.com"), ("password", "x")]).await;
    let mut after = browser.at(clinic.at_another_node(&rotated()));
    let page = after.get(answer.location()).await.expect(200).text;
    assert!(!page.contains("There is a problem") && !page.contains("ann@example.com"), "{page}");
    let page = browser.get(answer.location()).await.expect(200).text;
    assert!(page.contains("There is a problem") && page.contains("ann@example.com"), "{page}");
}
