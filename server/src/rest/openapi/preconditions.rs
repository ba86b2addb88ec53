//! The tags of what can be read and changed, and what clients do with them.

use serde_json::{Value, json};

use super::{
    calls::{self, object},
    problems::answer,
};
use crate::rest::etags::RESOURCES;

/// Any state, or a list of tags, which may be empty.
const TAGS: &str = r#"^(\*|((W/)?"[!#-~]*"( *, *(W/)?"[!#-~]*")*)?)$"#;

pub fn add(document: &mut Value) {
    calls::each(document, |method, path, call| {
        let has_tag = RESOURCES.contains(&path);
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
            let schema = json!({ "type": "string" });
            done["headers"]["ETag"] =
                json!({ "description": "Stands for what is told; for `If-Match`.", "schema": schema });
        }
        let parameters = call.entry("parameters").or_insert_with(|| json!([]));
        parameters.as_array_mut().into_iter().for_each(|list| list.push(parameter(header)));
    });
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
