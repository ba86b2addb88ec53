//! Who may call what: every route of the API × everybody who could call it. The routes come from the router itself, so a
//! new one without a row here fails.

use std::collections::BTreeSet;

use axum::http::{Method, header};
use serde_json::{Value, json};
use server::{db::MIGRATOR, rest};
use sqlx::PgPool;

use crate::helpers::{Client, Clinic};

/// Nobody, the patient of the appointment, another patient, its doctor, another doctor, the receptionist of its location,
/// an administrator.
const CALLERS: [&str; 7] = ["anonymous", "patient A", "patient B", "doctor X", "doctor Y", "receptionist", "admin"];

/// Method, path and the status each of [`CALLERS`] gets. Bodies are empty objects: 422 says that the caller may, and has
/// to say more.
type Row = (&'static str, &'static str, [u16; 7]);

const ANYONE: [u16; 7] = [200; 7];
const SIGNED_IN: [u16; 7] = [401, 200, 200, 200, 200, 200, 200];

const ROWS: &[Row] = &[
    ("GET", "/health", ANYONE),
    ("GET", "/health/live", ANYONE),
    ("GET", "/health/ready", ANYONE),
    ("GET", "/specialties", ANYONE),
    ("GET", "/locations", ANYONE),
    ("GET", "/doctors", ANYONE),
    ("GET", "/doctors/{id}", ANYONE),
    ("GET", "/doctors/{id}/availability", ANYONE),
    ("GET", "/doctors/{id}/slots", ANYONE),
    ("POST", "/auth/register", [422; 7]),
    ("POST", "/auth/login", [401; 7]),
    ("POST", "/auth/refresh", [401; 7]),
    ("POST", "/auth/forgot-password", [422; 7]),
    ("POST", "/auth/reset-password", [422; 7]),
    ("POST", "/auth/verify-email", [422; 7]),
    ("POST", "/auth/logout", [401, 204, 204, 204, 204, 204, 204]),
    ("POST", "/auth/change-password", [401, 422, 422, 422, 422, 422, 422]),
    ("GET", "/auth/me", SIGNED_IN),
    ("GET", "/users/me", SIGNED_IN),
    ("PATCH", "/users/me", SIGNED_IN),
    ("DELETE", "/users/me", [401, 422, 422, 422, 422, 422, 422]),
    ("GET", "/users/me/export", SIGNED_IN),
    ("GET", "/auth/sessions", SIGNED_IN),
    ("GET", "/auth/two-step", SIGNED_IN),
    ("POST", "/auth/two-step/start", [401, 201, 201, 201, 201, 201, 201]),
    ("POST", "/auth/two-step/confirm", [401, 422, 422, 422, 422, 422, 422]),
    ("POST", "/auth/two-step/recovery-codes", [401, 422, 422, 422, 422, 422, 422]),
    ("POST", "/auth/two-step/turn-off", [401, 422, 422, 422, 422, 422, 422]),
    // Nobody's session: one's own are tried in the tests of sessions.
    ("DELETE", "/auth/sessions/{id}", [401, 404, 404, 404, 404, 404, 404]),
    ("GET", "/users", [401, 403, 403, 403, 403, 403, 200]),
    ("GET", "/admin/users", [401, 403, 403, 403, 403, 403, 200]),
    ("GET", "/users/{id}", [401, 403, 403, 403, 403, 403, 200]),
    ("PATCH", "/users/{id}", [401, 403, 403, 403, 403, 403, 200]),
    ("GET", "/admin/audit", [401, 403, 403, 403, 403, 403, 200]),
    ("POST", "/doctors/availability", [401, 403, 403, 422, 422, 403, 403]),
    ("GET", "/doctors/me/schedule", [401, 403, 403, 200, 200, 403, 403]),
    ("PUT", "/doctors/me/schedule", [401, 403, 403, 422, 422, 403, 403]),
    ("GET", "/doctors/me/appointments", [401, 403, 403, 200, 200, 403, 403]),
    ("GET", "/doctors/my-appointments", [401, 403, 403, 200, 200, 403, 403]),
    ("GET", "/appointments", SIGNED_IN),
    ("GET", "/appointments/my-appointments", SIGNED_IN),
    ("POST", "/appointments", [401, 404, 404, 403, 403, 403, 403]),
    ("GET", "/appointments/{id}", [401, 200, 404, 200, 404, 200, 200]),
    ("DELETE", "/appointments/{id}", [401, 204, 404, 204, 404, 204, 204]),
];

