//! `avro_compat.json`: which schema can read what another wrote, with the reasons, and what a registry lets in.

use std::collections::BTreeMap;

use schema::avro::{Level, Schema, can_read, conflicts};
use serde_json::Value;

use crate::{agree, list, vectors};

#[test]
fn avro_compat_json() {
    let Some(file) = vectors("avro_compat.json") else {
        return;
    };
    let schemas = file["schemas"].as_object().expect("schemas by name");
    let schemas: BTreeMap<&str, Schema> = schemas
        .iter()
        .map(|(name, text)| {
            let text = text.as_str().expect("a schema is text");
            (
                name.as_str(),
                Schema::parse(text).unwrap_or_else(|problems| panic!("{name}: {problems}")),
            )
        })
        .collect();
    let of = |name: &Value| &schemas[name.as_str().expect("a name")];
    let mut wrong = Vec::new();
    for case in list(&file, "reader_writer") {
        let found = can_read(of(&case["reader"]), of(&case["writer"]));
        let as_told = case["compatible"] == found.is_empty();
        let reasons: Vec<Value> = found
            .iter()
            .map(|reason| serde_json::json!([reason.kind.name(), reason.path]))
            .collect();
        if !as_told
            || case
                .get("why")
                .is_some_and(|why| why.as_array() != Some(&reasons))
        {
            wrong.push(format!("{case}: found {}", Value::from(reasons)));
        }
    }
    for case in list(&file, "registry") {
        let history: Vec<Schema> = list(case, "history")
            .iter()
            .map(|name| of(name).clone())
            .collect();
        let level = case["level"]
            .as_str()
            .and_then(Level::named)
            .expect("a level");
        let conflicts = conflicts(level, of(&case["new"]), &history);
        if case["compatible"] != conflicts.is_empty() {
            wrong.push(format!("{case}: found {conflicts:?}"));
        }
    }
    agree(&wrong);
}
