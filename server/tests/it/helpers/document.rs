//! Whether answers are what the API's document tells of. Every answer that any test gets is looked at.

use std::sync::LazyLock;

use axum::http::{Method, header};
use chrono::{DateTime, NaiveDate};
use serde_json::Value;
use server::rest;
use uuid::Uuid;

use super::Answer;

static DOCUMENT: LazyLock<Value> = LazyLock::new(rest::document);

/// What the document does not tell of this answer. Of other paths and methods than it names it has nothing to tell.
pub fn complaint(method: &Method, path: &str, answer: &Answer) -> Option<String> {
    let path = path.split('?').next()?;
    let path = path.strip_prefix("/api/v1").or_else(|| path.strip_prefix("/api"))?;
    let call = find(path)?.get(method.as_str().to_lowercase())?;
    let status = answer.status.as_u16();
    let Some(told) = call["responses"].get(status.to_string()) else {
        return Some(format!("{method} {path}: the document knows no {status}: {}", answer.text));
    };
    let Some(content) = resolve(told)["content"].as_object() else {
        return (!answer.text.is_empty()).then(|| format!("{method} {path}: {status} has a body: {}", answer.text));
    };
    let kind = answer.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default();
    let Some(media) = content.get(kind) else {
        return Some(format!("{method} {path}: {status} is never `{kind}`"));
    };
    if !kind.ends_with("json") {
        return None;
    }
    let error = fits(&answer.json(), &media["schema"], "").err()?;
    Some(format!("{method} {path}: {status} is not as told: {error}"))
}

/// What the document does not tell of a message to a webhook.
pub fn complaint_of_message(message: &Value) -> Option<String> {
    let call = &DOCUMENT["webhooks"][message["type"].as_str().unwrap_or_default()]["post"];
    let schema = &call["requestBody"]["content"]["application/json"]["schema"];
    let Some(data) = schema["properties"].get("data") else {
        return Some(format!("the document knows no such message: {message}"));
    };
    let mut names = message["data"].as_object().into_iter().flatten().map(|(name, _)| name);
    if let Some(name) = names.find(|name| data["properties"].get(name).is_none()) {
        return Some(format!("the document knows no `{name}` in {message}"));
    }
    fits(message, schema, "").err()
}

/// The path with the fewest parameters that fits, as the router chooses.
fn find(path: &str) -> Option<&'static Value> {
    let parts: Vec<&str> = path.split('/').collect();
    let fits = |template: &str| {
        let wanted: Vec<&str> = template.split('/').collect();
        wanted.len() == parts.len()
            && wanted.iter().zip(&parts).all(|(one, other)| one.starts_with('{') || one == other)
    };
    let paths = DOCUMENT["paths"].as_object()?.iter();
    paths
        .filter(|(template, _)| fits(template))
        .min_by_key(|(template, _)| template.matches('{').count())
        .map(|(_, item)| item)
}

fn resolve(value: &'static Value) -> &'static Value {
    match value.get("$ref").and_then(Value::as_str) {
        Some(reference) => DOCUMENT.pointer(reference.trim_start_matches('#')).unwrap_or(&Value::Null),
        None => value,
    }
}

/// As much of JSON Schema (draft 2020-12) as the document uses.
fn fits(value: &Value, schema: &'static Value, place: &str) -> Result<(), String> {
    let schema = resolve(schema);
    let wrong = |what: &str| Err(format!("{place} is {value}, {what}"));
    for part in list(schema, "allOf") {
        fits(value, part, place)?;
    }
    let mut choices = list(schema, "oneOf").peekable();
    if choices.peek().is_some() && choices.all(|choice| fits(value, choice, place).is_err()) {
        return wrong("none of its kinds");
    }
    let kinds: Vec<&str> = match &schema["type"] {
        Value::String(kind) => vec![kind],
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    if !kinds.is_empty() && !kinds.iter().any(|kind| is(value, kind)) {
        return wrong(&format!("not {kinds:?}"));
    }
    if let Some(words) = schema["enum"].as_array()
        && !words.contains(value)
    {
        return wrong("not one of its words");
    }
    if let Some(text) = value.as_str() {
        let read = match schema["format"].as_str() {
            Some("uuid") => Uuid::parse_str(text).is_ok(),
            Some("date-time") => DateTime::parse_from_rfc3339(text).is_ok(),
            Some("date") => NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok(),
            _ => true,
        };
        let most = schema["maxLength"].as_u64().unwrap_or(u64::MAX);
        if !read || text.chars().count() as u64 > most {
            return wrong("not of its form");
        }
    }
    if let Some(number) = value.as_f64() {
        let (least, most) = (schema["minimum"].as_f64(), schema["maximum"].as_f64());
        if least.is_some_and(|least| number < least) || most.is_some_and(|most| number > most) {
            return wrong("out of its range");
        }
    }
    for name in list(schema, "required").filter_map(Value::as_str) {
        if value.as_object().is_some_and(|value| !value.contains_key(name)) {
            return wrong(&format!("without `{name}`"));
        }
    }
    for (name, field) in value.as_object().into_iter().flatten() {
        if let Some(told) = schema["properties"].get(name) {
            fits(field, told, &format!("{place}/{name}"))?;
        }
    }
    for (number, item) in value.as_array().into_iter().flatten().enumerate() {
        if let Some(told) = schema.get("items") {
            fits(item, told, &format!("{place}/{number}"))?;
        }
    }
    Ok(())
}

fn list(schema: &'static Value, key: &str) -> impl Iterator<Item = &'static Value> + use<> {
    schema.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn is(value: &Value, kind: &str) -> bool {
    match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        _ => value.is_object(),
    }
}
