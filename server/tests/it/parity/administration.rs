//! What administrators do.

use axum::http::Method;
use serde_json::json;

use super::Play;
use crate::helpers::Client;

/// What nobody else has a name like, on either side.
fn named(on: &Play<'_>, what: &str) -> String {
    format!("{what} {:?}", on.door)
}

/// The id of what was made last.
async fn newest(on: &Play<'_>, table: &str) -> String {
    let sql = format!("select max(id::text) from {table}");
    sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(&on.clinic.pool).await.unwrap()
}

/// The id of whoever has this address.
async fn owner(on: &Play<'_>, email: &str) -> String {
    let sql = "select id::text from users where email = $1";
    sqlx::query_scalar(sql).bind(email).fetch_one(&on.clinic.pool).await.unwrap()
}

pub async fn people(on: &mut Play<'_>, admin: &Client, patient: &Client) {
    for (what, role) in [("role, badly", "surgeon"), ("role", "doctor")] {
        let rest = (Method::PATCH, &*format!("users/{}", patient.id), json!({ "role": role }));
        on.act(what, admin, rest, ("change-user", &[("id", &patient.id), ("role", role)])).await;
    }
    for (what, word) in [("disable", false), ("enable", true)] {
        let rest = (Method::PATCH, &*format!("users/{}", patient.id), json!({ "active": word }));
        on.act(what, admin, rest, ("change-user", &[("id", &patient.id), ("active", &word.to_string())])).await;
    }
    let email = format!("kim.{:?}@example.com", on.door).to_lowercase();
    for (what, address) in [("admit, badly", "nobody"), ("admit", &*email), ("admit again", &email)] {
        let rest = (Method::POST, "patients", json!({ "full_name": "Kim Lee", "email": address, "phone": "" }));
        on.act(what, admin, rest, ("admit-patient", &[("full_name", "Kim Lee"), ("email", address), ("phone", "")]))
            .await;
    }
    let kim = owner(on, &email).await;
    for (what, phone) in [("details of a patient, badly", "?"), ("details of a patient", "+44 20 7946 0000")] {
        let rest = (Method::PATCH, &*format!("patients/{kim}"), json!({ "full_name": "Kim Lee", "phone": phone }));
        on.act(what, admin, rest, ("change-patient", &[("id", &kim), ("full_name", "Kim Lee"), ("phone", phone)]))
            .await;
    }
    let email = format!("lou.{:?}@example.com", on.door).to_lowercase();
    let (name, place) = (named(on, "Lou Fox"), on.clinic.location.to_string());
    for (what, address) in [("engage, badly", "nobody"), ("engage", &*email), ("engage again", &email)] {
        let rest = json!({ "full_name": name, "email": address, "location_ids": [place] });
        let form = [("full_name", &*name), ("email", address), ("location_ids[0]", &*place)];
        on.act(what, admin, (Method::POST, "doctors", rest), ("engage-doctor", &form)).await;
    }
    let lou = owner(on, &email).await;
    for (what, name) in [("details of a doctor, badly", ""), ("details of a doctor", "Lou Foxglove")] {
        let rest = json!({ "full_name": name, "phone": "", "bio": "Since 2009", "specialty_id": "", "department_id": "",
                           "location_ids": [place] });
        let form = [
            ("id", &*lou),
            ("full_name", name),
            ("phone", ""),
            ("bio", "Since 2009"),
            ("specialty_id", ""),
            ("department_id", ""),
            ("location_ids[0]", &place),
        ];
        on.act(what, admin, (Method::PATCH, &format!("doctors/{lou}"), rest), ("change-doctor", &form)).await;
    }
    let rest = (Method::PATCH, &*format!("users/{lou}"), json!({ "verified": false }));
    on.act("withdraw approval", admin, rest, ("change-user", &[("id", &lou), ("verified", "false")])).await;
}

