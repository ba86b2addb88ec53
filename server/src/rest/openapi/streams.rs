//! What streams are made of: events, as clients see them (HTML, section 9.2).

use serde_json::{Value, json};

use super::calls;

pub fn add(document: &mut Value) {
    calls::each(document, |_, _, call| {
        let answer = call.get_mut("responses").and_then(|answers| answers.get_mut("200"));
        let content = answer.and_then(|answer| answer.get_mut("content"));
        if let Some(stream) = content.and_then(|content| content.get_mut("text/event-stream")) {
            let data = json!({ "type": "string", "description": "All free times there are now, as JSON." });
            let event = json!({ "type": "string", "const": "slots" });
            stream["schema"] = json!({
                "type": "object", "properties": { "event": event, "data": data }, "required": ["event", "data"],
            });
        }
    });
}
