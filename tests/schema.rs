//! `labs/lab.schema.json` says what the types say.

use std::fs;
use std::path::Path;

/// With `LOGARIUM_UPDATE` set, the file is written instead.
#[test]
fn the_schema_of_lab_files_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("labs/lab.schema.json");
    let current = lab::schema();
    if std::env::var_os("LOGARIUM_UPDATE").is_some() {
        fs::write(&path, &current).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap();
    assert!(
        written == current,
        "labs/lab.schema.json is not what the types in src/lab/file say; write it anew with \
         `LOGARIUM_UPDATE=1 cargo test --test schema`"
    );
}

#[test]
fn the_schema_closes_every_object() {
    let schema: serde_json::Value = serde_json::from_str(&lab::schema()).unwrap();
    let mut open = Vec::new();
    walk(&schema, "#", &mut open);
    assert!(open.is_empty(), "unknown fields would pass at {open:?}");
}

fn walk(schema: &serde_json::Value, place: &str, open: &mut Vec<String>) {
    if schema
        .get("properties")
        .is_some_and(serde_json::Value::is_object)
        && schema.get("additionalProperties").is_none()
    {
        open.push(place.to_owned());
    }
    match schema {
        serde_json::Value::Object(fields) => {
            fields
                .iter()
                .for_each(|(key, value)| walk(value, &format!("{place}/{key}"), open));
        }
        serde_json::Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(index, value)| walk(value, &format!("{place}/{index}"), open));
        }
        _ => {}
    }
}
