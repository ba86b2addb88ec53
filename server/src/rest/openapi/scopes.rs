//! Which scope opens a call to the tokens of other systems.

use serde_json::{Value, json};

use super::calls;
use crate::auth::scopes;

pub fn add(document: &mut Value) {
    calls::each(document, |method, path, call| {
        let Some(scope) = scopes::of(&method.to_uppercase(), path) else { return };
        let note = format!("A token of another system needs the scope `{}`.", scope.as_str());
        let description = match call.get("description").and_then(Value::as_str) {
            Some(description) => format!("{description}\n\n{note}"),
            None => note,
        };
        call.insert("description".to_owned(), json!(description));
    });
}
