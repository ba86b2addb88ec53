//! How what happened reaches other systems, or does not.

use std::sync::Arc;

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::TimeDelta;
use domain::ids::WebhookId;
use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use server::{
    config::{SecretKey, Settings},
    db::MIGRATOR,
    jobs,
    startup::AppState,
};
use sha2::Sha256;
use sqlx::PgPool;

use crate::helpers::{Client, Clinic, PASSWORD, Received, Receiver, SECRET, settings};

/// A webhook, its receiver, and who administers it.
struct Hooked {
    clinic: Clinic,
    admin: Client,
    receiver: Receiver,
    id: WebhookId,
    path: String,
    secret: String,
}

async fn hooked(pool: PgPool) -> Hooked {
    let clinic = Clinic::open(pool).await;
    let (admin, receiver) = (clinic.admin("Sam Keller").await, Receiver::open().await);
    let webhook = receiver.register(&admin).await;
    let id = webhook["id"].as_str().unwrap();
    let path = format!("/api/v1/admin/webhooks/{id}");
    let secret = webhook["secret"].as_str().unwrap().to_owned();
    Hooked { id: id.parse().unwrap(), path, secret, clinic, admin, receiver }
}

impl Hooked {
    /// Something that is to be told.
    async fn test(&self) -> Value {
        self.admin.post(&format!("{}/test", self.path), json!({})).await.expect(202).json()
    }

    /// What is due goes out.
    async fn send(&self) -> Vec<Received> {
        self.clinic.state.services.send_webhooks(self.id).await.unwrap();
        self.receiver.received()
    }

    /// Time goes by, and tokens run out.
    async fn wait(&mut self, pause: TimeDelta) {
        self.clinic.clock.advance(pause);
        self.admin = self.clinic.again(&self.admin).await;
    }

    async fn log(&self) -> Vec<Value> {
        let log = self.admin.get(&format!("{}/deliveries", self.path)).await.expect(200).json();
        log["items"].as_array().unwrap().clone()
    }

    async fn webhook(&self) -> Value {
        self.admin.get(&self.path).await.expect(200).json()
    }
}

