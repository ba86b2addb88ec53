//! Tokens of external systems: closed doors everywhere, but for a short list. The routes, pages and server functions come
//! from the program itself, so that what is added is closed too, or named here.

use axum::http::{Method, Request, header};
use leptos::server_fn::axum::server_fn_paths;
use leptos_axum::generate_route_list;
use serde_json::json;
use server::db::MIGRATOR;
use sqlx::PgPool;

use super::{Everybody, rest};
use crate::helpers::{Answer, Client};

const SCOPES: [&str; 3] = ["directory:read", "slots:read", "appointments:write"];

/// What a scope opens, and what is answered there.
const OPENS: &[(&str, &str, u16)] = &[
    ("directory:read", "GET /specialties", 200),
    ("directory:read", "GET /specialties/{id}", 404),
    ("directory:read", "GET /locations", 200),
    ("directory:read", "GET /locations/{id}", 404),
    ("directory:read", "GET /departments", 200),
    ("directory:read", "GET /departments/{id}", 404),
    ("directory:read", "GET /visit-types", 422),
    ("directory:read", "GET /visit-types/{id}", 404),
    ("directory:read", "GET /doctors", 200),
    ("directory:read", "GET /doctors/{id}", 200),
    ("slots:read", "GET /doctors/{id}/availability", 200),
    ("slots:read", "GET /doctors/{id}/slots", 200),
    ("slots:read", "GET /doctors/{id}/slots/live", 200),
    ("appointments:write", "GET /appointments", 200),
    ("appointments:write", "POST /appointments", 422),
    // A patient booked it.
    ("appointments:write", "GET /appointments/{id}", 404),
    ("appointments:write", "PATCH /appointments/{id}", 404),
    ("appointments:write", "DELETE /appointments/{id}", 404),
];

/// What anybody may know, with any token or none.
const OPEN_TO_ALL: [&str; 6] =
    ["/health", "/health/live", "/health/ready", "/openapi.json", "/problems", "/problems/{code}"];

async fn system(everybody: &Everybody, scopes: &[&str]) -> Client {
    let admin = everybody.callers.last().unwrap();
    let body = json!({ "name": "Website", "scopes": scopes });
    let made = admin.post("/api/v1/admin/api-tokens", body).await.expect(201).json();
    Client { token: Some(made["token"].as_str().unwrap().to_owned()), ..everybody.clinic.anonymous() }
}

/// What was answered otherwise, if it was.
fn complaint(what: &str, answer: &Answer, expected: u16) -> Option<String> {
    let refused = answer.status.is_client_error() && answer.text.contains("\"code\":\"insufficient_scope\"");
    let fits = answer.status.as_u16() == expected && (expected == 403) == refused;
    (!fits).then(|| format!("{what}: {}, not {expected}: {:.300}", answer.status, answer.text))
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_token_opens_no_route_but_those_of_its_scope(pool: PgPool) {
    let mut everybody = Everybody::meet(pool).await;
    let (mut complaints, mut opened) = (Vec::new(), 0);
    for scope in SCOPES {
        let token = system(&everybody, &[scope]).await;
        for (method, path, _) in rest::ROWS {
            let (call, address) = (format!("{method} {path}"), rest::about(&mut everybody, path).await);
            let row = OPENS.iter().find(|row| (row.0, row.1) == (scope, &call));
            let open_to_all = *method == "GET" && OPEN_TO_ALL.contains(path);
            let expected = row.map_or(if open_to_all { 200 } else { 403 }, |row| row.2);
            let body = if *method == "GET" { "" } else { "{}" };
            let method: Method = method.parse().unwrap();
            let answer = token.with_body(method, &format!("/api/v1{address}"), "application/json", body).await;
            complaints.extend(complaint(&format!("{call} with {scope}"), &answer, expected));
            opened += usize::from(row.is_some());
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    assert_eq!(opened, OPENS.len(), "each of them is a route");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_token_opens_no_page_and_no_server_function(pool: PgPool) {
    let everybody = Everybody::meet(pool).await;
    let token = system(&everybody, &SCOPES).await;
    let bearer = format!("Bearer {}", token.token.as_ref().unwrap());
    let mut complaints = Vec::new();
    let pages: Vec<_> = generate_route_list(app::App).iter().map(|route| route.path().to_owned()).collect();
    assert!(pages.len() > 10, "{pages:?}");
    for page in pages.iter().map(String::as_str).chain(["/nowhere", "/favicon.ico", "/dev/mail.json"]) {
        let address = page.replace("{code}", "slot_taken").replace("{slug}", "xenia-holt").replace("{id}", "x");
        let request = Request::get(address).header(header::ACCEPT, "text/html").header(header::AUTHORIZATION, &bearer);
        let answer = token.send(request.body(axum::body::Body::empty()).unwrap()).await;
        complaints.extend(complaint(page, &answer, if OPEN_TO_ALL.contains(&page) { 200 } else { 403 }));
    }
    let functions: Vec<_> = server_fn_paths().collect();
    assert!(functions.len() > 20);
    for (function, method) in functions {
        let answer = token.with_body(method, function, "application/x-www-form-urlencoded", "key=xenia-holt").await;
        complaints.extend(complaint(function, &answer, 403));
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}
