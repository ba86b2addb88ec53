//! The administrator's pages of tokens.

use serde_json::json;
use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::helpers::{Browser, Client, Clinic};

const TOKENS: &str = "/admin/api-tokens";

/// The secret that a page shows.
pub fn shown(page: &str) -> Option<String> {
    let secret = page.split("<code class=\"secret\">").nth(1)?.split('<').next()?;
    Some(secret.to_owned())
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_token_is_made_shown_once_used_and_revoked(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (mut browser, _) = Browser::of_admin(&clinic, "Sam Keller").await;
    assert!(browser.get(TOKENS).await.expect(200).text.contains("There are no tokens yet."));
    let fields = [("name", "Web <site>"), ("scopes[0]", "directory:read"), ("scopes[2]", "slots:read")];
    let answer = browser.post("/fn/add-api-token", &fields).await;
    let token = answer.location().to_owned();
    assert!(token.starts_with(TOKENS) && !answer.text.contains("praxis_"), "{token}");

    let page = browser.get(&token).await.expect(200).text;
    let secret = shown(&page).unwrap();
    for part in ["Web &lt;site&gt;", "Read the directory; Read free times", "At every location", "Never", "Sam Keller"]
    {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(page.contains("Good until 31 May 2026, 08:00 UTC"), "{page}");
    let page = browser.get(&token).await.expect(200).text;
    assert!(!page.contains(&secret), "a secret is shown once");

    let system = Client { token: Some(secret.clone()), ..clinic.anonymous() };
    system.get("/api/v1/specialties").await.expect(200);
    let page = browser.get(TOKENS).await.expect(200).text;
    assert!(page.contains("2 March 2026, 08:00 UTC") && !page.contains(&secret), "{page}");

    let id = token.rsplit('/').next().unwrap();
    assert_eq!(browser.post("/fn/revoke-api-token", &[("id", id)]).await.location(), token);
    let page = browser.get(&token).await.expect(200).text;
    assert!(page.contains("Revoked 2 March 2026, 08:00 UTC") && !page.contains("Revoke Web"), "{page}");
    system.get("/api/v1/specialties").await.expect_problem(401, "invalid_token");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_token_that_is_refused_comes_back_as_it_was_typed(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (mut browser, _) = Browser::of_admin(&clinic, "Sam Keller").await;
    let fields = [("name", "Call centre"), ("scopes[1]", "slots:read"), ("expires_at", "2020-01-01")];
    let back = browser.post("/fn/add-api-token", &fields).await.location().to_owned();
    assert_eq!(back, TOKENS);
    let page = browser.get(&back).await.expect(200).text;
    for part in ["A token expires some time after now.", "value=\"Call centre\"", "value=\"2020-01-01\""] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(page.contains("value=\"slots:read\" checked>") && page.matches(" checked>").count() == 1, "{page}");
    let back = browser.post("/fn/add-api-token", &[("name", "Nothing")]).await.location().to_owned();
    let page = browser.get(&back).await.expect(200).text;
    assert!(page.contains("Choose what the token may do.") && page.contains("id=\"scopes-error\""), "{page}");
    assert!(page.contains("There are no tokens yet."), "{page}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn tokens_are_listed_in_pages(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (mut browser, admin) = Browser::of_admin(&clinic, "Sam Keller").await;
    for number in 1..=51 {
        let body = json!({ "name": format!("System {number}"), "scopes": ["slots:read"] });
        admin.post("/api/v1/admin/api-tokens", body).await.expect(201);
    }
    let page = browser.get(TOKENS).await.expect(200).text;
    assert!(page.contains("System 51<") && !page.contains("System 1<"), "{page}");
    let next = page.split(&format!("href=\"{TOKENS}?page=")).nth(1).unwrap().split('"').next().unwrap();
    let page = browser.get(&format!("{TOKENS}?page={next}")).await.expect(200).text;
    assert!(page.contains("System 1<") && !page.contains("System 2<"), "{page}");
}
