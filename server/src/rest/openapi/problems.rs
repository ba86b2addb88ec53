//! Which problems a call can have. What follows from its shape is found here; a handler names its own in `x-problems`.

use domain::{
    appointment::NotBooked,
    error::{ClinicError, FieldError},
    problems::{self, ProblemKind},
};
use serde_json::{Map, Value, json};

use super::{
    calls::{self, has_parameters, object},
    keys::takes_a_key,
};
use crate::rest::error;

/// What scheduling refuses, besides the other things that can be wrong with a booking.
pub const BOOKING: &[&str] = &[
    "not_found",
    "slot_taken",
    "patient_busy",
    "hold_expired",
    "in_the_past",
    "too_soon",
    "beyond_horizon",
    "outside_availability",
    "off_grid",
    "day_full",
    "known_patients_only",
    "new_patients_only",
];
pub const BOOKING_SERIES: &[&str] = &[
    "not_found",
    "series_not_bookable",
    "slot_taken",
    "patient_busy",
    "in_the_past",
    "too_soon",
    "beyond_horizon",
    "outside_availability",
    "off_grid",
    "day_full",
    "known_patients_only",
    "new_patients_only",
];
pub const MOVING: &[&str] = &[
    "slot_taken",
    "patient_busy",
    "not_changeable",
    "too_late",
    "in_the_past",
    "too_soon",
    "beyond_horizon",
    "outside_availability",
    "off_grid",
    "day_full",
];
pub const ACCEPTING: &[&str] = &["no_offer", "slot_taken", "patient_busy", "not_changeable", "in_the_past"];
pub const EDITING_HOURS: &[&str] = &[
    "not_found",
    "appointments_outside_hours",
    "open_elsewhere",
    "slot_taken",
    "patient_busy",
    "not_changeable",
    "not_cancellable",
    "in_the_past",
    "outside_availability",
];
pub const SIGNING_IN: &[&str] = &[
    "invalid_credentials",
    "two_step_required",
    "invalid_code",
    "too_many_codes",
    "passkey_required",
    "email_not_verified",
    "account_disabled",
];

/// Of a status that a call has for what it is: its name among the answers, and its codes.
const USUAL: [(u16, &str, &[&str]); 10] = [
    (400, "Malformed", &["malformed", "bad_request"]),
    (401, "NotSignedIn", &["unauthenticated", "invalid_token"]),
    (403, "Refused", &["forbidden", "insufficient_scope", "two_step_setup_required", "cross_site_request"]),
    (404, "NotFound", &["not_found"]),
    (409, "InProgress", &["idempotency_in_progress"]),
    (413, "TooLarge", &["too_large"]),
    (415, "NotJson", &["unsupported_media_type"]),
    (422, "Invalid", &["invalid"]),
    (429, "TooMany", &["rate_limited"]),
    (503, "Overloaded", &["overloaded"]),
];

pub fn add(document: &mut Value) {
    let examples = problems::ALL.iter().map(|kind| (kind.code.to_owned(), example(kind)));
    document["components"]["examples"] = Value::Object(examples.collect());
    let shared = USUAL.iter().map(|(status, name, codes)| ((*name).to_owned(), answer(*status, codes)));
    document["components"]["responses"] = Value::Object(shared.collect());
    calls::each(document, |method, path, call| {
        let usual = usual(method, path, call);
        let once = takes_a_key(method, path).then_some("idempotency_key_reused");
        let own: Vec<&'static ProblemKind> = call
            .get("x-problems")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .chain(once)
            .filter_map(problems::find)
            .collect();
        let answers = object(call, "responses");
        for (status, name, codes) in USUAL {
            let more = own.iter().filter(|kind| kind.status == status && !codes.contains(&kind.code));
            let more: Vec<&str> = more.map(|kind| kind.code).collect();
            let is_usual = usual.contains(&status);
            let found = match (is_usual, more.is_empty()) {
                (false, true) => match own.iter().find(|kind| kind.status == status) {
                    Some(kind) => answer(status, &[kind.code]),
                    None => continue,
                },
                (true, true) => json!({ "$ref": format!("#/components/responses/{name}") }),
                (false, false) => answer(status, &more),
                (true, false) => answer(status, &[&more, codes].concat()),
            };
            answers.insert(status.to_string(), found);
        }
    });
}

