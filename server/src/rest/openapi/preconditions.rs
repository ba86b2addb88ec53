//! The tags of what can be read and changed, and what clients do with them.

use serde_json::{Value, json};

use super::{
    calls::{self, object},
    problems::answer,
};
use crate::rest::{etags::RESOURCES, idempotency_keys::shows_a_secret};

/// Any state, or a list of tags, which may be empty.
const TAGS: &str = r#"^(\*|((W/)?"[!#-~]*"( *, *(W/)?"[!#-~]*")*)?)$"#;

pub fn add(document: &mut Value) {
    calls::each(document, |method, path, call| {
        let has_tag = RESOURCES.contains(&path);
        if method == "post" && is_list_of_what_has_tags(path) {
            let made = &mut object(call, "responses")["201"]["headers"];
            made["ETag"] = etag();
            made["Location"] = json!({ "description": "Where it is.", "schema": { "type": "string" } });
        }
        let header = match method {
            "get" if has_tag => "If-None-Match",
            "patch" | "put" | "delete" => "If-Match",
            _ => return,
        };
        let answers = object(call, "responses");
        answers.insert("412".to_owned(), answer(412, &["precondition_failed"]));
        if !has_tag {
            return;
        }
        if method == "get" {
            answers.insert("304".to_owned(), json!({ "description": "It is as it was." }));
        }
        if let Some(done) = answers.get_mut("200").filter(|_| method != "put") {
            done["headers"]["ETag"] = etag();
        }
        let parameters = call.entry("parameters").or_insert_with(|| json!([]));
        parameters.as_array_mut().into_iter().for_each(|list| list.push(parameter(header)));
    });
}

/// Whether what is made there can be read and changed; where a secret is shown, the answer is not what can be read.
fn is_list_of_what_has_tags(path: &str) -> bool {
    RESOURCES.iter().any(|one| one.strip_suffix("/{id}") == Some(path)) && !shows_a_secret(path)
}

fn etag() -> Value {
    json!({ "description": "Stands for what is told; for `If-Match`.", "schema": { "type": "string" } })
}

fn parameter(name: &str) -> Value {
    let description = match name {
        "If-Match" => "The `ETag` that was told of what is to be changed: if it is another by now, nothing is done.",
        _ => "The tags of what is there already: if one of them is still right, it is not sent again.",
    };
    json!({
        "name": name, "in": "header", "description": description, "example": "*",
        "schema": { "type": "string", "pattern": TAGS },
    })
}
