//! The document as pages, and their files.

use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::helpers::Clinic;

const PAGES: [&str; 2] = ["/docs", "/redoc"];
const FILES: [(&str, &str); 7] = [
    ("/docs/swagger-ui.css", "text/css; charset=utf-8"),
    ("/docs/swagger-ui-bundle.js", "text/javascript; charset=utf-8"),
    ("/docs/page.css", "text/css; charset=utf-8"),
    ("/docs/start.js", "text/javascript; charset=utf-8"),
    ("/redoc/redoc.standalone.js", "text/javascript; charset=utf-8"),
    ("/redoc/page.css", "text/css; charset=utf-8"),
    ("/redoc/start.js", "text/javascript; charset=utf-8"),
];

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_pages_have_a_title_and_a_language_and_load_nothing_from_elsewhere(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    for path in PAGES {
        let page = clinic.anonymous().get(path).await.expect(200);
        assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
        for part in ["<html lang=\"en\">", "<title>The API of Praxis</title>", "width=device-width", "<noscript>"] {
            assert!(page.text.contains(part), "{path}: {part}");
        }
        assert!(!page.text.contains("//"), "{path} names another host");
        let mut loaded = page.text.split(['"']).filter(|text| text.starts_with(path)).collect::<Vec<_>>();
        loaded.dedup();
        assert!(loaded.len() > 2, "{loaded:?}");
        for file in loaded {
            assert!(FILES.iter().any(|(known, _)| *known == file), "{path} loads {file}");
        }
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn every_file_of_the_pages_is_in_the_program(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    for (path, kind) in FILES {
        let file = clinic.anonymous().get(path).await.expect(200);
        assert_eq!(file.headers["content-type"], kind, "{path}");
        assert_eq!(file.headers["cache-control"], "public, max-age=86400", "{path}");
        assert!(file.headers["content-security-policy"].to_str().unwrap().starts_with("default-src 'none';"), "{path}");
        // What its maker's logo was fetched from.
        assert!(!file.text.contains("cdn."), "{path} names another host's files");
    }
    clinic.anonymous().get("/docs/index.html").await.expect(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_pages_are_allowed_what_they_need_and_nothing_more(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let mut policies = Vec::new();
    for path in ["/docs", "/redoc", "/redoc"] {
        let page = clinic.anonymous().get(path).await.expect(200);
        let policy = page.headers["content-security-policy"].to_str().unwrap().to_owned();
        for rule in ["default-src 'none'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'"] {
            assert!(policy.contains(rule), "{path}: {policy}");
        }
        for loose in ["unsafe", "http", "*"] {
            assert!(!policy.contains(loose), "{path}: {policy}");
        }
        policies.push(policy);
    }
    assert!(!policies[0].contains("nonce") && !policies[0].contains("blob"), "{}", policies[0]);
    assert!(policies[1].contains("style-src 'self' 'nonce-") && policies[1] != policies[2], "{policies:?}");
}