/// As a receiver computes it that knows nothing but the specification.
fn signature(secret: &str, received: &Received) -> String {
    let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
    let signed =
        [received.header("webhook-id"), received.header("webhook-timestamp"), received.text.as_str()].join(".");
    mac.update(signed.as_bytes());
    format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn every_request_is_signed_and_with_the_old_secret_too_for_a_day(pool: PgPool) {
    let mut it = hooked(pool).await;
    let delivery = it.test().await;
    let received = it.send().await.remove(0);
    assert_eq!(received.json(), json!({ "type": "webhook.test", "timestamp": "2026-03-02T08:00:00Z", "data": {} }));
    assert_eq!(received.header("webhook-id"), delivery["id"].as_str().unwrap());
    assert_eq!(received.header("webhook-timestamp"), "1772438400");
    assert_eq!(received.header("webhook-signature"), signature(&it.secret, &received));

    let renewed = it.admin.post(&format!("{}/secret", it.path), json!({})).await.expect(200).json();
    let new = renewed["secret"].as_str().unwrap().to_owned();
    it.test().await;
    let received = it.send().await.remove(0);
    let both = format!("{} {}", signature(&new, &received), signature(&it.secret, &received));
    assert_eq!(received.header("webhook-signature"), both);

    it.wait(TimeDelta::hours(24)).await;
    assert_eq!(it.webhook().await["previous_secret_until"], Value::Null);
    it.test().await;
    let received = it.send().await.remove(0);
    assert_eq!(received.header("webhook-signature"), signature(&new, &received));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_the_previous_key_of_the_server_sealed_still_signs(pool: PgPool) {
    let it = hooked(pool).await;
    let key = |text: &str| SecretKey::new(text.to_owned()).unwrap();
    let node = |previous: Option<SecretKey>| {
        let secret_key = key("another-secret-another-secret-32");
        let settings = Settings { secret_key, secret_key_previous: previous, ..settings() };
        AppState::new(it.clinic.pool.clone(), Arc::new(it.clinic.clock.clone()), &settings).services
    };
    it.test().await;
    node(None).send_webhooks(it.id).await.unwrap();
    assert!(it.receiver.received().is_empty());
    assert_eq!(it.log().await[0]["last_error"], "secret_unreadable");
    it.clinic.clock.advance(TimeDelta::seconds(6));
    node(Some(key(SECRET))).send_webhooks(it.id).await.unwrap();
    let received = it.receiver.received().remove(0);
    assert_eq!(received.header("webhook-signature"), signature(&it.secret, &received));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_is_not_taken_is_tried_again_and_again_and_then_given_up(pool: PgPool) {
    let mut it = hooked(pool).await;
    it.receiver.answer_with(500);
    let delivery = it.test().await;
    let first = it.send().await.remove(0);
    for (tried, pause) in (1..).zip([5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]) {
        let line = &it.log().await[0];
        assert_eq!(
            (&line["status"], &line["attempts"], &line["last_status"]),
            (&json!("pending"), &json!(tried), &json!(500))
        );
        it.wait(TimeDelta::seconds(pause - 1)).await;
        assert!(it.send().await.is_empty(), "not before {pause} seconds");
        // Up to a tenth later, so that not everybody comes back at once.
        it.wait(TimeDelta::seconds(2 + pause / 10)).await;
        let again = it.send().await.remove(0);
        assert_eq!((again.header("webhook-id"), &again.text), (first.header("webhook-id"), &first.text));
        assert_ne!(again.header("webhook-timestamp"), first.header("webhook-timestamp"));
        assert_eq!(again.header("webhook-signature"), signature(&it.secret, &again));
    }
    let line = it.log().await.remove(0);
    let expected = json!({
        "id": delivery["id"], "event": "webhook.test", "created_at": "2026-03-02T08:00:00Z", "status": "failed",
        "attempts": 10, "last_status": 500, "last_error": null, "next_attempt_at": null, "delivered_at": null,
    });
    assert_eq!(line, expected);
    it.wait(TimeDelta::days(2)).await;
    assert!(it.send().await.is_empty());
    assert_eq!(it.webhook().await["failing_since"], "2026-03-02T08:00:00Z");

    it.receiver.answer_with(204);
    let replay = format!("{}/deliveries/{}/replay", it.path, delivery["id"].as_str().unwrap());
    let replayed = it.admin.post(&replay, json!({})).await.expect(202).json();
    assert_eq!((&replayed["id"], &replayed["status"]), (&delivery["id"], &json!("pending")));
    it.clinic.do_jobs().await;
    let again = it.receiver.received().remove(0);
    assert_eq!((again.header("webhook-id"), &again.text), (first.header("webhook-id"), &first.text));
    assert_eq!(again.header("webhook-signature"), signature(&it.secret, &again));
    let line = it.log().await.remove(0);
    assert_eq!(
        (&line["status"], &line["attempts"], &line["last_status"]),
        (&json!("delivered"), &json!(1), &json!(204))
    );
    assert!(line["delivered_at"].is_string());
    assert_eq!(it.webhook().await["failing_since"], Value::Null);
    // Also what was taken can be asked for again.
    it.admin.post(&replay, json!({})).await.expect(202);
    it.clinic.do_jobs().await;
    assert_eq!(it.receiver.received().len(), 1);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_next_try_is_a_job_of_its_own(pool: PgPool) {
    let it = hooked(pool).await;
    it.receiver.answer_with(503);
    it.test().await;
    it.clinic.do_jobs().await;
    assert_eq!(it.receiver.received().len(), 1);
    it.clinic.do_jobs().await;
    assert!(it.receiver.received().is_empty(), "not yet");
    let waiting: f64 = sqlx::query_scalar(
        "select extract(epoch from min(run_at) - now())::float8 from graphile_worker.jobs where task_identifier = 'send_webhooks'",
    )
    .fetch_one(&it.clinic.pool)
    .await
    .unwrap();
    assert!((3.0..6.0).contains(&waiting), "{waiting}");
    it.clinic.clock.advance(TimeDelta::seconds(6));
    sqlx::query("update graphile_worker._private_jobs set run_at = now()").execute(&it.clinic.pool).await.unwrap();
    it.clinic.do_jobs().await;
    assert_eq!(it.receiver.received().len(), 1);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_try_that_nobody_told_the_end_of_is_made_again(pool: PgPool) {
    let it = hooked(pool).await;
    it.test().await;
    // As if the server had died in the midst of it.
    let taken = "update webhook_deliveries set attempts = 1, next_attempt_at = next_attempt_at + interval '1 minute'";
    sqlx::query(taken).execute(&it.clinic.pool).await.unwrap();
    assert!(it.send().await.is_empty());
    it.clinic.clock.advance(TimeDelta::minutes(1));
    assert_eq!(it.send().await.len(), 1);
    assert_eq!(it.log().await[0]["attempts"], 2);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_receiver_that_is_gone_is_switched_off_until_somebody_switches_it_on(pool: PgPool) {
    let it = hooked(pool).await;
    it.receiver.answer_with(410);
    it.test().await;
    let waits = it.test().await;
    assert_eq!(it.send().await.len(), 1);
    let webhook = it.webhook().await;
    assert_eq!((&webhook["active"], &webhook["disabled_reason"]), (&json!(false), &json!("gone")));
    let log = it.log().await;
    assert_eq!(log.iter().filter(|line| line["status"] == "failed" && line["last_status"] == 410).count(), 1);
    assert!(it.send().await.is_empty(), "it is told nothing any more");
    it.admin.post(&format!("{}/test", it.path), json!({})).await.expect_problem(409, "webhook_off");
    let replay = format!("{}/deliveries/{}/replay", it.path, waits["id"].as_str().unwrap());
    it.admin.post(&replay, json!({})).await.expect_problem(409, "webhook_off");
    let noted = it.admin.get("/api/v1/admin/audit?action=webhook_changed&limit=1").await.expect(200).json();
    let entry = &noted["items"][0];
    assert_eq!(
        (&entry["actor_id"], &entry["details"]),
        (&Value::Null, &json!({ "how": "switched_off", "why": "gone" }))
    );

    it.receiver.answer_with(204);
    let on = it.admin.patch(&it.path, json!({ "active": true })).await.expect(200).json();
    assert_eq!(
        (&on["active"], &on["disabled_reason"], &on["failing_since"]),
        (&json!(true), &Value::Null, &Value::Null)
    );
    it.clinic.do_jobs().await;
    assert_eq!(it.receiver.received().len(), 1, "what waited goes out");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_receiver_that_takes_nothing_for_five_days_is_switched_off(pool: PgPool) {
    let mut it = hooked(pool).await;
    it.receiver.answer_with(404);
    for day in 0..5 {
        it.test().await;
        it.send().await;
        assert_eq!(it.webhook().await["active"], json!(true), "day {day}");
        it.wait(TimeDelta::days(1)).await;
    }
    it.send().await;
    let webhook = it.webhook().await;
    assert_eq!((&webhook["active"], &webhook["disabled_reason"]), (&json!(false), &json!("failing")));
    // What gets through in between begins the days anew.
    it.admin.patch(&it.path, json!({ "active": true })).await.expect(200);
    it.wait(TimeDelta::days(4)).await;
    it.receiver.answer_with(200);
    it.send().await;
    it.receiver.answer_with(404);
    it.wait(TimeDelta::days(4)).await;
    it.test().await;
    it.send().await;
    assert_eq!(it.webhook().await["active"], json!(true));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn redirects_are_not_followed(pool: PgPool) {
    let it = hooked(pool).await;
    for status in [301, 302, 307, 308] {
        it.receiver.answer_with(status);
        it.test().await;
        let received = it.send().await;
        assert_eq!(received.iter().map(|one| one.path.as_str()).collect::<Vec<_>>(), ["/hook"]);
        assert!(it.log().await.iter().any(|line| line["last_status"] == status && line["status"] == "pending"));
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn nothing_is_sent_to_private_networks_whatever_a_name_stands_for_by_now(pool: PgPool) {
    let it = hooked(pool).await;
    let strict = Settings { webhook_allow_private: false, ..settings() };
    let node = AppState::new(it.clinic.pool.clone(), Arc::new(it.clinic.clock.clone()), &strict).services;
    for url in [it.receiver.url_at("127.0.0.1"), it.receiver.url_at("localhost"), it.receiver.url_at("[::ffff:7f00:1]")]
    {
        it.admin.patch(&it.path, json!({ "url": url })).await.expect(200);
        it.test().await;
        node.send_webhooks(it.id).await.unwrap();
        assert!(it.receiver.received().is_empty(), "{url}");
        let log = it.log().await;
        assert!(
            log.iter().all(|line| line["last_error"] == "private_address" && line["last_status"].is_null()),
            "{log:?}"
        );
        it.clinic.clock.advance(TimeDelta::seconds(1));
    }
    it.admin.patch(&it.path, json!({ "url": it.receiver.url_at("localhost") })).await.expect(200);
    it.clinic.clock.advance(TimeDelta::seconds(6));
    assert_eq!(it.send().await.len(), 3, "where they are allowed, it arrives");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_receiver_that_asks_for_a_pause_has_it(pool: PgPool) {
    let it = hooked(pool).await;
    it.receiver.answer_with(429);
    it.test().await;
    it.send().await;
    assert_eq!(it.log().await[0]["next_attempt_at"], "2026-03-02T10:00:00Z");
    it.clinic.clock.advance(TimeDelta::minutes(10));
    assert!(it.send().await.is_empty());
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn no_receiver_is_listened_to_for_long(pool: PgPool) {
    let it = hooked(pool).await;
    it.admin.patch(&it.path, json!({ "url": it.receiver.url_of("/endless") })).await.expect(200);
    it.test().await;
    it.send().await;
    assert_eq!(it.log().await[0]["last_status"], 200);
    assert!(it.receiver.parts_taken() < 8, "all that came until the time was over was read");
    it.admin.patch(&it.path, json!({ "url": it.receiver.url_of("/silent") })).await.expect(200);
    it.test().await;
    it.send().await;
    let log = it.log().await;
    assert!(log.iter().any(|line| line["last_error"] == "timeout" && line["status"] == "pending"), "{log:?}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn mails_do_not_wait_for_receivers(pool: PgPool) {
    let it = hooked(pool).await;
    it.test().await;
    let body = json!({ "full_name": "Bo Lind", "email": "bo.lind@example.com", "password": PASSWORD });
    it.clinic.anonymous().post("/api/v1/auth/register", body).await;
    let [most, webhooks] = jobs::workers(&it.clinic.state.services).await.unwrap();
    most.run_once().await.unwrap();
    assert!(it.receiver.received().is_empty(), "who sends mails tells no receiver anything");
    let mails: i64 = sqlx::query_scalar("select count(*) from dev_mails where recipient = 'bo.lind@example.com'")
        .fetch_one(&it.clinic.pool)
        .await
        .unwrap();
    assert_eq!(mails, 1);
    webhooks.run_once().await.unwrap();
    assert_eq!(it.receiver.received().len(), 1);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn one_that_does_not_answer_keeps_nobody_else_from_being_told(pool: PgPool) {
    let it = hooked(pool).await;
    it.admin.patch(&it.path, json!({ "url": "http://127.0.0.1:1/" })).await.expect(200);
    let other = Receiver::open().await;
    other.register(&it.admin).await;
    let (doctor, ann) = (it.clinic.doctor("Amara Osei").await, it.clinic.patient("Ann Lee").await);
    doctor.open("2026-03-03T10:00", "2026-03-03T11:00").await.expect(201);
    ann.book(&doctor, "2026-03-03T10:00", "2026-03-03T10:30").await.expect(201);
    ann.book(&doctor, "2026-03-03T10:30", "2026-03-03T11:00").await.expect(201);
    assert_eq!(other.told(&it.clinic).await.len(), 2);
    assert!(it.log().await.iter().any(|line| line["last_error"] == "connection"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_log_is_listed_in_pages_latest_first_and_forgotten_after_a_month(pool: PgPool) {
    let mut it = hooked(pool).await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.insert(0, it.test().await["id"].clone());
        it.wait(TimeDelta::seconds(1)).await;
    }
    let path = format!("{}/deliveries", it.path);
    let first = it.admin.get(&format!("{path}?limit=2")).await.expect(200).json();
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = it.admin.get(&format!("{path}?limit=2&cursor={cursor}")).await.expect(200).json();
    let listed: Vec<_> = [&first, &second]
        .iter()
        .flat_map(|page| page["items"].as_array().unwrap())
        .map(|line| line["id"].clone())
        .collect();
    assert_eq!(listed, ids);
    assert_eq!(second["next_cursor"], Value::Null);
    it.admin.get(&format!("{path}?cursor=x")).await.expect_problem(422, "invalid");
    it.admin.get(&format!("{path}?limit=201")).await.expect_problem(422, "invalid");
    let nobodys = "/api/v1/admin/webhooks/019d0000-0000-7000-8000-000000000000";
    it.admin.get(&format!("{nobodys}/deliveries")).await.expect_problem(404, "not_found");
    for id in ["019d0000-0000-7000-8000-000000000000", "mine"] {
        it.admin.post(&format!("{path}/{id}/replay"), json!({})).await.expect_problem(404, "not_found");
    }
    it.clinic.state.services.tidy().await.unwrap();
    assert_eq!(it.log().await.len(), 3);
    it.wait(TimeDelta::days(30)).await;
    it.clinic.state.services.tidy().await.unwrap();
    assert!(it.log().await.is_empty());
}