/// What a router says of itself: `RouteId(3): "/path"`.
fn paths() -> BTreeSet<String> {
    let text = format!("{:?}", rest::router());
    let node = text.split("paths: {").nth(1).expect("the router tells its paths");
    let node = &node[..node.find('}').map_or(node.len(), |_| node.find("\"}").map_or(node.len(), |end| end + 1))];
    node.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

struct Everybody {
    clinic: Clinic,
    callers: Vec<Client>,
    hour: u32,
}

impl Everybody {
    async fn meet(pool: PgPool) -> Self {
        let clinic = Clinic::open(pool).await;
        let (x, y) = (clinic.doctor("Xenia Holt").await, clinic.doctor("Yusuf Aydin").await);
        x.open("2026-03-03T00:00", "2026-03-03T23:00").await.expect(201);
        x.open("2026-03-04T00:00", "2026-03-04T23:00").await.expect(201);
        let (a, b) = (clinic.patient("Ann Lee").await, clinic.patient("Bo Lind").await);
        let (reception, admin) = (clinic.receptionist("Robin Reyes").await, clinic.admin("Sam Keller").await);
        let callers = vec![clinic.anonymous(), a, b, x, y, reception, admin];
        Self { clinic, callers, hour: 0 }
    }

    /// A new appointment of patient A with doctor X.
    async fn appointment(&mut self) -> Value {
        let start = format!("2026-03-{:02}T{:02}:00", 3 + self.hour / 20, self.hour % 20);
        let end = format!("2026-03-{:02}T{:02}:30", 3 + self.hour / 20, self.hour % 20);
        self.hour += 1;
        self.callers[1].book(&self.callers[3], &start, &end).await.expect(201).json()["id"].clone()
    }

    /// The path for this call, about the appointment, the doctor X or the patient A.
    async fn about(&mut self, path: &str) -> String {
        let id = match path {
            path if path.starts_with("/appointments/{id}") => self.appointment().await,
            path if path.starts_with("/doctors/{id}") => json!(self.callers[3].id),
            path if path.starts_with("/users/{id}") => json!(self.callers[1].id),
            _ => json!("019d0000-0000-7000-8000-000000000000"),
        };
        path.replace("{id}", id.as_str().unwrap())
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn every_route_answers_everybody_as_the_table_says(pool: PgPool) {
    let mut everybody = Everybody::meet(pool).await;
    let mut wrong = Vec::new();
    for (method, path, expected) in ROWS {
        for (index, caller) in CALLERS.iter().enumerate() {
            let about = everybody.about(path).await;
            // Signing out ends a session; everybody starts anew.
            let client = match (*path, &everybody.callers[index]) {
                ("/auth/logout", client) if client.token.is_some() => everybody.clinic.again(client).await,
                (_, client) => client.clone(),
            };
            let method: Method = method.parse().unwrap();
            let body = if method == Method::GET { String::new() } else { "{}".to_owned() };
            let address = format!("/api/v1{about}");
            let answer = client.with_body(method.clone(), &address, "application/json", body).await;
            if answer.status.as_u16() != expected[index] {
                wrong.push(format!(
                    "{method} {path} as {caller}: {}, not {}: {}",
                    answer.status, expected[index], answer.text
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_table_has_a_row_for_every_route_and_every_method(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let mut routes = BTreeSet::new();
    for path in paths() {
        // `Allow` names the methods (RFC 9110, section 10.2.1).
        let address = format!("/api/v1{}", path.replace("{id}", "x"));
        let answer =
            clinic.anonymous().with_body(Method::from_bytes(b"BREW").unwrap(), &address, "text/plain", "").await;
        let allow = answer.headers[header::ALLOW].to_str().unwrap().to_owned();
        routes.extend(allow.split(',').filter(|method| *method != "HEAD").map(|method| format!("{method} {path}")));
    }
    let rows: BTreeSet<String> = ROWS.iter().map(|(method, path, _)| format!("{method} {path}")).collect();
    assert!(routes.len() > 20, "{routes:?}");
    assert_eq!(routes, rows);
}