pub async fn lists(on: &mut Play<'_>, admin: &Client, doctor: &Client) {
    let (optics, sleep) = (named(on, "Optics"), named(on, "Sleep"));
    for (what, name) in [("specialty, badly", ""), ("specialty", &*optics)] {
        let rest = (Method::POST, "specialties", json!({ "name": name }));
        on.act(what, admin, rest, ("add-specialty", &[("name", name)])).await;
    }
    let id = newest(on, "specialties").await;
    let rest = (Method::PATCH, &*format!("specialties/{id}"), json!({ "name": sleep }));
    on.act("rename", admin, rest, ("change-specialty", &[("id", &id), ("name", &sleep)])).await;
    retire(on, admin, ["retire a specialty", "retire a specialty again"], "specialties", "retire-specialty", &id).await;

    let harbour = named(on, "Harbour");
    for (what, zone) in [("location, badly", "Mars/Olympus"), ("location", "Europe/Berlin")] {
        let place = [
            ("name", &*harbour),
            ("address", "1 Quay"),
            ("city", "Hamburg"),
            ("postal_code", "20457"),
            ("time_zone", zone),
        ];
        let rest = (Method::POST, "locations", json!(place.into_iter().collect::<std::collections::HashMap<_, _>>()));
        on.act(what, admin, rest, ("add-location", &place)).await;
    }
    let location = newest(on, "locations").await;
    for (what, day) in [("close, badly", "someday"), ("close", "2026-12-25")] {
        let rest = (Method::POST, &*format!("locations/{location}/closures"), json!({ "first_day": day }));
        on.act(what, admin, rest, ("close-location", &[("location_id", &location), ("first_day", day)])).await;
    }
    let closure = newest(on, "closures").await;
    let rest = (Method::DELETE, &*format!("locations/{location}/closures/{closure}"), json!({}));
    on.act("reopen", admin, rest, ("reopen-location", &[("location_id", &location), ("id", &closure)])).await;
    let ward = named(on, "Ward");
    for (what, name) in [("department, badly", ""), ("department", &*ward)] {
        let rest = (Method::POST, "departments", json!({ "name": name, "location_id": location }));
        on.act(what, admin, rest, ("add-department", &[("name", name), ("location_id", &location)])).await;
    }
    let id = newest(on, "departments").await;
    retire(on, admin, ["retire a department", "retire a department again"], "departments", "retire-department", &id)
        .await;
    retire(on, admin, ["retire a location", "retire a location again"], "locations", "retire-location", &location)
        .await;

    for (what, minutes) in [("visit type, badly", 1), ("visit type", 25)] {
        let rest = json!({ "doctor_id": doctor.id, "name": "Talk", "duration_minutes": minutes });
        let form = [("doctor_id", &*doctor.id), ("name", "Talk"), ("duration_minutes", &minutes.to_string())];
        on.act(what, admin, (Method::POST, "visit-types", rest), ("add-visit-type", &form)).await;
    }
    let id = newest(on, "visit_types").await;
    retire(on, admin, ["retire a visit type", "retire a visit type again"], "visit-types", "retire-visit-type", &id)
        .await;
}

async fn retire(on: &mut Play<'_>, admin: &Client, whats: [&'static str; 2], list: &str, function: &str, id: &str) {
    for what in whats {
        let rest = (Method::DELETE, &*format!("{list}/{id}"), json!({}));
        on.act(what, admin, rest, (function, &[("id", id)])).await;
    }
}

pub async fn integrations(on: &mut Play<'_>, admin: &Client) {
    for (what, scope) in [("token, badly", "everything"), ("token", "slots:read")] {
        let rest = (Method::POST, "admin/api-tokens", json!({ "name": "Website", "scopes": [scope] }));
        on.act(what, admin, rest, ("add-api-token", &[("name", "Website"), ("scopes[0]", scope)])).await;
    }
    let token = on.last("api_tokens", "created_by", admin).await;
    for (what, id) in [("revoke nothing", &admin.id), ("revoke", &token)] {
        let rest = (Method::DELETE, &*format!("admin/api-tokens/{id}"), json!({}));
        on.act(what, admin, rest, ("revoke-api-token", &[("id", id)])).await;
    }
    for (what, url) in [("webhook, badly", "nowhere"), ("webhook", "https://example.com/hook")] {
        let rest = (Method::POST, "admin/webhooks", json!({ "url": url, "events": ["appointment.booked"] }));
        on.act(what, admin, rest, ("add-webhook", &[("url", url), ("events[0]", "appointment.booked")])).await;
    }
    let webhook = newest(on, "webhooks").await;
    let path = format!("admin/webhooks/{webhook}");
    let new = json!({ "url": "https://example.com/other", "events": ["appointment.moved"], "active": true });
    let form =
        [("id", &*webhook), ("url", "https://example.com/other"), ("events[0]", "appointment.moved"), ("active", "on")];
    on.act("change the webhook", admin, (Method::PATCH, &path, new), ("change-webhook", &form)).await;
    let id = [("id", &*webhook)];
    let renew = (Method::POST, &*format!("{path}/secret"), json!({}));
    on.act("new secret", admin, renew, ("renew-webhook-secret", &id)).await;
    on.act("test", admin, (Method::POST, &format!("{path}/test"), json!({})), ("test-webhook", &id)).await;
    for what in ["remove the webhook", "remove it again"] {
        on.act(what, admin, (Method::DELETE, &path, json!({})), ("remove-webhook", &id)).await;
    }
}
