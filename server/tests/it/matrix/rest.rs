//! The API.

use std::collections::BTreeSet;

use axum::http::{Method, header};
use server::{db::MIGRATOR, rest};
use sqlx::PgPool;

use super::{ANYONE, CALLERS, Complaints, Everybody, SIGNED_IN, Statuses};
use crate::helpers::Clinic;

/// Method, path, and what everybody gets. Bodies are empty objects: 422 says that the caller may, and has to say more.
type Row = (&'static str, &'static str, Statuses);

/// What administrators add to …
const ADMINISTERED_LIST: Statuses = [401, 403, 403, 403, 403, 403, 422];
/// … and change; there is none with the id that is asked for.
const ADMINISTERED: Statuses = [401, 403, 403, 403, 403, 403, 404];

pub(super) const ROWS: &[Row] = &[
    ("GET", "/health", ANYONE),
    ("GET", "/health/live", ANYONE),
    ("GET", "/health/ready", ANYONE),
    ("GET", "/openapi.json", ANYONE),
    ("GET", "/specialties", ANYONE),
    ("GET", "/locations", ANYONE),
    ("POST", "/specialties", ADMINISTERED_LIST),
    ("GET", "/specialties/{id}", [404; 7]),
    ("PATCH", "/specialties/{id}", ADMINISTERED),
    ("DELETE", "/specialties/{id}", ADMINISTERED),
    ("POST", "/locations", ADMINISTERED_LIST),
    ("GET", "/locations/{id}", [404; 7]),
    ("PATCH", "/locations/{id}", ADMINISTERED),
    ("DELETE", "/locations/{id}", ADMINISTERED),
    ("GET", "/departments", ANYONE),
    ("POST", "/departments", ADMINISTERED_LIST),
    ("GET", "/departments/{id}", [404; 7]),
    ("PATCH", "/departments/{id}", ADMINISTERED),
    ("DELETE", "/departments/{id}", ADMINISTERED),
    ("GET", "/doctors", ANYONE),
    ("POST", "/doctors", ADMINISTERED_LIST),
    ("PATCH", "/doctors/{id}", [401, 403, 403, 200, 403, 403, 200]),
    ("GET", "/doctors/{id}", ANYONE),
    ("GET", "/doctors/{id}/availability", ANYONE),
    ("GET", "/doctors/{id}/slots", ANYONE),
    ("GET", "/doctors/{id}/slots/live", ANYONE),
    // Without a time to explain.
    ("GET", "/doctors/{id}/slots/explain", [401, 422, 422, 422, 422, 422, 422]),
    ("GET", "/visit-types", [422; 7]),
    ("POST", "/visit-types", [401, 403, 403, 422, 422, 403, 422]),
    ("GET", "/visit-types/{id}", [404; 7]),
    ("PATCH", "/visit-types/{id}", [401, 404, 404, 404, 404, 404, 404]),
    ("DELETE", "/visit-types/{id}", [401, 404, 404, 404, 404, 404, 404]),
    ("GET", "/locations/{id}/closures", [404; 7]),
    ("POST", "/locations/{id}/closures", [401, 403, 403, 403, 403, 403, 422]),
    ("DELETE", "/locations/{id}/closures/{closure}", [401, 403, 403, 403, 403, 403, 404]),
    ("GET", "/doctors/me/time-off", [401, 403, 403, 200, 200, 403, 403]),
    ("POST", "/doctors/me/time-off", [401, 403, 403, 422, 422, 403, 403]),
    ("POST", "/doctors/me/time-off/preview", [401, 403, 403, 422, 422, 403, 403]),
    ("POST", "/doctors/me/schedule/preview", [401, 403, 403, 422, 422, 403, 403]),
    ("DELETE", "/doctors/me/time-off/{id}", [401, 403, 403, 404, 404, 403, 403]),
    ("POST", "/appointments/holds", [401, 422, 422, 403, 403, 403, 403]),
    ("POST", "/appointments/holds/{id}/extend", [401, 409, 409, 403, 403, 403, 403]),
    ("DELETE", "/appointments/holds/{id}", [401, 404, 404, 403, 403, 403, 403]),
    ("GET", "/users/me/dependants", [401, 200, 200, 403, 403, 403, 403]),
    ("POST", "/users/me/dependants", [401, 422, 422, 403, 403, 403, 403]),
    ("DELETE", "/users/me/dependants/{id}", [401, 404, 404, 403, 403, 403, 403]),
    ("GET", "/waitlist", [401, 200, 200, 403, 403, 403, 403]),
    ("POST", "/waitlist", [401, 422, 422, 403, 403, 403, 403]),
    ("DELETE", "/waitlist/{id}", [401, 404, 404, 403, 403, 403, 403]),
    ("POST", "/waitlist/{id}/accept", [401, 404, 404, 403, 403, 403, 403]),
    ("POST", "/waitlist/{id}/decline", [401, 404, 404, 403, 403, 403, 403]),
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
    ("GET", "/auth/passkeys", SIGNED_IN),
    ("POST", "/auth/passkeys", [401, 422, 422, 422, 422, 422, 422]),
    ("POST", "/auth/passkeys/start-registration", [401, 422, 422, 422, 422, 422, 422]),
    // Browsers make none for the address these tests run at.
    ("POST", "/auth/passkeys/start-sign-in", [409; 7]),
    ("POST", "/auth/passkeys/sign-in", [401; 7]),
    ("DELETE", "/auth/passkeys/{id}", [401, 404, 404, 404, 404, 404, 404]),
    ("DELETE", "/auth/sessions", [401, 204, 204, 204, 204, 204, 204]),
    // Nobody's session: one's own are tried in the tests of sessions.
    ("DELETE", "/auth/sessions/{id}", [401, 404, 404, 404, 404, 404, 404]),
    ("GET", "/users", [401, 403, 403, 403, 403, 403, 200]),
    ("GET", "/users/", [401, 403, 403, 403, 403, 403, 200]),
    ("GET", "/admin/users", [401, 403, 403, 403, 403, 403, 200]),
    ("GET", "/users/{id}", [401, 403, 403, 403, 403, 403, 200]),
    ("PATCH", "/users/{id}", [401, 403, 403, 403, 403, 403, 200]),
    ("GET", "/admin/audit", [401, 403, 403, 403, 403, 403, 200]),
    ("GET", "/admin/api-tokens", [401, 403, 403, 403, 403, 403, 200]),
    ("POST", "/admin/api-tokens", ADMINISTERED_LIST),
    ("GET", "/admin/api-tokens/{id}", ADMINISTERED),
    ("DELETE", "/admin/api-tokens/{id}", ADMINISTERED),
    ("GET", "/admin/stats", [401, 403, 403, 403, 403, 403, 200]),
    ("GET", "/admin/dashboard/stats", [401, 403, 403, 403, 403, 403, 200]),
    ("GET", "/admin/stats/periods", [401, 403, 403, 403, 403, 403, 200]),
    ("GET", "/admin/stats/doctors", [401, 403, 403, 403, 403, 403, 200]),
    ("GET", "/admin/stats/locations", [401, 403, 403, 403, 403, 403, 200]),
    ("GET", "/admin/webhooks", [401, 403, 403, 403, 403, 403, 200]),
    ("POST", "/admin/webhooks", ADMINISTERED_LIST),
    ("GET", "/admin/webhooks/{id}", ADMINISTERED),
    ("PATCH", "/admin/webhooks/{id}", ADMINISTERED),
    ("DELETE", "/admin/webhooks/{id}", ADMINISTERED),
    ("POST", "/admin/webhooks/{id}/secret", ADMINISTERED),
    ("POST", "/admin/webhooks/{id}/test", ADMINISTERED),
    ("GET", "/admin/webhooks/{id}/deliveries", ADMINISTERED),
    ("POST", "/admin/webhooks/{id}/deliveries/{delivery}/replay", ADMINISTERED),
    ("POST", "/doctors/availability", [401, 403, 403, 422, 422, 403, 403]),
    ("GET", "/doctors/me/schedule", [401, 403, 403, 200, 200, 403, 403]),
    ("PUT", "/doctors/me/schedule", [401, 403, 403, 422, 422, 403, 403]),
    ("GET", "/doctors/me/appointments", [401, 403, 403, 200, 200, 403, 403]),
    ("GET", "/doctors/my-appointments", [401, 403, 403, 200, 200, 403, 403]),
    ("GET", "/appointments", SIGNED_IN),
    ("GET", "/appointments/my-appointments", SIGNED_IN),
    ("POST", "/appointments", [401, 422, 422, 403, 403, 403, 403]),
    ("POST", "/appointments/series", [401, 422, 422, 403, 403, 403, 403]),
    ("GET", "/appointments/{id}", [401, 200, 404, 200, 404, 200, 200]),
    ("GET", "/appointments/{id}/calendar.ics", [401, 200, 404, 200, 404, 200, 200]),
    ("PATCH", "/appointments/{id}", [401, 200, 404, 200, 404, 200, 200]),
    ("POST", "/appointments/{id}/status", [401, 422, 422, 422, 422, 422, 422]),
    ("DELETE", "/appointments/{id}", [401, 204, 404, 204, 404, 204, 204]),
    // Patient A has appointments with doctor X by now, where the receptionist works.
    ("DELETE", "/doctors/{id}", [401, 403, 403, 403, 403, 403, 409]),
    ("GET", "/patients", SIGNED_IN),
    ("POST", "/patients", [401, 403, 403, 403, 403, 422, 422]),
    ("GET", "/patients/{id}", [401, 200, 404, 200, 404, 200, 200]),
    ("PATCH", "/patients/{id}", [401, 200, 404, 403, 404, 403, 200]),
    ("DELETE", "/patients/{id}", [401, 403, 403, 403, 403, 403, 204]),
];

