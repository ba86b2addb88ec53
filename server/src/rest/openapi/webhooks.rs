//! What receivers are sent: the document's other direction.

use domain::webhook::Event;
use serde_json::{Map, Value, json};

use super::examples::{DOCTOR, LOCATION};

pub fn add(document: &mut Value) {
    let events = Event::OF_APPOINTMENTS.into_iter().chain([Event::Test]);
    let messages: Map<_, _> = events.map(|event| (event.as_str().to_owned(), message(event))).collect();
    document["webhooks"] = Value::Object(messages);
}

fn message(event: Event) -> Value {
    let data = if event == Event::Test { nothing() } else { appointment() };
    let schema = json!({
        "type": "object",
        "required": ["type", "timestamp", "data"],
        "properties": {
            "type": { "const": event.as_str() },
            "timestamp": { "type": "string", "format": "date-time", "description": "When it happened." },
            "data": data,
        },
    });
    let example = json!({ "type": event.as_str(), "timestamp": "2026-12-01T08:00:00Z", "data": data["example"] });
    json!({ "post": {
        "operationId": format!("on_{}", event.as_str().replace('.', "_")),
        "summary": summary(event),
        "tags": ["Webhooks"],
        "security": [],
        "parameters": [
            header("webhook-id", "The same each time this is sent."),
            header("webhook-timestamp", "When it is sent, in seconds since 1970."),
            header("webhook-signature", "One signature, or two with a blank between."),
        ],
        "requestBody": { "required": true, "content": { "application/json": { "schema": schema, "example": example } } },
        "responses": { "2XX": { "description": "It has arrived." }, "410": { "description": "Nothing more, please." } },
    } })
}

fn summary(event: Event) -> &'static str {
    match event {
        Event::Booked => "An appointment was booked.",
        Event::Moved => "An appointment was moved, to another time or place.",
        Event::Cancelled => "An appointment was cancelled.",
        Event::CheckedIn => "The patient is there.",
        Event::Test => "An administrator wants to see whether this arrives.",
    }
}

fn appointment() -> Value {
    let id = json!({ "type": "string", "format": "uuid" });
    let instant = json!({ "type": "string", "format": "date-time" });
    json!({
        "type": "object",
        "description": "Ids and times, no names. The rest is read with `GET /appointments/{id}`.",
        "required": ["appointment_id", "doctor_id", "location_id", "start_time", "end_time", "status"],
        "properties": {
            "appointment_id": id, "doctor_id": id, "location_id": id, "start_time": instant, "end_time": instant,
            "status": { "type": "string", "description": "As of appointments." },
        },
        "example": {
            "appointment_id": "019d0000-0000-7000-8000-000000000005", "doctor_id": DOCTOR, "location_id": LOCATION,
            "start_time": "2026-12-02T10:30:00Z", "end_time": "2026-12-02T11:00:00Z", "status": "confirmed",
        },
    })
}

fn nothing() -> Value {
    json!({ "type": "object", "maxProperties": 0, "example": {} })
}

fn header(name: &str, description: &str) -> Value {
    json!({
        "name": name, "in": "header", "required": true, "description": description, "schema": { "type": "string" },
    })
}
