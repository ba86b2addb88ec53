//! An example of everything that is sent or answered. Requests bring their own; answers are put together of their fields.

use serde_json::{Map, Value, json};

use super::{
    calls::{self, object, referred},
    names::{meaning, own_meaning},
};

pub const DOCTOR: &str = "019d0000-0000-7000-8000-000000000001";
pub const SPECIALTY: &str = "019d0000-0000-7000-8000-000000000002";
pub const LOCATION: &str = "019d0000-0000-7000-8000-000000000003";
pub const VISIT_TYPE: &str = "019d0000-0000-7000-8000-000000000004";
pub const PATIENT: &str = "019d0000-0000-7000-8000-000000000007";
pub const DEPARTMENT: &str = "019d0000-0000-7000-8000-000000000008";
const SOMETHING: &str = "019d0000-0000-7000-8000-000000000005";

/// Examples of what has no fields to be put together of.
const FORMATS: [(&str, &str); 3] = [("uuid", SOMETHING), ("date-time", "2026-12-02T10:30:00Z"), ("date", "2026-12-02")];
const IDS: [(&str, &str); 4] =
    [("LocationId", LOCATION), ("SpecialtyId", SPECIALTY), ("VisitTypeId", VISIT_TYPE), ("DepartmentId", DEPARTMENT)];
/// Answers that are text.
const TEXTS: [(&str, &str); 3] = [
    (
        "text/calendar",
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nDTSTART:20261202T103000Z\r\nDTEND:20261202T110000Z\r\n\
        SUMMARY:Xenia Holt: Follow-up\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
    ),
    ("text/csv", "start,booked,cancelled,no_shows,completed\n2026-11-23,58,6,3,49\n"),
    (
        "text/event-stream",
        "event: slots\ndata: [{\"start_time\":\"2026-12-02T10:30:00Z\",\"end_time\":\"2026-12-02T11:00:00Z\"}]\n\n",
    ),
];

pub fn add(document: &mut Value) {
    let schemas = document["components"]["schemas"].as_object().cloned().unwrap_or_default();
    let mut answered = Vec::new();
    calls::each(document, |_, _, call| {
        if let Some(content) = call.get_mut("requestBody").and_then(|body| body.get_mut("content")) {
            show(content, &schemas);
        }
        for (status, answer) in object(call, "responses") {
            if answer.get("$ref").is_none() && answer["description"].as_str().is_none_or(str::is_empty) {
                answer["description"] = json!(describe(status));
            }
            let Some(content) = answer.get_mut("content").filter(|_| status.starts_with('2')) else { continue };
            show(content, &schemas);
            content
                .as_object()
                .into_iter()
                .flatten()
                .for_each(|(_, media)| gather(&media["schema"], &schemas, &mut answered));
        }
    });
    for name in answered {
        require_what_can_be_null(&mut document["components"]["schemas"][name]);
    }
}

fn describe(status: &str) -> &'static str {
    match status {
        "200" => "Done.",
        "201" => "Made.",
        "202" => "Taken on.",
        "204" => "Done; there is nothing to say.",
        _ => "",
    }
}

fn show(content: &mut Value, schemas: &Map<String, Value>) {
    for (kind, media) in content.as_object_mut().into_iter().flatten() {
        let text = TEXTS.iter().find(|(text, _)| kind == text);
        if media.get("example").is_none() {
            media["example"] = text.map_or_else(|| example("", &media["schema"], schemas), |(_, text)| json!(text));
        }
    }
}

/// An example of what the schema, which is named `of`, says.
fn example(of: &str, schema: &Value, schemas: &Map<String, Value>) -> Value {
    if let Some(example) = schema.get("example") {
        return example.clone();
    }
    if let Some(name) = referred(schema) {
        let id = IDS.iter().find(|(kind, _)| name == *kind);
        return id.map_or_else(|| example(name, &schemas[name], schemas), |(_, id)| json!(id));
    }
    if let Some(parts) = schema.get("allOf").and_then(Value::as_array) {
        let parts = parts.iter().map(|part| example(of, part, schemas));
        return Value::Object(parts.filter_map(|part| part.as_object().cloned()).flatten().collect());
    }
    if let Some(choices) = schema.get("oneOf").and_then(Value::as_array) {
        let some = choices.iter().find(|choice| choice["type"] != "null");
        return some.map_or(Value::Null, |choice| example(of, choice, schemas));
    }
    if let Some(fields) = schema.get("properties").and_then(Value::as_object) {
        let field = |(name, schema): (&String, &Value)| {
            // An id of a kind of its own tells more than the name of the field.
            let known = if is_id(schema) { own_meaning(of, name) } else { meaning(of, &format!(".{name}")) };
            let shown = known.map_or_else(|| example(of, schema, schemas), |(_, example)| example.clone());
            // What can be absent, and is not to be shown, is absent.
            (!shown.is_null() || can_be_null(schema)).then(|| (name.clone(), shown))
        };
        return Value::Object(fields.iter().filter_map(field).collect());
    }
    if let Some(format) = FORMATS.iter().find(|(format, _)| schema["format"] == *format) {
        return json!(format.1);
    }
    if let Some(word) = schema.get("enum").and_then(|words| words.get(0)) {
        return word.clone();
    }
    let kind = schema["type"].as_str().or_else(|| schema["type"].get(0)?.as_str());
    match kind {
        Some("array") => json!([example(of, &schema["items"], schemas)]),
        Some("integer" | "number") => schema.get("minimum").cloned().unwrap_or_else(|| json!(3)),
        Some("boolean") => json!(false),
        Some("string") => json!(""),
        _ => json!({}),
    }
}

/// Whether it is an id of a kind of its own.
fn is_id(schema: &Value) -> bool {
    referred(schema).is_some_and(|name| name.ends_with("Id"))
}

/// The names of the components that an answer is made of.
fn gather(schema: &Value, schemas: &Map<String, Value>, found: &mut Vec<String>) {
    if let Some(name) = referred(schema).filter(|name| !found.iter().any(|known| known == name)) {
        found.push(name.to_owned());
        gather(&schemas[name], schemas, found);
    }
    match schema {
        Value::Object(parts) => parts.values().for_each(|part| gather(part, schemas, found)),
        Value::Array(parts) => parts.iter().for_each(|part| gather(part, schemas, found)),
        _ => {}
    }
}

/// Answers name every field, also where there is nothing to say; the few that can be absent are never null.
fn require_what_can_be_null(schema: &mut Value) {
    for part in schema.get_mut("allOf").and_then(Value::as_array_mut).into_iter().flatten() {
        require_what_can_be_null(part);
    }
    let Some(fields) = schema.get("properties").and_then(Value::as_object) else { return };
    let nullable =
        fields.iter().filter(|(_, field)| can_be_null(field)).map(|(name, _)| json!(name)).collect::<Vec<_>>();
    let Some(schema) = schema.as_object_mut() else { return };
    let required = schema.entry("required").or_insert_with(|| json!([]));
    if let Some(required) = required.as_array_mut() {
        required.extend(nullable);
    }
    if required.as_array().is_some_and(Vec::is_empty) {
        schema.remove("required");
    }
}

fn can_be_null(field: &Value) -> bool {
    let mut kinds = field["type"].as_array().into_iter().flatten();
    let mut choices = field.get("oneOf").and_then(Value::as_array).into_iter().flatten();
    kinds.any(|kind| kind == "null") || choices.any(|choice| choice["type"] == "null")
}
