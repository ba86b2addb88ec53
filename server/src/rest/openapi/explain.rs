//! Adds to fields and parameters what their names mean.

use serde_json::{Map, Value, json};

use super::{calls, examples::DOCTOR, names::meaning};

/// Paths whose `{id}` can be a slug.
const SLUGS: [&str; 4] = ["/doctors/{id}", "/specialties/{id}", "/locations/{id}", "/departments/{id}"];

pub fn add(document: &mut Value) {
    let schemas = document["components"]["schemas"].as_object_mut().into_iter().flatten();
    for (of, schema) in schemas {
        explain_fields(of, schema);
    }
    calls::each(document, |_, path, call| {
        let name = call["operationId"].as_str().unwrap_or_default().to_owned();
        for parameter in call.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten() {
            explain_parameter(path, &name, parameter);
        }
    });
}

fn explain_fields(of: &str, schema: &mut Value) {
    for part in schema.get_mut("allOf").and_then(Value::as_array_mut).into_iter().flatten() {
        say_no_default(part);
        explain_fields(of, part);
    }
    let required: Vec<String> = serde_json::from_value(schema["required"].clone()).unwrap_or_default();
    for (name, field) in schema.get_mut("properties").and_then(Value::as_object_mut).into_iter().flatten() {
        say_no_default(field);
        // What has to be given is not null.
        if required.contains(name) {
            never_null(field);
        }
        // What has a type of its own says itself what it is.
        if let (Some((form, _)), Some(_)) = (meaning(of, &format!(".{name}")), field.get("type")) {
            extend(field, form);
        }
    }
}

fn explain_parameter(path: &str, call: &str, parameter: &mut Value) {
    let name = parameter["name"].as_str().unwrap_or_default().to_owned();
    match parameter["in"].as_str() {
        Some("path") => {
            let slug = name == "id" && SLUGS.iter().any(|slugs| path.starts_with(slugs));
            let example =
                if slug || path.starts_with("/users") { DOCTOR } else { "019d0000-0000-7000-8000-000000000005" };
            let form = if slug { json!({}) } else { json!({ "format": "uuid" }) };
            extend(&mut parameter["schema"], &form);
            parameter["description"] = json!(if slug { "Its id or slug." } else { "Its id." });
            parameter["example"] = json!(example);
        }
        Some("query") => {
            let Some((form, example)) = meaning(call, &format!("?{name}")) else { return };
            never_null(&mut parameter["schema"]);
            extend(&mut parameter["schema"], form);
            if let Some(description) =
                parameter["schema"].as_object_mut().and_then(|schema| schema.remove("description"))
            {
                parameter["description"] = description;
            }
            if !example.is_null() {
                parameter["example"] = example.clone();
            }
        }
        _ => {}
    }
}

/// An empty default says no more than that the field may be absent.
fn say_no_default(field: &mut Value) {
    if let Some(field) = field.as_object_mut() {
        field.retain(|key, value| key != "default" || value.is_boolean());
    }
}

fn never_null(schema: &mut Value) {
    if let Some(kinds) = schema["type"].as_array() {
        schema["type"] = kinds.iter().find(|kind| *kind != "null").cloned().unwrap_or_default();
    }
}

fn extend(schema: &mut Value, form: &Value) {
    let form: &Map<String, Value> = form.as_object().expect("forms are objects");
    for (key, value) in form {
        schema[key] = value.clone();
    }
}
