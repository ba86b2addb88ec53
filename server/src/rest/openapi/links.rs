//! From what was made to what can be done with it.

use serde_json::{Map, Value, json};

use super::calls::{self, object};

/// A stream has no end, so nothing follows it.
const ENDLESS: &str = "watch_slots";

pub fn add(document: &mut Value) {
    let mut targets = Vec::new();
    calls::each(document, |_, path, call| {
        let name = call["operationId"].as_str().unwrap_or_default().to_owned();
        if name != ENDLESS {
            targets.push((path.to_owned(), name));
        }
    });
    calls::each(document, |method, path, call| {
        // Something made has an id, and everything below it is named by that id.
        let (status, below, id) = match (method, path) {
            ("post", _) => ("201", format!("{path}/{{"), "$response.body#/id"),
            ("get", "/doctors" | "/patients" | "/appointments") => {
                ("200", format!("{path}/{{"), "$response.body#/items/0/id")
            }
            _ => return,
        };
        // What is in the path is known; the id is what follows. Whatever has further parts is left out.
        let known = path.matches('{').count();
        let mut links = Map::new();
        for (target, name) in targets.iter().filter(|(target, _)| target.starts_with(&below)) {
            let parameters: Vec<&str> = target.split('{').skip(1).filter_map(|part| part.split('}').next()).collect();
            if parameters.len() == known + 1 {
                let values = parameters.iter().enumerate().map(|(number, parameter)| {
                    let value = if number < known { format!("$request.path.{parameter}") } else { id.to_owned() };
                    ((*parameter).to_owned(), json!(value))
                });
                links.insert(name.clone(), json!({ "operationId": name, "parameters": values.collect::<Map<_, _>>() }));
            }
        }
        let answer = object(call, "responses").get_mut(status).and_then(Value::as_object_mut);
        if let (Some(answer), false) = (answer, links.is_empty()) {
            answer.insert("links".to_owned(), Value::Object(links));
        }
    });
}