/// The statuses that a call can answer with for what it is.
fn usual(method: &str, path: &str, call: &Map<String, Value>) -> Vec<u16> {
    // A NUL in the address is malformed; a token of another system may have run out, also where none is needed;
    // administrators set up a second step before anything else; floods, and a database that is away, can meet every call.
    let mut statuses = vec![400, 401, 403, 429, 503];
    if has_parameters(call, "path") {
        statuses.push(404);
    }
    let body = call.contains_key("requestBody");
    if body {
        statuses.extend([413, 415]);
    }
    let repeatable = takes_a_key(method, path);
    if repeatable {
        statuses.extend([409, 413]);
    }
    if body || repeatable || has_parameters(call, "query") {
        statuses.push(422);
    }
    statuses
}

pub fn answer(status: u16, codes: &[&str]) -> Value {
    let examples = codes.iter().map(|code| {
        let reference = json!({ "$ref": format!("#/components/examples/{code}") });
        ((*code).to_owned(), reference)
    });
    let mut answer = json!({
        "description": format!("`{}`", codes.join("`, `")),
        "content": { "application/problem+json": {
            "schema": { "$ref": "#/components/schemas/Problem" },
            "examples": Value::Object(examples.collect()),
        } }
    });
    let header = match status {
        401 => {
            Some(("WWW-Authenticate", json!({ "type": "string" }), "What to send instead (RFC 9110, section 11.6.1)."))
        }
        429 | 503 => Some(("Retry-After", json!({ "type": "integer", "minimum": 0 }), "Seconds to wait.")),
        _ => None,
    };
    if let Some((name, schema, description)) = header {
        answer["headers"][name] = json!({ "description": description, "schema": schema });
    }
    answer
}

fn example(kind: &ProblemKind) -> Value {
    let mut value = error::example(kind, sentence(kind.code));
    if kind.status == 422 {
        let (field, code, detail) = match kind.code {
            "invalid" => ("email", "invalid_email", "Enter an e-mail address like name@example.com."),
            "idempotency_key_reused" => ("", kind.code, kind.meaning),
            code => ("start_time", code, kind.meaning),
        };
        let FieldError { field, code, detail } = FieldError::new(field, code, detail);
        let pointer = if field.is_empty() { field } else { format!("/{field}") };
        value["errors"] = json!([{ "pointer": pointer, "code": code, "detail": detail }]);
    }
    match kind.code {
        "slot_taken" => value["alternatives"] = json!(alternatives()),
        "series_not_bookable" => {
            let detail = problems::find("slot_taken").map(|kind| kind.meaning).unwrap_or_default();
            value["not_booked"] = json!([NotBooked {
                start_time: "2026-12-09T10:30:00+00:00".to_owned(),
                code: "slot_taken".to_owned(),
                detail: detail.to_owned(),
            }]);
        }
        _ => {}
    }
    json!({ "summary": kind.meaning, "description": kind.remedy, "value": value })
}

/// What the API says to it, where that is more than what it means.
fn sentence(code: &str) -> Option<String> {
    match code {
        "slot_taken" => Some(ClinicError::SlotTaken { alternatives: Vec::new() }.to_string()),
        "not_found" => Some(ClinicError::not_found("appointment").to_string()),
        "rate_limited" => Some(ClinicError::RateLimited { retry_after_seconds: 60 }.to_string()),
        _ => None,
    }
}

fn alternatives() -> Vec<Value> {
    let slot = |start: &str, end: &str| {
        json!({ "start_time": start, "end_time": end, "location_id": "019d0000-0000-7000-8000-000000000003",
            "visit_type_id": "019d0000-0000-7000-8000-000000000004" })
    };
    [("11:00", "11:30"), ("11:30", "12:00"), ("14:00", "14:30")]
        .map(|(start, end)| slot(&format!("2026-12-02T{start}:00Z"), &format!("2026-12-02T{end}:00Z")))
        .into()
}
