//! Places that may be one of several things: what they are called, and which one is there.

use serde_json::Value;

use super::{Place, Word, one_line, text};
use crate::shape::{fits, only_field};

/// One of the things that a place may be.
pub(super) struct Branch<'a> {
    pub(super) place: Place<'a>,
    pub(super) name: String,
    pub(super) doc: String,
    pub(super) key: String,
}

impl<'a> Branch<'a> {
    /// `written` as the schema has it, `place` without references; `whole` names what it is one of.
    pub(super) fn of(mut place: Place<'a>, written: &'a Value, whole: &str) -> Self {
        let name = name(place.schema).unwrap_or_else(|| place.key.clone());
        let key = format!("{whole}.{name}");
        if std::ptr::eq(place.schema, written) {
            place.key.clone_from(&key);
        }
        let doc = text(written, "description").or_else(|| text(place.schema, "description"));
        Self {
            doc: doc.map(one_line).unwrap_or_default(),
            name,
            key,
            place,
        }
    }

    /// The words that it is, if it is nothing else.
    pub(super) fn words(&self) -> Option<Vec<Word>> {
        let mut words = words(self.place.schema, &self.key)?;
        if let [only] = words.as_mut_slice() {
            only.doc.clone_from(&self.doc);
            only.key.clone_from(&self.key);
        }
        Some(words)
    }

    /// The field that tells it from the others.
    pub(super) fn tag(&self) -> Option<&'a str> {
        tag(self.place.schema).map(|(field, _)| field)
    }
}

/// Which of several things a value is.
pub(super) fn chosen(branches: &[Branch<'_>], value: &Value) -> Option<usize> {
    let is = |branch: &Branch<'_>| {
        let schema = branch.place.schema;
        if let Some((field, wanted)) = tag(schema) {
            return value.get(field) == Some(wanted);
        }
        if let Some(wanted) = schema.get("const") {
            return value == wanted;
        }
        if let Some(words) = schema.get("enum").and_then(Value::as_array) {
            return words.contains(value);
        }
        if let Some(field) = only_field(schema) {
            return value.get(field).is_some();
        }
        fits(value, schema)
    };
    branches.iter().position(is)
}

/// The words that a schema allows, if it allows only words.
pub(super) fn words(schema: &Value, key: &str) -> Option<Vec<Word>> {
    let list = schema.get("enum").and_then(Value::as_array);
    let all = list.map_or_else(
        || schema.get("const").map(std::slice::from_ref),
        |list| Some(list.as_slice()),
    )?;
    let word = |value: &Value| Word {
        value: value.clone(),
        doc: String::new(),
        key: format!("{key}.{}", plain(value)),
    };
    Some(all.iter().map(word).collect())
}

/// Whether a schema is that of configs by Kafka's names.
pub(super) fn is_configs(schema: &Value) -> bool {
    schema
        .pointer("/additionalProperties/$ref")
        .and_then(Value::as_str)
        == Some("#/$defs/Setting")
}

/// Every text of a part of the schema, with what names it.
pub(super) fn docs(schema: &Value, key: &str, found: &mut Vec<(String, String)>) {
    if let Some(doc) = text(schema, "description") {
        found.push((key.to_owned(), one_line(doc)));
    }
    let parts = schema.get("properties").and_then(Value::as_object);
    for (name, part) in parts.into_iter().flatten() {
        docs(part, &format!("{key}.{name}"), found);
    }
    let list = schema.get("oneOf").or_else(|| schema.get("anyOf"));
    for branch in list.and_then(Value::as_array).into_iter().flatten() {
        let target = text(branch, "$ref").and_then(|reference| reference.rsplit('/').next());
        let name = name(branch).or_else(|| target.map(ToOwned::to_owned));
        if let Some(name) = name {
            docs(branch, &format!("{key}.{name}"), found);
        }
    }
    for word in ["items", "additionalProperties"] {
        if let Some(each) = schema.get(word).filter(|each| each.is_object()) {
            docs(each, &format!("{key}.{word}"), found);
        }
    }
}

/// What a schema that is one of several is called.
fn name(schema: &Value) -> Option<String> {
    let tag = tag(schema).map(|(_, value)| plain(value));
    let field = || only_field(schema).map(ToOwned::to_owned);
    tag.or_else(field)
        .or_else(|| schema.get("const").map(plain))
}

/// The field whose constant tells a schema from its neighbours, with that constant.
fn tag(schema: &Value) -> Option<(&str, &Value)> {
    let properties = schema.get("properties")?.as_object()?;
    let mut constants = properties
        .iter()
        .filter_map(|(name, schema)| Some((name.as_str(), schema.get("const")?)));
    constants.next()
}

fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), ToOwned::to_owned)
}
