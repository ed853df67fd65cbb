//! `labs/lab.schema.json` says what the types say.

use std::fs;
use std::path::Path;

/// With `LOGARIUM_UPDATE` set, the files are written instead.
#[test]
fn the_schemas_of_lab_files_and_rubrics_are_current() {
    is_current("labs/lab.schema.json", &lab::schema());
    is_current("labs/rubric.schema.json", &lab::rubric_schema());
}

fn is_current(file: &str, current: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    if std::env::var_os("LOGARIUM_UPDATE").is_some() {
        fs::write(&path, current).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap();
    assert!(
        written == current,
        "{file} is not what its types say; write it anew with \
         `LOGARIUM_UPDATE=1 cargo test --test schema`"
    );
}

#[test]
fn the_schemas_close_every_object() {
    for schema in [lab::schema(), lab::rubric_schema()] {
        let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
        let mut open = Vec::new();
        walk(&schema, "#", &mut open);
        assert!(open.is_empty(), "unknown fields would pass at {open:?}");
    }
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
