//! Pages and server functions.

use std::collections::BTreeSet;

use axum::{
    body::Body,
    http::{Request, header},
};
use leptos::server_fn::axum::server_fn_paths;
use leptos_axum::generate_route_list;
use server::db::MIGRATOR;
use sqlx::PgPool;

use super::{ANYONE, Complaints, Everybody, SIGNED_IN, Statuses};

/// The path, and what everybody gets.
type Row = (&'static str, Statuses);

/// 302 asks to sign in first.
const PERSONAL: Statuses = [302, 200, 200, 200, 200, 200, 200];

const ADMINISTRATORS: Statuses = [302, 403, 403, 403, 403, 403, 200];

const PAGES: &[Row] = &[
    ("/", ANYONE),
    ("/doctors", ANYONE),
    ("/doctors/{slug}", ANYONE),
    ("/book/{slug}", ANYONE),
    ("/book/confirmed/{id}", [302, 200, 404, 200, 404, 200, 200]),
    ("/login", ANYONE),
    ("/login/two-step", [302; 7]),
    ("/register", ANYONE),
    ("/forgot-password", ANYONE),
    ("/reset-password", ANYONE),
    ("/verify-email", ANYONE),
    ("/problems", ANYONE),
    ("/problems/{code}", [404; 7]),
    ("/dev/mail", ANYONE),
    ("/dev/mail/{id}", [404; 7]),
    ("/account", PERSONAL),
    ("/account/two-step", PERSONAL),
    ("/account/passkeys", PERSONAL),
    ("/appointments", PERSONAL),
    ("/appointments/{id}/cancel", [302, 200, 404, 200, 404, 200, 200]),
    ("/appointments/{id}/move", [302, 200, 404, 200, 404, 200, 200]),
    // For no appointment, and no doctor.
    ("/waitlist/new", [302, 404, 404, 403, 403, 403, 403]),
    ("/waitlist/offer", [422; 7]),
    ("/admin", ADMINISTRATORS),
    ("/admin/users", ADMINISTRATORS),
    // For nobody's account.
    ("/admin/users/{id}", [302, 403, 403, 403, 403, 403, 404]),
    ("/admin/doctors", ADMINISTRATORS),
    ("/admin/doctors/new", ADMINISTRATORS),
    ("/admin/doctors/{id}", [302, 403, 403, 403, 403, 403, 404]),
    ("/admin/patients", ADMINISTRATORS),
    ("/admin/patients/new", ADMINISTRATORS),
    ("/admin/patients/{id}", [302, 403, 403, 403, 403, 403, 404]),
    ("/admin/audit", ADMINISTRATORS),
    ("/admin/api-tokens", ADMINISTRATORS),
    ("/admin/webhooks", ADMINISTRATORS),
    ("/admin/specialties", ADMINISTRATORS),
    ("/admin/locations", ADMINISTRATORS),
    ("/admin/locations/new", ADMINISTRATORS),
    ("/admin/departments", ADMINISTRATORS),
    ("/admin/visit-types", ADMINISTRATORS),
    // An appointment's id names none of these.
    ("/admin/api-tokens/{id}", [302, 403, 403, 403, 403, 403, 404]),
    ("/admin/webhooks/{id}", [302, 403, 403, 403, 403, 403, 404]),
    ("/admin/specialties/{id}", [302, 403, 403, 403, 403, 403, 404]),
    ("/admin/locations/{id}", [302, 403, 403, 403, 403, 403, 404]),
    ("/admin/departments/{id}", [302, 403, 403, 403, 403, 403, 404]),
    ("/admin/visit-types/{id}", [302, 403, 403, 403, 403, 403, 404]),
    ("/doctor/visit-types", [302, 403, 403, 200, 200, 403, 403]),
    ("/doctor/visit-types/{id}", [302, 403, 403, 404, 404, 403, 403]),
    ("/doctor", [302, 403, 403, 200, 200, 403, 403]),
    ("/doctor/hours", [302, 403, 403, 200, 200, 403, 403]),
    ("/doctor/time-off", [302, 403, 403, 200, 200, 403, 403]),
];

/// What every function is called with, by a program: 422 says that the caller may, but not with these.
const ARGUMENTS: &str = "key=xenia-holt&doctor=xenia-holt&start=2026-03-03T11:00:00Z&email=nobody&password=wrong\
    &current_password=wrong&new_password=a+long+enough+one&token=x&code=1&name=x&full_name=Ann+Lee&phone=&bio=\
    &challenge_id=x&credential=x&start_time=&end_time=&ranges[0][weekday]=1&ranges[0][start]=25:00&ranges[0][end]=26:00\
    &dependant_name=&first_day=&last_day=&search[q]=holt&status=completed&from=2026-03-03&to=2026-03-04\
    &location_id=00000000-0000-0000-0000-000000000002&webhook_id=00000000-0000-0000-0000-000000000003";

const FUNCTIONS: &[Row] = &[
    ("/fn/appointment", [401, 200, 404, 200, 404, 200, 200]),
    ("/fn/appointments", SIGNED_IN),
    // Patient A holds the time, and takes it.
    ("/fn/hold", [401, 200, 409, 403, 403, 403, 403]),
    ("/fn/extend-hold", [401, 409, 409, 403, 403, 403, 403]),
    ("/fn/book", [401, 200, 409, 403, 403, 403, 403]),
    // To a time that is taken since `/fn/book`.
    ("/fn/move", [401, 409, 404, 409, 404, 409, 409]),
    // Tomorrow's.
    ("/fn/set-status", [401, 403, 404, 409, 404, 409, 409]),
    // By the time the others ask, it is cancelled.
    ("/fn/cancel", [401, 200, 404, 409, 404, 409, 409]),
    ("/fn/change-password", [401, 422, 422, 422, 422, 422, 422]),
    ("/fn/day", [401, 403, 403, 200, 200, 403, 403]),
    ("/fn/dashboard", [401, 403, 403, 403, 403, 403, 200]),
    ("/fn/delete-account", [401, 422, 422, 422, 422, 422, 422]),
    ("/fn/dev-mail", [400; 7]),
    ("/fn/dev-mails", ANYONE),
    ("/fn/doctor", ANYONE),
    ("/fn/doctors", ANYONE),
    ("/fn/end-other-sessions", SIGNED_IN),
    ("/fn/end-session", [401, 404, 404, 404, 404, 404, 404]),
    ("/fn/forgot-password", [422; 7]),
    ("/fn/locations", ANYONE),
    ("/fn/login", [401; 7]),
    ("/fn/login-passkey", [401; 7]),
    ("/fn/login-two-step", [401; 7]),
    ("/fn/open-window", [401, 403, 403, 422, 422, 403, 403]),
    ("/fn/passkey-add", [401, 422, 422, 422, 422, 422, 422]),
    ("/fn/passkey-remove", [401, 404, 404, 404, 404, 404, 404]),
    ("/fn/passkeys", SIGNED_IN),
    ("/fn/register", [422; 7]),
    ("/fn/reset-password", [422; 7]),
    ("/fn/schedule", [401, 403, 403, 200, 200, 403, 403]),
    ("/fn/sessions", SIGNED_IN),
    ("/fn/set-schedule", [401, 403, 403, 422, 422, 403, 403]),
    ("/fn/slots", ANYONE),
    ("/fn/specialties", ANYONE),
    ("/fn/time-off", [401, 403, 403, 200, 200, 403, 403]),
    // Without a day.
    ("/fn/take-time-off", [401, 403, 403, 422, 422, 403, 403]),
    ("/fn/give-back-time-off", [401, 403, 403, 404, 404, 403, 403]),
    ("/fn/two-step", SIGNED_IN),
    ("/fn/two-step-confirm", [401, 409, 409, 409, 409, 409, 409]),
    ("/fn/two-step-recovery-codes", [401, 422, 422, 422, 422, 422, 422]),
    ("/fn/two-step-start", SIGNED_IN),
    ("/fn/two-step-turn-off", [401, 422, 422, 422, 422, 422, 422]),
    ("/fn/update-profile", SIGNED_IN),
    ("/fn/verify-email", [422; 7]),
    ("/fn/visit-kinds", ANYONE),
    ("/fn/windows", [401, 403, 403, 200, 200, 403, 403]),
    ("/fn/dependants", [401, 200, 200, 403, 403, 403, 403]),
    // Without a name.
    ("/fn/add-dependant", [401, 422, 422, 403, 403, 403, 403]),
    ("/fn/remove-dependant", [401, 404, 404, 403, 403, 403, 403]),
    // For nobody's account.
    ("/fn/change-user", [401, 403, 403, 403, 403, 403, 404]),
    ("/fn/change-doctor", [401, 404, 404, 404, 404, 404, 404]),
    ("/fn/change-patient", [401, 404, 404, 404, 404, 404, 404]),
    ("/fn/find-patients", [401, 403, 403, 403, 403, 403, 200]),
    // For an address that is none.
    ("/fn/engage-doctor", [401, 403, 403, 403, 403, 403, 422]),
    ("/fn/admit-patient", [401, 403, 403, 403, 403, 422, 422]),
    ("/fn/waitlist", [401, 200, 200, 403, 403, 403, 403]),
    ("/fn/join-waitlist", [401, 200, 200, 403, 403, 403, 403]),
    ("/fn/leave-waitlist", [401, 404, 404, 403, 403, 403, 403]),
    ("/fn/accept-offer", [401, 404, 404, 403, 403, 403, 403]),
    ("/fn/decline-offer", [401, 404, 404, 403, 403, 403, 403]),
    ("/fn/accept-mailed-offer", [422; 7]),
    ("/fn/decline-mailed-offer", [422; 7]),
    ("/fn/closures", ANYONE),
    ("/fn/departments", ANYONE),
    // There is none by that name.
    ("/fn/department", [404; 7]),
    ("/fn/location", [404; 7]),
    ("/fn/specialty", [404; 7]),
    ("/fn/visit-type", [404; 7]),
    ("/fn/add-department", [401, 403, 403, 403, 403, 403, 200]),
    ("/fn/add-specialty", [401, 403, 403, 403, 403, 403, 200]),
    // Without an address; without a day.
    ("/fn/add-location", [401, 403, 403, 403, 403, 403, 422]),
    ("/fn/close-location", [401, 403, 403, 403, 403, 403, 422]),
    ("/fn/change-department", [401, 403, 403, 403, 403, 403, 404]),
    ("/fn/change-location", [401, 403, 403, 403, 403, 403, 404]),
    ("/fn/change-specialty", [401, 403, 403, 403, 403, 403, 404]),
    ("/fn/reopen-location", [401, 403, 403, 403, 403, 403, 404]),
    ("/fn/retire-department", [401, 403, 403, 403, 403, 403, 404]),
    ("/fn/retire-location", [401, 403, 403, 403, 403, 403, 404]),
    ("/fn/retire-specialty", [401, 403, 403, 403, 403, 403, 404]),
    // For nothing; without an address.
    ("/fn/add-api-token", [401, 403, 403, 403, 403, 403, 422]),
    ("/fn/add-webhook", [401, 403, 403, 403, 403, 403, 422]),
    ("/fn/revoke-api-token", [401, 403, 403, 403, 403, 403, 404]),
    ("/fn/change-webhook", [401, 403, 403, 403, 403, 403, 404]),
    ("/fn/renew-webhook-secret", [401, 403, 403, 403, 403, 403, 404]),
    ("/fn/remove-webhook", [401, 403, 403, 403, 403, 403, 404]),
    ("/fn/test-webhook", [401, 403, 403, 403, 403, 403, 404]),
    ("/fn/replay-delivery", [401, 403, 403, 403, 403, 403, 404]),
    // Without a length, for oneself; an administrator is no doctor.
    ("/fn/add-visit-type", [401, 403, 403, 422, 422, 403, 404]),
    ("/fn/change-visit-type", [401, 404, 404, 404, 404, 404, 404]),
    ("/fn/retire-visit-type", [401, 404, 404, 404, 404, 404, 404]),
    // Ends the session, so last.
    ("/fn/logout", ANYONE),
];

#[sqlx::test(migrator = "MIGRATOR")]
async fn every_page_shows_itself_to_whom_the_table_says(pool: PgPool) {
    let mut everybody = Everybody::meet(pool).await;
    let appointment = everybody.appointment().await;
    let mut complaints = Complaints::default();
    for (page, expected) in PAGES {
        let path = page.replace("{slug}", "xenia-holt").replace("{id}", &appointment);
        let path = if page.starts_with("/book/{slug}") { format!("{path}?start=2026-03-03T11:00:00Z") } else { path };
        for (caller, client) in everybody.callers.iter().enumerate() {
            let bearer = client.token.as_ref().map(|token| format!("Bearer {token}")).unwrap_or_default();
            let request = Request::get(&path).header(header::ACCEPT, "text/html").header(header::AUTHORIZATION, bearer);
            let answer = client.send(request.body(Body::empty()).unwrap()).await;
            complaints.compare(page, caller, &answer, expected);
        }
    }
    complaints.check();
    let routes: BTreeSet<_> = generate_route_list(app::App).iter().map(|route| route.path().to_owned()).collect();
    assert_eq!(routes, PAGES.iter().map(|row| row.0.to_owned()).collect());
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn every_server_function_answers_everybody_as_the_table_says(pool: PgPool) {
    let mut everybody = Everybody::meet(pool).await;
    let arguments = format!("id={}&{ARGUMENTS}", everybody.appointment().await);
    let mut complaints = Complaints::default();
    for (function, expected) in FUNCTIONS {
        let (_, method) = server_fn_paths().find(|(path, _)| path == function).unwrap();
        for (caller, client) in everybody.callers.iter().enumerate() {
            let answer = if method == "GET" {
                client.get(&format!("{function}?{arguments}")).await
            } else {
                let kind = "application/x-www-form-urlencoded";
                client.with_body(method.clone(), function, kind, arguments.clone()).await
            };
            complaints.compare(function, caller, &answer, expected);
        }
    }
    complaints.check();
    let functions: BTreeSet<_> = server_fn_paths().map(|(path, _)| path.to_owned()).collect();
    assert_eq!(functions, FUNCTIONS.iter().map(|row| row.0.to_owned()).collect());
}
