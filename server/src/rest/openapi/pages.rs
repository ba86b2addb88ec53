//! Lists of things that have a name of their own name it, instead of saying again what it is.

use serde_json::{Value, json};

/// How the parts of lists are called, before the name of what they list.
const PREFIX: &str = "Page_";

pub fn name(document: &mut Value) {
    for (name, schema) in document["components"]["schemas"].as_object_mut().into_iter().flatten() {
        if let Some(item) = name.strip_prefix(PREFIX) {
            schema["properties"]["items"]["items"] = json!({ "$ref": format!("#/components/schemas/{item}") });
        }
    }
}
