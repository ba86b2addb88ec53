//! The `Idempotency-Key` of every call that may be sent twice.

use serde_json::{Value, json};

use super::calls::{self, object};
use crate::rest::idempotency_keys::{MAX_KEY_CHARS, shows_a_secret};

pub fn add(document: &mut Value) {
    calls::each(document, |method, path, call| {
        if takes_a_key(method, path) {
            for (_, answer) in object(call, "responses").iter_mut().filter(|(status, _)| status.starts_with('2')) {
                answer["headers"]["Idempotency-Replayed"] = replayed();
            }
            let parameters = call.entry("parameters").or_insert_with(|| json!([]));
            parameters.as_array_mut().into_iter().for_each(|list| list.push(key()));
        }
    });
}

/// Whether a call is carried out once for each key.
pub fn takes_a_key(method: &str, path: &str) -> bool {
    method == "post" && !shows_a_secret(path)
}

fn replayed() -> Value {
    json!({ "description": "`true` for an answer that was given before.", "schema": { "type": "string", "const": "true" } })
}

fn key() -> Value {
    json!({
        "name": "Idempotency-Key", "in": "header",
        "description": "Makes it safe to send the same request again within a day: it is carried out once.",
        "schema": { "type": "string", "minLength": 1, "maxLength": MAX_KEY_CHARS, "pattern": "^[!-~]([ -~]*[!-~])?$" },
        "example": "5f0c6c1e-3b5e-4b8e-9a53-0d6f0c4f8a11"
    })
}
