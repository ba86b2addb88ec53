//! The `Idempotency-Key` of every call that may be sent twice.

use serde_json::{Value, json};

use super::calls;
use crate::rest::idempotency_keys::{MAX_KEY_CHARS, is_kept};

pub fn add(document: &mut Value) {
    calls::each(document, |method, path, call| {
        if method == "post" && is_kept(path) {
            let parameters = call.entry("parameters").or_insert_with(|| json!([]));
            parameters.as_array_mut().into_iter().for_each(|list| list.push(key()));
        }
    });
}

fn key() -> Value {
    json!({
        "name": "Idempotency-Key", "in": "header",
        "description": "Makes it safe to send the same request again: it is carried out once.",
        "schema": { "type": "string", "minLength": 1, "maxLength": MAX_KEY_CHARS, "pattern": "^[!-~]([ -~]*[!-~])?$" },
        "example": "5f0c6c1e-3b5e-4b8e-9a53-0d6f0c4f8a11"
    })
}
