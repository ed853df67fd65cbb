//! The JSON Schemas of lab files and rubrics, made from their types.

use serde_json::{Map, Value};

use super::LabFile;
use crate::grade::Rubric;

/// The JSON Schema of lab files, as text: what `labs/lab.schema.json` must hold.
#[must_use]
pub fn schema() -> String {
    closed(schemars::schema_for!(LabFile).to_value())
}

/// The JSON Schema of rubrics, as text: what `labs/rubric.schema.json` must hold.
#[must_use]
pub fn rubric_schema() -> String {
    closed(schemars::schema_for!(Rubric).to_value())
}

fn closed(mut schema: Value) -> String {
    let definitions = schema.get("$defs").cloned().unwrap_or_default();
    close(&mut schema, &definitions);
    forget_unused(&mut schema);
    format!("{schema:#}\n")
}

/// A kind's fields stand apart from the field that names it, where an unknown field would pass: this joins them.
fn close(schema: &mut Value, definitions: &Value) {
    if let Value::Object(fields) = schema
        && fields.contains_key("properties")
        && let Some(target) = fields.get("$ref").and_then(Value::as_str).and_then(name_of)
        && let Some(Value::Object(target)) = definitions.get(target)
    {
        fields.remove("$ref");
        join(fields, target);
    }
    if let Value::Object(fields) = schema
        && fields.get("properties").is_some_and(Value::is_object)
        && !fields.contains_key("additionalProperties")
    {
        fields.insert("additionalProperties".to_owned(), false.into());
    }
    match schema {
        Value::Object(fields) => fields
            .values_mut()
            .for_each(|inner| close(inner, definitions)),
        Value::Array(items) => items.iter_mut().for_each(|inner| close(inner, definitions)),
        _ => {}
    }
}

fn join(fields: &mut Map<String, Value>, target: &Map<String, Value>) {
    if let (Some(Value::Object(own)), Some(Value::Object(more))) =
        (fields.get_mut("properties"), target.get("properties"))
    {
        own.extend(more.clone());
    }
    if let (Some(Value::Array(own)), Some(Value::Array(more))) =
        (fields.get_mut("required"), target.get("required"))
    {
        own.extend(more.iter().cloned());
    }
    fields.insert("additionalProperties".to_owned(), false.into());
}

/// Leaves out definitions that nothing refers to any more.
fn forget_unused(schema: &mut Value) {
    let text = schema.to_string();
    if let Some(Value::Object(definitions)) = schema.get_mut("$defs") {
        definitions.retain(|name, _| text.contains(&format!("\"#/$defs/{name}\"")));
    }
}

fn name_of(reference: &str) -> Option<&str> {
    reference.strip_prefix("#/$defs/")
}
