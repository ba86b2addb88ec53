//! The tags of what can be read and changed, and what clients do with them.

use serde_json::{Value, json};

use super::{
    calls::{self, object},
    problems::answer,
};
use crate::rest::etags::RESOURCES;

pub fn add(document: &mut Value) {
    calls::each(document, |method, path, call| {
        if !RESOURCES.contains(&path) {
            return;
        }
        let (name, description) = match method {
            "get" => {
                ("If-None-Match", "The tags of what is there already: if one of them is still right, 304 says so.")
            }
            "patch" | "put" | "delete" => {
                ("If-Match", "The tag of what is to be changed: if it is another by now, 412.")
            }
            _ => return,
        };
        let parameters = call.entry("parameters").or_insert_with(|| json!([]));
        let parameter = json!({
            "name": name, "in": "header", "description": description, "example": "*",
            "schema": { "type": "string", "pattern": "^(\\*|(W/)?\"[!#-~]*\")$" },
        });
        parameters.as_array_mut().into_iter().for_each(|list| list.push(parameter.clone()));
        let answers = object(call, "responses");
        if method == "get" {
            answers.insert("304".to_owned(), json!({ "description": "It is as it was." }));
        } else {
            answers.insert("412".to_owned(), answer(412, &["precondition_failed"]));
        }
        if let Some(done) = answers.get_mut("200").filter(|_| method != "put") {
            let schema = json!({ "type": "string" });
            done["headers"]["ETag"] = json!({ "description": "Stands for what is told.", "schema": schema });
        }
    });
}