/// What a router says of itself: `RouteId(3): "/path"`.
fn paths() -> BTreeSet<String> {
    let text = format!("{:?}", rest::router());
    let node = text.split("paths: {").nth(1).expect("the router tells its paths");
    let node = &node[..node.find('}').map_or(node.len(), |_| node.find("\"}").map_or(node.len(), |end| end + 1))];
    node.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The path for this call, about the appointment, the doctor X or the patient A.
pub(super) async fn about(everybody: &mut Everybody, path: &str) -> String {
    let id = match path {
        path if path.starts_with("/appointments/{id}") => everybody.appointment().await,
        path if path.starts_with("/doctors/{id}") => everybody.doctor().id.clone(),
        path if path.starts_with("/users/{id}") || path.starts_with("/patients/{id}") => everybody.patient().id.clone(),
        _ => "019d0000-0000-7000-8000-000000000000".to_owned(),
    };
    path.replace("{id}", &id).replace("{closure}", &id).replace("{delivery}", &id)
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn every_route_answers_everybody_as_the_table_says(pool: PgPool) {
    let mut everybody = Everybody::meet(pool).await;
    let mut complaints = Complaints::default();
    for (method, path, expected) in ROWS {
        for caller in 0..CALLERS.len() {
            let address = format!("/api/v1{}", about(&mut everybody, path).await);
            // Signing out ends a session; everybody starts anew.
            let client = match (*path, &everybody.callers[caller]) {
                ("/auth/logout", client) if client.token.is_some() => everybody.clinic.again(client).await,
                (_, client) => client.clone(),
            };
            let method: Method = method.parse().unwrap();
            let body = if method == Method::GET { "" } else { "{}" };
            let answer = client.with_body(method.clone(), &address, "application/json", body).await;
            complaints.compare(&format!("{method} {path}"), caller, &answer, expected);
        }
    }
    complaints.check();
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

#[test]
fn the_document_tells_of_every_route_and_who_has_to_be_signed_in() {
    let document = rest::document();
    let mut told = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, call) in item.as_object().unwrap() {
            told.insert((method.to_uppercase(), path.clone(), call["security"].is_null()));
        }
    }
    // What takes secrets of its own is open to everybody, and answers 401 for wrong ones.
    let open = ["/auth/login", "/auth/refresh", "/auth/passkeys/sign-in"];
    let row = |(method, path, statuses): &Row| {
        ((*method).to_owned(), (*path).to_owned(), statuses[0] == 401 && !open.contains(path))
    };
    assert_eq!(told, ROWS.iter().map(row).collect());
}
