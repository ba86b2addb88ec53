//! Going through the document.

use serde_json::{Map, Value};

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// Does something to every call, which is told by its method, its path and what is said of it.
pub fn each(document: &mut Value, mut act: impl FnMut(&str, &str, &mut Map<String, Value>)) {
    let paths = document["paths"].as_object_mut().into_iter().flatten();
    for (path, item) in paths {
        for method in METHODS {
            if let Some(call) = item.get_mut(method).and_then(Value::as_object_mut) {
                act(method, path, call);
            }
        }
    }
}

/// A value that is there once it was asked for.
pub fn object<'a>(within: &'a mut Map<String, Value>, key: &str) -> &'a mut Map<String, Value> {
    let value = within.entry(key).or_insert_with(|| Value::Object(Map::new()));
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    // It was made one just now.
    value.as_object_mut().expect("an object")
}

/// The name of the component that a reference leads to.
pub fn referred(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.rsplit('/').next()
}

/// Whether it has parameters in that place: `path`, `query` or `header`.
pub fn has_parameters(call: &Map<String, Value>, place: &str) -> bool {
    let mut parameters = call.get("parameters").and_then(Value::as_array).into_iter().flatten();
    parameters.any(|parameter| parameter["in"] == place)
}
