//! What the document says.

use std::collections::BTreeSet;

use domain::problems;
use serde_json::{Value, json};
use server::{db::MIGRATOR, rest};
use sqlx::PgPool;

use crate::helpers::Clinic;

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// Every call: method, path, and what is said of it.
fn calls(document: &Value) -> Vec<(String, String, &Value)> {
    let paths = document["paths"].as_object().unwrap().iter();
    paths
        .flat_map(|(path, item)| {
            METHODS.iter().filter_map(move |method| Some(((*method).to_owned(), path.clone(), item.get(method)?)))
        })
        .collect()
}

/// Does something with every value of the document.
fn walk<'a>(value: &'a Value, place: &str, act: &mut impl FnMut(&str, &'a Value)) {
    act(place, value);
    match value {
        Value::Object(parts) => parts.iter().for_each(|(key, part)| walk(part, &format!("{place}/{key}"), act)),
        Value::Array(parts) => parts.iter().enumerate().for_each(|(n, part)| walk(part, &format!("{place}/{n}"), act)),
        _ => {}
    }
}

fn resolve<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    match value.get("$ref").and_then(Value::as_str) {
        Some(reference) => document.pointer(reference.trim_start_matches('#')).unwrap_or(&Value::Null),
        None => value,
    }
}

#[test]
fn the_document_changes_only_when_somebody_means_it() {
    insta::assert_json_snapshot!(rest::document());
}

#[test]
fn every_call_has_a_name_of_its_own_a_summary_a_tag_and_examples() {
    let document = rest::document();
    let tags: BTreeSet<_> =
        document["tags"].as_array().unwrap().iter().map(|tag| tag["name"].clone().to_string()).collect();
    let mut names = BTreeSet::new();
    let mut complaints = Vec::new();
    for (method, path, call) in calls(&document) {
        let mut complain = |what: &str| complaints.push(format!("{method} {path}: {what}"));
        let name = call["operationId"].as_str().unwrap_or_default();
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_lowercase() || c == '_') {
            complain("has no name in snake_case");
        }
        if !names.insert(name.to_owned()) {
            complain("has another one's name");
        }
        if call["summary"].as_str().is_none_or(|summary| summary.len() < 10) {
            complain("says not what it does");
        }
        if !call["tags"].as_array().is_some_and(|used| used.iter().all(|tag| tags.contains(&tag.to_string()))) {
            complain("has no tag that is described");
        }
        let answers = call["responses"].as_object().unwrap();
        let contents = answers.values().map(|answer| resolve(&document, answer)).chain([&call["requestBody"]]);
        for media in contents.filter_map(|answer| answer["content"].as_object()).flat_map(|content| content.values()) {
            let shown = media.get("example").or_else(|| media["examples"].as_object()?.values().next());
            if shown.is_none_or(|example| [json!(null), json!(""), json!({})].contains(example)) {
                complain("has a body without an example");
            }
        }
        for (status, answer) in answers {
            if resolve(&document, answer)["description"].as_str().is_none_or(str::is_empty) {
                complain(&format!("says not what {status} is"));
            }
        }
        for status in ["400", "403", "429", "503"] {
            if resolve(&document, &answers[status])["content"]["application/problem+json"].is_null() {
                complain(&format!("says not that it can be {status}"));
            }
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn every_reference_leads_somewhere() {
    let document = rest::document();
    let mut lost = Vec::new();
    walk(&document, "", &mut |place, value| {
        let known = |reference: &str| document.pointer(reference.trim_start_matches('#')).is_some();
        if let Some(reference) = value.get("$ref").and_then(Value::as_str)
            && !known(reference)
        {
            lost.push(format!("{place}: {reference}"));
        }
    });
    let names: BTreeSet<_> = calls(&document).iter().map(|(_, _, call)| call["operationId"].to_string()).collect();
    walk(&document, "", &mut |place, value| {
        for (name, link) in value.get("links").and_then(Value::as_object).into_iter().flatten() {
            if !names.contains(&link["operationId"].to_string()) {
                lost.push(format!("{place}: {name}"));
            }
        }
    });
    assert!(lost.is_empty(), "{}", lost.join("\n"));
}

#[test]
fn every_problem_that_is_named_has_a_page_and_every_page_a_call() {
    let document = rest::document();
    let mut named = BTreeSet::new();
    for (method, path, call) in calls(&document) {
        for (status, answer) in call["responses"].as_object().unwrap() {
            let problem = &resolve(&document, answer)["content"]["application/problem+json"];
            for (code, example) in problem["examples"].as_object().into_iter().flatten() {
                let kind = problems::find(code).unwrap_or_else(|| panic!("{method} {path}: {code} has no page"));
                let example = &resolve(&document, example)["value"];
                assert_eq!((kind.status.to_string(), example["code"].as_str()), (status.clone(), Some(code.as_str())));
                assert_eq!(example["errors"].is_array(), kind.status == 422, "{code}");
                named.insert(kind.code);
            }
        }
        for code in call["x-problems"].as_array().into_iter().flatten() {
            assert!(problems::find(code.as_str().unwrap()).is_some(), "{method} {path}: {code} has no page");
        }
    }
    // Of a wrong method no call can speak; our own faults are none of what it does.
    let left: Vec<_> = problems::ALL.iter().map(|kind| kind.code).filter(|code| !named.contains(code)).collect();
    assert_eq!(left, ["method_not_allowed", "internal"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_document_is_at_the_root_and_below_the_api(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    for path in ["/openapi.json", "/api/v1/openapi.json", "/api/openapi.json"] {
        let answer = clinic.anonymous().get(path).await.expect(200);
        assert_eq!(answer.headers["content-type"], "application/json");
        assert_eq!(answer.json(), rest::document());
    }
}
