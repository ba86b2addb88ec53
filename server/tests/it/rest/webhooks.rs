//! Which other systems are told what happens.

use axum::http::header;
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use server::{config::Settings, db::MIGRATOR};
use sqlx::PgPool;

use crate::helpers::{Clinic, settings};

const WEBHOOKS: &str = "/api/v1/admin/webhooks";

fn hook(url: &str) -> Value {
    json!({ "url": url, "events": ["appointment.booked"] })
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_administrator_adds_changes_and_removes_a_webhook(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let admin = clinic.admin("Sam Keller").await;
    let body = json!({
        "url": " https://example.com/hook?token=canary ", "description": "The ward’s board",
        "events": ["appointment.moved", "appointment.booked"], "secret": "mine", "disabled_reason": "gone",
    });
    let answer = admin.post(WEBHOOKS, body).await.expect(201);
    assert!(!answer.headers.contains_key(header::ETAG), "with its secret it is not what can be read");
    let (path, mut added) = (answer.location().to_owned(), answer.json());
    let secret = added["secret"].take();
    let bytes = STANDARD.decode(secret.as_str().unwrap().strip_prefix("whsec_").unwrap()).unwrap();
    assert_eq!(bytes.len(), 32);
    added.as_object_mut().unwrap().remove("secret");
    let expected = json!({
        "id": added["id"], "url": "https://example.com/hook?token=canary", "description": "The ward’s board",
        "events": ["appointment.booked", "appointment.moved"], "active": true, "disabled_reason": null,
        "failing_since": null, "previous_secret_until": null,
        "created_at": "2026-03-02T08:00:00Z", "updated_at": "2026-03-02T08:00:00Z",
    });
    assert_eq!(added, expected);
    assert_eq!(admin.get(&path).await.expect(200).json(), added, "the secret is shown once");
    assert_eq!(admin.get(WEBHOOKS).await.expect(200).json(), json!({ "items": [added], "next_cursor": null }));

    let body = json!({ "active": false, "description": null, "events": ["appointment.cancelled"] });
    let changed = admin.patch(&path, body).await.expect(200).json();
    assert_eq!(
        (&changed["active"], &changed["description"], &changed["events"], &changed["url"]),
        (&json!(false), &Value::Null, &json!(["appointment.cancelled"]), &expected["url"])
    );
    let renewed = admin.post(&format!("{path}/secret"), json!({})).await.expect(200).json();
    assert_eq!(renewed["previous_secret_until"], "2026-03-03T08:00:00Z");
    assert!(renewed["secret"].as_str().unwrap().starts_with("whsec_") && renewed["secret"] != secret);

    admin.delete(&path).await.expect(204);
    admin.delete(&path).await.expect_problem(404, "not_found");
    admin.get(&path).await.expect_problem(404, "not_found");
    admin.get(&format!("{WEBHOOKS}/mine")).await.expect_problem(404, "not_found");
    let noted = admin.get("/api/v1/admin/audit?action=webhook_changed").await.expect(200);
    assert!(!noted.text.contains("canary"), "an address can hold a secret: {}", noted.text);
    let noted = noted.json();
    let how: Vec<_> = noted["items"].as_array().unwrap().iter().map(|entry| &entry["details"]["how"]).collect();
    assert_eq!(how, ["removed", "secret_renewed", "changed", "added"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn nobody_but_administrators_sees_or_changes_webhooks(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let admin = clinic.admin("Sam Keller").await;
    let path = admin.post(WEBHOOKS, hook("https://example.com")).await.expect(201).location().to_owned();
    for (who, status, code) in [
        (clinic.anonymous(), 401, "unauthenticated"),
        (clinic.patient("Ann Lee").await, 403, "forbidden"),
        (clinic.doctor("Amara Osei").await, 403, "forbidden"),
        (clinic.receptionist("Robin Reyes").await, 403, "forbidden"),
    ] {
        who.get(WEBHOOKS).await.expect_problem(status, code);
        who.post(WEBHOOKS, hook("https://example.com")).await.expect_problem(status, code);
        who.get(&path).await.expect_problem(status, code);
        who.patch(&path, json!({ "url": "https://elsewhere.example" })).await.expect_problem(status, code);
        who.delete(&path).await.expect_problem(status, code);
        who.post(&format!("{path}/secret"), json!({})).await.expect_problem(status, code);
        who.post(&format!("{path}/test"), json!({})).await.expect_problem(status, code);
        who.get(&format!("{path}/deliveries")).await.expect_problem(status, code);
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_webhook_needs_an_address_and_events(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let admin = clinic.admin("Sam Keller").await;
    let long = format!("https://example.com/{}", "x".repeat(2000));
    for (body, pointers) in [
        (json!({}), vec!["/url", "/events"]),
        (json!({ "url": "", "events": [] }), vec!["/url", "/events"]),
        (json!({ "url": "example.com", "events": ["appointment.eaten"] }), vec!["/url", "/events"]),
        (json!({ "url": "https://example.com", "events": ["webhook.test"] }), vec!["/events"]),
        (json!({ "url": "https://example.com", "events": ["appointment.booked", 1] }), vec!["/events/1"]),
        (json!({ "url": "https://example.com", "events": "appointment.booked" }), vec!["/events"]),
        (hook("ftp://example.com"), vec!["/url"]),
        (hook("https://sam:secret@example.com"), vec!["/url"]),
        (hook("https://sam@example.com"), vec!["/url"]),
        (hook("https://exa\nmple.com"), vec!["/url"]),
        (hook("https://"), vec!["/url"]),
        (hook(&long), vec!["/url"]),
    ] {
        let refused = admin.post(WEBHOOKS, body.clone()).await.expect_problem(422, "invalid");
        assert_eq!(refused.pointers(), pointers, "{body}");
    }
    let refused = admin.post(WEBHOOKS, json!({ "url": "https://example.com", "events": ["all"] })).await.json();
    let detail = refused["errors"][0]["detail"].as_str().unwrap();
    assert!(detail.contains("appointment.booked, appointment.moved"), "the known ones are named: {detail}");
    let path = admin.post(WEBHOOKS, hook("https://example.com")).await.expect(201).location().to_owned();
    let refused = admin.patch(&path, json!({ "url": "no", "description": "x".repeat(201), "events": [] })).await;
    assert_eq!(refused.expect_problem(422, "invalid").pointers(), ["/url", "/events", "/description"]);
    assert_eq!(admin.get(WEBHOOKS).await.expect(200).json()["items"].as_array().unwrap().len(), 1);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn where_they_are_not_allowed_addresses_of_private_networks_are_refused(pool: PgPool) {
    let clinic = Clinic::open_with(pool, Settings { webhook_allow_private: false, ..settings() }).await;
    let admin = clinic.admin("Sam Keller").await;
    for (url, code) in [
        ("http://1.1.1.1/hook", "https_required"),
        ("https://127.0.0.1/hook", "private_address"),
        // As browsers read addresses.
        ("https://2130706433/hook", "private_address"),
        ("https://0x7f.1/hook", "private_address"),
        ("https://10.1.2.3:8443/hook", "private_address"),
        ("https://169.254.169.254/latest/meta-data", "private_address"),
        ("https://100.64.1.1/hook", "private_address"),
        ("https://224.0.0.1/hook", "private_address"),
        ("https://[::1]/hook", "private_address"),
        ("https://[::ffff:192.168.0.1]/hook", "private_address"),
        ("https://[fd00:ec2::254]/hook", "private_address"),
        // A name that stands for such an address, and one that stands for nothing.
        ("https://localhost/hook", "private_address"),
        ("https://nowhere.invalid/hook", "unknown_host"),
    ] {
        let refused = admin.post(WEBHOOKS, hook(url)).await.expect_problem(422, "invalid").json();
        assert_eq!((&refused["errors"][0]["pointer"], &refused["errors"][0]["code"]), (&json!("/url"), &json!(code)));
    }
    let path = admin.post(WEBHOOKS, hook("https://1.1.1.1/hook")).await.expect(201).location().to_owned();
    let refused = admin.patch(&path, json!({ "url": "https://[::1]/" })).await.expect_problem(422, "invalid");
    assert_eq!(refused.pointers(), ["/url"]);
    admin.patch(&path, json!({ "url": "https://[2606:4700::1111]/hook" })).await.expect(200);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn webhooks_are_listed_in_pages(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let admin = clinic.admin("Sam Keller").await;
    for number in 0..3 {
        admin.post(WEBHOOKS, hook(&format!("https://example.com/{number}"))).await.expect(201);
    }
    let first = admin.get(&format!("{WEBHOOKS}?limit=2")).await.expect(200).json();
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = admin.get(&format!("{WEBHOOKS}?limit=2&cursor={cursor}")).await.expect(200).json();
    let urls: Vec<_> =
        [&first, &second].iter().flat_map(|page| page["items"].as_array().unwrap()).map(|hook| &hook["url"]).collect();
    assert_eq!(urls, ["https://example.com/0", "https://example.com/1", "https://example.com/2"]);
    assert_eq!(second["next_cursor"], Value::Null);
    admin.get(&format!("{WEBHOOKS}?limit=0")).await.expect_problem(422, "invalid");
    admin.get(&format!("{WEBHOOKS}?cursor=x")).await.expect_problem(422, "invalid");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_secret_is_nowhere_in_the_database(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let admin = clinic.admin("Sam Keller").await;
    // Its answer is not kept for a repetition either.
    let answer = admin.post_once("a-key", WEBHOOKS, hook("https://example.com")).await.expect(201);
    let path = answer.location().to_owned();
    let renewed = admin.post_once("another-key", &format!("{path}/secret"), json!({})).await.expect(200);
    let kept: i64 = sqlx::query_scalar("select count(*) from idempotency_keys").fetch_one(&clinic.pool).await.unwrap();
    assert_eq!(kept, 0);
    let stored: (Vec<u8>, Vec<u8>) =
        sqlx::query_as("select secret, previous_secret from webhooks").fetch_one(&clinic.pool).await.unwrap();
    for (shown, sealed) in [(answer.json(), &stored.1), (renewed.json(), &stored.0)] {
        let text = shown["secret"].as_str().unwrap().strip_prefix("whsec_").unwrap().to_owned();
        let bytes = STANDARD.decode(text).unwrap();
        assert!(sealed.len() > bytes.len());
        assert!(sealed.windows(bytes.len()).all(|window| window != bytes));
    }
}
