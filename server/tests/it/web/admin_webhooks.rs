//! The administrator's pages of webhooks.

use serde_json::json;
use server::db::MIGRATOR;
use sqlx::PgPool;

use super::admin_api_tokens::shown;
use crate::helpers::{Browser, Clinic, Receiver};

const WEBHOOKS: &str = "/admin/webhooks";

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_webhook_is_added_tried_changed_and_removed(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let receiver = Receiver::open().await;
    let (mut browser, _) = Browser::of_admin(&clinic, "Sam Keller").await;
    let fields = [("url", receiver.url.as_str()), ("events[0]", "appointment.booked"), ("description", "Ward <board>")];
    let webhook = browser.post("/fn/add-webhook", &fields).await.location().to_owned();
    let id = webhook.rsplit('/').next().unwrap().to_owned();
    let page = browser.get(&webhook).await.expect(200).text;
    let secret = shown(&page).unwrap();
    assert!(secret.starts_with("whsec_") && page.contains("Ward &lt;board&gt;"), "{page}");
    assert!(page.contains("It was told nothing yet.") && page.contains("<dd>On</dd>"), "{page}");
    assert!(!browser.get(&webhook).await.expect(200).text.contains(&secret), "a secret is shown once");

    assert_eq!(browser.post("/fn/test-webhook", &[("id", &id)]).await.location(), webhook);
    assert!(browser.get(&webhook).await.expect(200).text.contains("Is being sent"));
    clinic.state.services.send_webhooks(id.parse().unwrap()).await.unwrap();
    let page = browser.get(&webhook).await.expect(200).text;
    assert!(page.contains("Delivered 2 March 2026, 08:00 UTC, answered 204"), "{page}");
    let delivery = page.split("name=\"id\" value=\"").nth(2).unwrap().split('"').next().unwrap();
    receiver.answer_with(500);
    browser.post("/fn/replay-delivery", &[("webhook_id", &id), ("id", delivery)]).await;
    clinic.state.services.send_webhooks(id.parse().unwrap()).await.unwrap();
    let page = browser.get(&webhook).await.expect(200).text;
    assert!(page.contains("Tried once, answered 500; tried again 2 March 2026, 08:00 UTC"), "{page}");
    assert!(page.contains("On, but nothing got through since 2 March 2026, 08:00 UTC"), "{page}");

    browser.post("/fn/renew-webhook-secret", &[("id", &id)]).await;
    let page = browser.get(&webhook).await.expect(200).text;
    assert!(shown(&page).is_some_and(|new| new != secret), "{page}");
    assert!(page.contains("holds as well until 3 March 2026, 08:00 UTC"), "{page}");

    // A box that is not ticked is not sent.
    let fields = [("id", id.as_str()), ("url", &receiver.url), ("events[1]", "appointment.moved"), ("description", "")];
    browser.post("/fn/change-webhook", &fields).await;
    let page = browser.get(&webhook).await.expect(200).text;
    assert!(page.contains("The webhook is saved.") && page.contains("<dd>Off</dd>"), "{page}");
    assert!(page.contains("<dd>Appointment moved</dd>") && !page.contains("Ward"), "{page}");
    browser.post("/fn/test-webhook", &[("id", &id)]).await;
    let page = browser.get(&webhook).await.expect(200).text;
    assert!(page.contains("This webhook is switched off. Switch it on first."), "{page}");

    assert_eq!(browser.post("/fn/remove-webhook", &[("id", &id)]).await.location(), WEBHOOKS);
    assert!(browser.get(WEBHOOKS).await.expect(200).text.contains("There are no webhooks yet."));
    browser.get(&webhook).await.expect(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_webhook_that_is_refused_comes_back_as_it_was_typed(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (mut browser, admin) = Browser::of_admin(&clinic, "Sam Keller").await;
    let fields = [("url", "nowhere"), ("events[3]", "appointment.checked_in"), ("description", "The ward")];
    let back = browser.post("/fn/add-webhook", &fields).await.location().to_owned();
    assert_eq!(back, WEBHOOKS);
    let page = browser.get(&back).await.expect(200).text;
    assert!(page.contains("id=\"url-error\"") && page.contains("value=\"nowhere\""), "{page}");
    assert!(page.contains("value=\"appointment.checked_in\" checked") && page.contains("The ward"), "{page}");

    let hook = json!({ "url": "https://example.com/hook", "events": ["appointment.booked"] });
    let id = admin.post("/api/v1/admin/webhooks", hook).await.expect(201).json()["id"].as_str().unwrap().to_owned();
    let fields = [("id", id.as_str()), ("url", "https://example.com/hook"), ("description", "The ward")];
    let back = browser.post("/fn/change-webhook", &fields).await.location().to_owned();
    let page = browser.get(&back).await.expect(200).text;
    assert!(page.contains("id=\"events-error\"") && page.contains("value=\"The ward\""), "{page}");
    // What was not ticked stays so, the switch too.
    assert!(!page.contains(" checked>") && page.contains("Choose what is told."), "{page}");
}
